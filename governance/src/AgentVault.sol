// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { MerkleProof } from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { SignatureChecker } from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import { Approvals } from "./libraries/Approvals.sol";
import { Encoding } from "./libraries/Encoding.sol";
import { History } from "./libraries/History.sol";
import { TokenBucket } from "./libraries/TokenBucket.sol";
import { Approval, IAgentVault, IPayee, Spend } from "./interfaces/IAgentVault.sol";
import { IActionLedger } from "./interfaces/IActionLedger.sol";
import { IPolicyRegistry, Limit } from "./interfaces/IPolicyRegistry.sol";

/// @title The only holder of an agent's money
/// @dev A clone made by the AgentRegistry; its only immutable argument is the agent's id, so there is nothing to
/// initialise and nothing to front-run. The implementation itself does nothing. It signs nothing: no ERC-1271,
/// no approve, no permit.
contract AgentVault is IAgentVault, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;
    using TokenBucket for TokenBucket.Bucket;

    /// @param limitHash of the limit in force, 0 while it is not listed: a vote leaves most limits as they are
    struct Asset {
        TokenBucket.Bucket bucket;
        bytes32 payeesRoot;
        address askBy;
        bytes32 limitHash;
    }

    address private constant NATIVE = 0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE;
    uint8 private constant CALLED = 1;

    /// @notice The AgentRegistry that makes the clones.
    /// @return its address
    address public immutable agents;
    /// @notice The PolicyRegistry that sets limits and freezes.
    /// @return its address
    address public immutable policies;
    /// @notice The ActionLedger that checks lease and log.
    /// @return its address
    address public immutable ledger;
    /// @notice The only account that may take money out.
    /// @return its address
    address public immutable authority;
    address private immutable _self;

    uint64 private _number;
    address[] private _listed;
    mapping(address asset => Asset) private _assets;
    mapping(bytes32 digest => bool) public approvalUsed;

    constructor(address agents_, address policies_, address ledger_, address authority_) {
        agents = agents_;
        policies = policies_;
        ledger = ledger_;
        authority = authority_;
        _self = address(this);
    }

    receive() external payable {
        if (address(this) == _self) revert AgentVaultInert();
        emit Funded(msg.sender, msg.value);
    }

    /// @inheritdoc IAgentVault
    function spend(Spend calldata s) external nonReentrant {
        uint256 agent = agentId();
        if (block.timestamp * 1000 > s.notAfter) revert AgentVaultExpired(s.notAfter, block.timestamp * 1000);
        uint64 next = _number + 1;
        if (s.number != next) revert AgentVaultWrongNumber(s.number, next);
        if (s.amount == 0) revert AgentVaultZeroAmount();
        if (s.to == address(0) || s.to == address(this) || s.to == s.asset) revert AgentVaultBadPayee(s.to);
        uint256 operatorId = IActionLedger(ledger).countSpend(agent, msg.sender, s.epoch);
        _clear(agent, operatorId, s.to);
        Asset storage a = _assets[s.asset];
        _take(a, s);
        bytes32 stream_ = Encoding.stream(block.chainid, ledger, agent);
        if (s.amount > a.bucket.askAbove) _checkApproval(agent, stream_, a, s);
        _number = s.number;
        _record(stream_, s);
        _pay(agent, s);
    }

    /// @inheritdoc IAgentVault
    function setLimits(Limit[] calldata limits) external nonReentrant {
        if (address(this) == _self) revert AgentVaultInert();
        if (msg.sender != policies) revert AgentVaultNotPolicies(msg.sender);
        bool same = limits.length == _listed.length;
        for (uint256 i; i < limits.length; ++i) {
            if (_setLimit(limits[i])) same = false;
        }
        // As many as before and none of them new: most votes list the same assets again.
        if (!same) _relist(limits);
    }

    /// @inheritdoc IAgentVault
    function recover(address asset, address to, uint256 amount) external nonReentrant {
        if (address(this) == _self) revert AgentVaultInert();
        if (msg.sender != authority) revert AgentVaultNotAuthority(msg.sender);
        if (to == address(0) || to == address(this)) revert AgentVaultBadPayee(to);
        emit Recovered(asset, to, amount);
        _transfer(asset, to, amount);
    }

    /// @inheritdoc IAgentVault
    function stream() external view returns (bytes32) {
        return Encoding.stream(block.chainid, ledger, agentId());
    }

    /// @inheritdoc IAgentVault
    function nextNumber() external view returns (uint64) {
        return _number + 1;
    }

    /// @inheritdoc IAgentVault
    function spends() external view returns (bytes32) {
        return History.read(History.SPENDS);
    }

    /// @inheritdoc IAgentVault
    function assets() external view returns (address[] memory) {
        return _listed;
    }

    /// @inheritdoc IAgentVault
    function limitOf(address asset) external view returns (Limit memory) {
        Asset storage a = _assets[asset];
        TokenBucket.Bucket storage b = a.bucket;
        return Limit(asset, b.perAction, b.burst, b.rate, b.lifetime, a.payeesRoot, b.askAbove, a.askBy);
    }

    /// @inheritdoc IAgentVault
    function bucketOf(address asset) external view returns (Bucket memory) {
        TokenBucket.Bucket storage b = _assets[asset].bucket;
        uint64 time = uint64(block.timestamp);
        return Bucket(b.listed, b.levelAt(time), time > b.settledAt ? time : b.settledAt, b.spent());
    }

    /// @inheritdoc IAgentVault
    function approvalDigest(bytes32 action, bytes32 call, address asset, uint256 amount, address to, uint64 deadline)
        external
        view
        returns (bytes32)
    {
        uint256 agent = agentId();
        bytes32 root = IPolicyRegistry(policies).rootOf(agent);
        return Approvals.digest(
            Approvals.separatorOf(ledger),
            Approvals.Words(
                Encoding.stream(block.chainid, ledger, agent), action, call, asset, amount, to, root, deadline
            )
        );
    }

    /// @inheritdoc IAgentVault
    function agentId() public view returns (uint256) {
        if (address(this) == _self) revert AgentVaultInert();
        return _agentId();
    }

    /// @dev The clone's only argument: the word after the 45 bytes of its code, as Clones.fetchCloneArgs reads it.
    function _agentId() private view returns (uint256 id) {
        assembly ("memory-safe") {
            extcodecopy(address(), 0, 45, 32)
            id := mload(0)
        }
    }

    function _clear(uint256 agent, uint256 operatorId, address to) private view {
        uint8 what = IPolicyRegistry(policies).clearance(agent, operatorId, to);
        if (what == 0) return;
        if (what == 1) revert AgentVaultFrozen(what, agent);
        if (what == 2) revert AgentVaultFrozen(what, operatorId);
        revert AgentVaultFrozen(what, uint160(to));
    }

    function _take(Asset storage a, Spend calldata s) private {
        TokenBucket.Bucket storage b = a.bucket;
        if (!b.listed) revert AgentVaultNotListed(s.asset);
        bytes32 leaf = Encoding.payee(s.to, s.mode);
        if (s.mode > CALLED || !MerkleProof.verifyCalldata(s.payeeProof, a.payeesRoot, leaf)) {
            revert AgentVaultNotPayee(s.asset, s.to, s.mode);
        }
        TokenBucket.Refusal refusal = b.take(uint64(block.timestamp), s.amount);
        if (refusal == TokenBucket.Refusal.None) return;
        if (refusal == TokenBucket.Refusal.PerAction) revert AgentVaultPerAction(s.asset, s.amount, b.perAction);
        if (refusal == TokenBucket.Refusal.Lifetime) revert AgentVaultLifetime(s.asset, s.amount, b.left);
        revert AgentVaultBurst(s.asset, s.amount, b.levelAt(uint64(block.timestamp)) >> 64);
    }

    function _checkApproval(uint256 agent, bytes32 stream_, Asset storage a, Spend calldata s) private {
        address askBy = a.askBy;
        Approval calldata approval = s.approval;
        if (approval.signature.length == 0) {
            revert AgentVaultApprovalNeeded(s.asset, s.amount, a.bucket.askAbove, askBy);
        }
        if (block.timestamp > approval.deadline) {
            revert AgentVaultApprovalExpired(approval.deadline, block.timestamp);
        }
        bytes32 root = IPolicyRegistry(policies).rootOf(agent);
        bytes32 digest = Approvals.digest(
            Approvals.separatorOf(ledger),
            Approvals.Words(stream_, s.action, approval.call, s.asset, s.amount, s.to, root, approval.deadline)
        );
        // The signature names no spend number, so a thief could show it twice.
        if (approvalUsed[digest]) revert AgentVaultApprovalUsed(digest);
        if (!SignatureChecker.isValidSignatureNow(askBy, digest, approval.signature)) {
            revert AgentVaultApprovalInvalid(askBy, digest);
        }
        approvalUsed[digest] = true;
    }

    function _record(bytes32 stream_, Spend calldata s) private {
        bytes32 spent = Encoding.spent(
            Encoding.SpentWords({
                schema: Encoding.SPENT,
                stream: stream_,
                vault: address(this),
                number: s.number,
                opened: s.opened,
                action: s.action,
                asset: s.asset,
                to: s.to,
                amount: s.amount,
                epoch: s.epoch
            })
        );
        bytes32 next = Encoding.spends(History.read(History.SPENDS), spent);
        History.write(History.SPENDS, next);
        emit Spent(s.number, s.action, s.to, s.asset, s.amount, s.epoch, s.opened, s.purpose, spent, next);
    }

    /// @dev The debit was written as what was asked; whatever takes more is undone, whatever takes less stays debited.
    function _pay(uint256 agent, Spend calldata s) private {
        uint256 before = _balance(s.asset);
        _transfer(s.asset, s.to, s.amount);
        if (s.mode == CALLED) {
            bytes4 answer = IPayee(s.to).onPaid(agent, s.asset, s.amount, s.purpose, s.action);
            if (answer != IPayee.onPaid.selector) revert AgentVaultWrongAnswer(s.to);
        }
        uint256 afterwards = _balance(s.asset);
        if (before > afterwards && before - afterwards > s.amount) {
            revert AgentVaultTookMore(s.asset, s.amount, before - afterwards);
        }
    }

    /// @return isNew whether the asset was not listed
    function _setLimit(Limit calldata limit) private returns (bool isNew) {
        Asset storage a = _assets[limit.asset];
        bytes32 before = a.limitHash;
        bytes32 hash = keccak256(abi.encode(limit));
        if (hash == before) return false;
        if (
            limit.asset == address(0) || limit.asset == address(this) || limit.perAction > limit.burst
                || (limit.askBy == address(0) && limit.askAbove != type(uint128).max)
        ) revert AgentVaultBadLimit(limit.asset);
        a.limitHash = hash;
        a.bucket.set(uint64(block.timestamp), limit.perAction, limit.burst, limit.rate, limit.lifetime);
        a.bucket.askAbove = limit.askAbove;
        a.payeesRoot = limit.payeesRoot;
        a.askBy = limit.askBy;
        emit LimitSet(limit.asset, limit, a.bucket.level, a.bucket.spent());
        return before == 0;
    }

    function _relist(Limit[] calldata limits) private {
        uint256 j;
        for (uint256 i; i < _listed.length; ++i) {
            address old = _listed[i];
            // Both lists ascend: the PolicyRegistry refuses any other order.
            while (j < limits.length && limits[j].asset < old) ++j;
            if (j == limits.length || limits[j].asset != old) _unlist(old);
        }
        delete _listed;
        for (uint256 i; i < limits.length; ++i) {
            _listed.push(limits[i].asset);
        }
    }

    function _unlist(address asset) private {
        TokenBucket.Bucket storage b = _assets[asset].bucket;
        b.unlist(uint64(block.timestamp));
        _assets[asset].limitHash = 0;
        emit Unlisted(asset, b.level, b.spent());
    }

    function _transfer(address asset, address to, uint256 amount) private {
        if (asset != NATIVE) {
            IERC20(asset).safeTransfer(to, amount);
            return;
        }
        (bool done,) = to.call{ value: amount }("");
        if (!done) revert AgentVaultNativeFailed(to, amount);
    }

    function _balance(address asset) private view returns (uint256) {
        return asset == NATIVE ? address(this).balance : IERC20(asset).balanceOf(address(this));
    }
}
