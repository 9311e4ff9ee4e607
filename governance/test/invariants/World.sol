// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { StdUtils } from "forge-std/StdUtils.sol";
import { AgentVault } from "../../src/AgentVault.sol";
import { IActionLedger } from "../../src/interfaces/IActionLedger.sol";
import { IAgentVault, Spend } from "../../src/interfaces/IAgentVault.sol";
import { Limit } from "../../src/interfaces/IPolicyRegistry.sol";
import { Encoding } from "../../src/libraries/Encoding.sol";
import { Dao } from "../../script/Deployment.sol";
import { CallingPayee, OddToken } from "../mocks.sol";
import { Folding } from "./Folding.sol";

/// @title The ghost record: what a judge writes down while everybody does what they like
/// @dev It believes no view of the contracts: leases, logs, freezes and limits are kept here a second time.
abstract contract World is Folding, StdUtils {
    struct Node {
        uint256 operatorId;
        address anchor;
        address spender;
        bool retired;
        bool mute;
        uint256 loggedAt;
        uint256 unlogged;
    }

    struct Payment {
        uint256 time;
        uint256 amount;
    }

    /// @dev Limits in force from a time on; all 0 = not listed.
    struct InForce {
        uint256 time;
        uint256 burst;
        uint256 rate;
        uint256 perAction;
        uint256 lifetime;
    }

    uint256 internal constant ASSETS = 3;
    uint256 internal constant MOST_NODES = 16;
    address internal constant NATIVE = 0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE;

    Dao internal dao;
    AgentVault public vault;
    uint256 public agentId;
    uint256[2] internal operatorIds;
    address internal guardian;
    address[ASSETS] public assets;
    OddToken internal odd;
    CallingPayee public callee;
    address[5] public payees;

    Node[] public nodes;
    mapping(uint256 operatorId => uint256) internal holderOf;
    mapping(uint256 operatorId => uint256) internal epochOf;
    mapping(uint256 operatorId => bool) internal suspended;
    mapping(uint8 what => mapping(uint256 id => bool)) internal isFrozen;
    bytes32 internal root;
    uint256 internal servedBy;
    bool internal paused;

    mapping(uint256 asset => Payment[]) public payments;
    mapping(uint256 asset => InForce[]) public laws;
    mapping(uint256 asset => uint256) public spent;
    mapping(uint256 asset => uint256) public left;
    mapping(uint256 asset => uint256) public recovered;
    mapping(uint256 asset => uint256) public funded;
    uint256 public spends;
    uint256 public refusals;

    modifier folds() {
        vm.recordLogs();
        _;
        _foldEvents();
    }

    /// @dev Everything that has to be true of a spend that was paid, from the ghost's own record.
    function _judge(Spend memory s, uint256 asset, uint256 who, uint256 out) internal {
        Node storage n = nodes[who];
        if (n.operatorId != servedBy) _fault("paid by an operator that does not serve the agent");
        if (holderOf[servedBy] != who + 1) _fault("paid by a node that does not hold the lease");
        if (s.epoch != epochOf[servedBy]) _fault("paid under an old epoch");
        if (n.loggedAt == 0) _fault("paid by a node that never logged");
        else if (vm.getBlockTimestamp() > n.loggedAt + 600) _fault("paid with a stale log");
        if (++n.unlogged > 64) _fault("paid with too many unlogged");
        _judgeStops(n, s.to);
        if (s.to != payees[0] && s.to != payees[1] && s.to != payees[2]) _fault("paid to an unlisted payee");
        else if (s.mode != (s.to == payees[2] ? 1 : 0)) _fault("paid in another mode than was listed");
        if (s.number != ++spends) _fault("a spend number leaves a gap");
        if (out > s.amount) _fault("more left than was debited");
        spent[asset] += s.amount;
        left[asset] += out;
        payments[asset].push(Payment(vm.getBlockTimestamp(), s.amount));
        _judgeWindows(asset, s.amount);
    }

    function _judgeStops(Node storage n, address to) private {
        if (n.retired) _fault("paid by a retired node");
        if (n.mute) _fault("paid by a revoked spender");
        if (suspended[servedBy]) _fault("paid by a suspended operator");
        if (paused) _fault("paid by a paused agent");
        if (isFrozen[1][agentId]) _fault("paid by a frozen agent");
        if (isFrozen[2][servedBy]) _fault("paid by a frozen operator");
        if (isFrozen[3][uint160(to)]) _fault("paid to a frozen payee");
    }

    /// @dev Every window that ends with this payment; windows that end elsewhere hold no more than one of these.
    function _judgeWindows(uint256 asset, uint256 amount) private {
        InForce[] storage inForce = laws[asset];
        Payment[] storage paid = payments[asset];
        uint256 to = vm.getBlockTimestamp();
        uint256 k = inForce.length;
        InForce memory law = inForce[--k];
        if (amount > law.perAction) _fault("paid more than per action");
        if (spent[asset] > law.lifetime) _fault("paid more than the lifetime in force");
        (uint256 burst, uint256 rate) = (law.burst, law.rate);
        uint256 sum;
        for (uint256 i = paid.length; i > 0; --i) {
            uint256 from = paid[i - 1].time;
            sum += paid[i - 1].amount;
            // A law that ended before the window began does not count; one that ended with its first second does.
            while (law.time >= from && k > 0) {
                law = inForce[--k];
                if (law.burst > burst) burst = law.burst;
                if (law.rate > rate) rate = law.rate;
            }
            if (sum > burst + (rate * (to - from) + (1 << 64) - 1) / (1 << 64)) {
                _fault("more left in a window than B + r P");
                return;
            }
        }
    }

    /// @dev What a call that failed had emitted before is recorded all the same, and is forgotten here.
    function _refused() internal {
        ++refusals;
        vm.recordLogs();
    }

    /// @dev The limits in force by the ghost's record, in the order that the PolicyRegistry asks for.
    function _limits() internal view returns (Limit[] memory limits) {
        limits = new Limit[](ASSETS);
        uint256 n;
        for (uint256 asset; asset < ASSETS; ++asset) {
            Limit memory l = _limit(asset);
            if (l.perAction == 0) continue;
            uint256 i = n++;
            while (i > 0 && limits[i - 1].asset > l.asset) {
                limits[i] = limits[i - 1];
                --i;
            }
            limits[i] = l;
        }
        assembly ("memory-safe") {
            mstore(limits, n)
        }
    }

    function _limit(uint256 asset) private view returns (Limit memory) {
        InForce[] storage inForce = laws[asset];
        InForce memory law = inForce[inForce.length - 1];
        return Limit({
            asset: assets[asset],
            perAction: uint128(law.perAction),
            burst: uint128(law.burst),
            rate: uint192(law.rate),
            lifetime: uint128(law.lifetime),
            payeesRoot: _pair(_pair(_leaf(0), _leaf(1)), _leaf(2)),
            askAbove: type(uint128).max,
            askBy: address(0)
        });
    }

    /// @dev A listed payee's own proof; for the others the best that a thief has.
    function _proof(uint256 payee) internal view returns (bytes32[] memory proof) {
        if (payee < 2) {
            proof = new bytes32[](2);
            (proof[0], proof[1]) = (_leaf(1 - payee), _leaf(2));
        } else {
            proof = new bytes32[](1);
            proof[0] = _pair(_leaf(0), _leaf(1));
        }
    }

    function _leaf(uint256 payee) internal view returns (bytes32) {
        return Encoding.payee(payees[payee], payee == 2 ? 1 : 0);
    }

    function _pair(bytes32 a, bytes32 b) private pure returns (bytes32) {
        return a < b ? keccak256(abi.encode(a, b)) : keccak256(abi.encode(b, a));
    }

    function balance(uint256 asset, address account) public view returns (uint256) {
        return assets[asset] == NATIVE ? account.balance : OddToken(assets[asset]).balanceOf(account);
    }
}
