// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Clones } from "@openzeppelin/contracts/proxy/Clones.sol";
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

    struct Asset {
        TokenBucket.Bucket bucket;
        bytes32 payeesRoot;
        uint128 askAbove;
        address askBy;
    }

    address private constant NATIVE = 0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE;
    uint8 private constant CALLED = 1;

    address public immutable agents;
    address public immutable policies;
    address public immutable ledger;
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
        if (s.number != _number + 1) revert AgentVaultWrongNumber(s.number, _number + 1);
        if (s.amount == 0) revert AgentVaultZeroAmount();
        if (s.to == address(0) || s.to == address(this) || s.to == s.asset) revert AgentVaultBadPayee(s.to);
        uint256 operatorId = IActionLedger(ledger).countSpend(agent, msg.sender, s.epoch);
        bytes32 root = _clear(agent, operatorId, s.to);
        _take(s);
        _checkApproval(agent, root, s);
        _number = s.number;
        _record(agent, s);
        _pay(agent, s);
    }

    /// @inheritdoc IAgentVault
    function setLimits(Limit[] calldata limits) external nonReentrant {
        if (address(this) == _self) revert AgentVaultInert();
        if (msg.sender != policies) revert AgentVaultNotPolicies(msg.sender);
        uint256 j;
        for (uint256 i; i < _listed.length; ++i) {
            address old = _listed[i];
            // Both lists ascend: the PolicyRegistry refuses any other order.
            while (j < limits.length && limits[j].asset < old) ++j;
            if (j == limits.length || limits[j].asset != old) _unlist(old);
        }
        delete _listed;
        for (uint256 i; i < limits.length; ++i) {
            _setLimit(limits[i]);
            _listed.push(limits[i].asset);
        }
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
        return Limit(asset, b.perAction, b.burst, b.rate, b.lifetime, a.payeesRoot, a.askAbove, a.askBy);
    }

    /// @inheritdoc IAgentVault
    function bucketOf(address asset) external view returns (Bucket memory) {
        TokenBucket.Bucket storage b = _assets[asset].bucket;
        uint64 time = uint64(block.timestamp);
        return Bucket(b.listed, b.levelAt(time), time > b.settledAt ? time : b.settledAt, b.spent);
    }

    /// @inheritdoc IAgentVault
    function approvalDigest(bytes32 action, bytes32 call, address asset, uint256 amount, address to, uint64 deadline)
        external
        view
        returns (bytes32)
    {
        uint256 agent = agentId();
        bytes32 root = IPolicyRegistry(policies).policyOf(agent).root;
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
        return abi.decode(Clones.fetchCloneArgs(address(this)), (uint256));
    }

    function _clear(uint256 agent, uint256 operatorId, address to) private view returns (bytes32 root) {
        uint8 what;
        (what, root) = IPolicyRegistry(policies).clearance(agent, operatorId, to);
        if (what == 1) revert AgentVaultFrozen(what, agent);
        if (what == 2) revert AgentVaultFrozen(what, operatorId);
        if (what != 0) revert AgentVaultFrozen(what, uint160(to));
    }

    function _take(Spend calldata s) private {
        Asset storage a = _assets[s.asset];
        if (!a.bucket.listed) revert AgentVaultNotListed(s.asset);
        bytes32 leaf = Encoding.payee(s.to, s.mode);
        if (s.mode > CALLED || !MerkleProof.verifyCalldata(s.payeeProof, a.payeesRoot, leaf)) {
            revert AgentVaultNotPayee(s.asset, s.to, s.mode);
        }
        TokenBucket.Refusal refusal = a.bucket.take(uint64(block.timestamp), s.amount);
        if (refusal == TokenBucket.Refusal.PerAction) {
            revert AgentVaultPerAction(s.asset, s.amount, a.bucket.perAction);
        }
        if (refusal == TokenBucket.Refusal.Lifetime) {
            uint128 spent = a.bucket.spent;
            uint128 lifetime = a.bucket.lifetime;
            revert AgentVaultLifetime(s.asset, s.amount, lifetime > spent ? lifetime - spent : 0);
        }
        if (refusal == TokenBucket.Refusal.Burst) revert AgentVaultBurst(s.asset, s.amount, a.bucket.level >> 64);
    }

    function _checkApproval(uint256 agent, bytes32 root, Spend calldata s) private {
        Asset storage a = _assets[s.asset];
        uint256 askAbove = a.askAbove;
        if (s.amount <= askAbove) return;
        address askBy = a.askBy;
        Approval calldata approval = s.approval;
        if (approval.signature.length == 0) {
            revert AgentVaultApprovalNeeded(s.asset, s.amount, askAbove, askBy);
        }
        if (block.timestamp > approval.deadline) {
            revert AgentVaultApprovalExpired(approval.deadline, block.timestamp);
        }
        bytes32 digest = Approvals.digest(
            Approvals.separatorOf(ledger),
            Approvals.Words(
                Encoding.stream(block.chainid, ledger, agent),
                s.action,
                approval.call,
                s.asset,
                s.amount,
                s.to,
                root,
                approval.deadline
            )
        );
        // The signature names no spend number, so a thief could show it twice.
        if (approvalUsed[digest]) revert AgentVaultApprovalUsed(digest);
        if (!SignatureChecker.isValidSignatureNow(askBy, digest, approval.signature)) {
            revert AgentVaultApprovalInvalid(askBy, digest);
        }
        approvalUsed[digest] = true;
    }

    function _record(uint256 agent, Spend calldata s) private {
        bytes32 spent = Encoding.spent(
            Encoding.SpentWords({
                stream: Encoding.stream(block.chainid, ledger, agent),
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

    function _setLimit(Limit calldata limit) private {
        if (
            limit.asset == address(0) || limit.asset == address(this) || limit.perAction > limit.burst
                || (limit.askBy == address(0) && limit.askAbove != type(uint128).max)
        ) revert AgentVaultBadLimit(limit.asset);
        Asset storage a = _assets[limit.asset];
        a.bucket.set(uint64(block.timestamp), limit.perAction, limit.burst, limit.rate, limit.lifetime);
        a.payeesRoot = limit.payeesRoot;
        a.askAbove = limit.askAbove;
        a.askBy = limit.askBy;
        emit LimitSet(limit.asset, limit, a.bucket.level, a.bucket.spent);
    }

    function _unlist(address asset) private {
        TokenBucket.Bucket storage b = _assets[asset].bucket;
        b.unlist(uint64(block.timestamp));
        emit Unlisted(asset, b.level, b.spent);
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
