// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import { Encoding } from "./libraries/Encoding.sol";
import { History } from "./libraries/History.sol";
import { IActionLedger } from "./interfaces/IActionLedger.sol";
import { IAgentRegistry } from "./interfaces/IAgentRegistry.sol";
import { IOperatorRegistry } from "./interfaces/IOperatorRegistry.sol";

/// @title Leases, checkpoints and the rule "no log, no money"
contract ActionLedger is IActionLedger, EIP712 {
    struct Constants {
        uint64 finality;
        uint64 staleMoney;
        uint64 anchorWithin;
        uint64 maxLogAge;
        uint32 maxUnlogged;
    }

    uint8 private constant SPENDER = 1;
    uint8 private constant ANCHOR = 2;
    uint8 private constant SHARDS = 64;

    address public immutable operators;
    address public immutable agents;
    uint64 public immutable finality;
    uint64 public immutable staleMoney;
    uint64 public immutable anchorWithin;
    uint64 public immutable maxLogAge;
    uint32 public immutable maxUnlogged;

    mapping(address node => Node) private _nodes;
    mapping(uint256 operatorId => mapping(uint8 shard => Lease)) private _leases;

    constructor(address operators_, address agents_, Constants memory constants) EIP712("DecentralizedAi", "1") {
        operators = operators_;
        agents = agents_;
        finality = constants.finality;
        staleMoney = constants.staleMoney;
        anchorWithin = constants.anchorWithin;
        maxLogAge = constants.maxLogAge;
        maxUnlogged = constants.maxUnlogged;
    }

    /// @inheritdoc IActionLedger
    function take(uint8[] calldata shards, bytes32[] calldata expectedHeads) external {
        if (shards.length == 0 || shards.length != expectedHeads.length) {
            revert ActionLedgerBadLength(shards.length, expectedHeads.length);
        }
        uint256 operatorId = _join(msg.sender);
        if (IOperatorRegistry(operators).statusOf(operatorId) != IOperatorRegistry.Status.Hosting) {
            revert ActionLedgerNotHosting(operatorId, msg.sender);
        }
        bytes32 slot = History.slotOf(History.LEASES, operatorId);
        bytes32 leases = History.read(slot);
        uint64[] memory epochs = new uint64[](shards.length);
        // At most 64 steps: a shard that was just taken is refused.
        for (uint256 i; i < shards.length; ++i) {
            epochs[i] = _takeOne(operatorId, shards[i], expectedHeads[i]);
            leases = Encoding.lease(leases, shards[i], msg.sender, epochs[i], uint64(block.number));
        }
        History.write(slot, leases);
        emit Taken(operatorId, msg.sender, shards, epochs, leases);
    }

    /// @inheritdoc IActionLedger
    function checkpoint(bytes32 streamsRoot, uint32 streams, uint64 leaves) external {
        if (streams == 0 || leaves == 0) revert ActionLedgerEmptyCheckpoint(streams, leaves);
        uint256 operatorId = _join(msg.sender);
        Node memory n = _nodes[msg.sender];
        n.number += 1;
        n.time = uint64(block.timestamp);
        n.unlogged = 0;
        _nodes[msg.sender] = n;

        bytes32 leases = History.read(History.slotOf(History.LEASES, operatorId));
        bytes32 slot = History.slotOf(History.HEADS, msg.sender);
        bytes32 next = Encoding.checkpoint(
            Encoding.CheckpointWords({
                chainId: block.chainid,
                ledger: address(this),
                node: msg.sender,
                number: n.number,
                head: History.read(slot),
                streamsRoot: streamsRoot,
                streams: streams,
                leaves: leaves,
                blockNumber: uint64(block.number),
                time: n.time,
                leases: leases
            })
        );
        History.write(slot, next);
        emit Checkpointed(msg.sender, n.number, streamsRoot, streams, leaves, leases, next);
    }

    /// @inheritdoc IActionLedger
    function retire(address node) external {
        if (msg.sender != operators) revert ActionLedgerNotOperators(msg.sender);
        _nodes[node].retired = true;
        emit Retired(node);
    }

    /// @inheritdoc IActionLedger
    function countSpend(uint256 agentId, address spender, uint64 epoch) external returns (uint256 operatorId) {
        address vault;
        IAgentRegistry.Status status;
        (vault, operatorId, status) = IAgentRegistry(agents).seatOf(agentId);
        if (msg.sender != vault) revert ActionLedgerNotVault(agentId, msg.sender, vault);
        if (status != IAgentRegistry.Status.Active) revert ActionLedgerAgentNotActive(agentId);
        address node = _spendersNode(agentId, operatorId, spender);
        Lease memory lease = _leases[operatorId][Encoding.shard(agentId)];
        if (lease.node != node) revert ActionLedgerNotHolder(agentId, node, lease.node);
        if (lease.epoch != epoch) revert ActionLedgerWrongEpoch(agentId, epoch, lease.epoch);
        _countUnlogged(node);
    }

    /// @inheritdoc IActionLedger
    function nodeOf(address node) external view returns (Node memory) {
        return _nodes[node];
    }

    /// @inheritdoc IActionLedger
    function leaseOf(uint256 operatorId, uint8 shard) external view returns (Lease memory) {
        return _leases[operatorId][shard];
    }

    /// @inheritdoc IActionLedger
    function holder(uint256 agentId) external view returns (address node, uint64 epoch, uint256 operatorId) {
        (, operatorId,) = IAgentRegistry(agents).seatOf(agentId);
        Lease memory lease = _leases[operatorId][Encoding.shard(agentId)];
        return (lease.node, lease.epoch, operatorId);
    }

    /// @inheritdoc IActionLedger
    function head(address node) external view returns (bytes32) {
        return History.read(History.slotOf(History.HEADS, node));
    }

    /// @inheritdoc IActionLedger
    function leasesOf(uint256 operatorId) external view returns (bytes32) {
        return History.read(History.slotOf(History.LEASES, operatorId));
    }

    /// @inheritdoc IActionLedger
    function streamOf(uint256 agentId) external view returns (bytes32) {
        return Encoding.stream(block.chainid, address(this), agentId);
    }

    /// @inheritdoc IActionLedger
    function shardOf(uint256 agentId) external pure returns (uint8) {
        return Encoding.shard(agentId);
    }

    /// @inheritdoc IActionLedger
    function domainSeparator() external view returns (bytes32) {
        return _domainSeparatorV4();
    }

    /// @dev The operator of an anchor key never changes, so it is read from the registry once and kept here; a
    /// revocation arrives by `retire`, so that a checkpoint pays for no call.
    function _join(address node) private returns (uint256 operatorId) {
        Node storage n = _nodes[node];
        if (n.retired) revert ActionLedgerNodeRetired(node);
        operatorId = n.operatorId;
        if (operatorId == 0) {
            (operatorId,,) = IOperatorRegistry(operators).seatOf(node, ANCHOR);
            if (operatorId == 0) revert ActionLedgerUnknownNode(node);
            // forge-lint: disable-next-line(unsafe-typecast)
            n.operatorId = uint64(operatorId);
        }
    }

    function _takeOne(uint256 operatorId, uint8 shard, bytes32 expected) private returns (uint64 epoch) {
        if (shard >= SHARDS) revert ActionLedgerBadShard(shard);
        Lease storage lease = _leases[operatorId][shard];
        address from = lease.node;
        if (from == msg.sender) revert ActionLedgerAlreadyHolder(shard, lease.epoch);
        bytes32 actual = from == address(0) ? bytes32(0) : History.read(History.slotOf(History.HEADS, from));
        // Whoever takes over has read the log up to this head; a checkpoint that came in between would be void.
        if (actual != expected) revert ActionLedgerHeadMoved(shard, from, expected, actual);
        epoch = lease.epoch + 1;
        lease.node = msg.sender;
        lease.epoch = epoch;
    }

    function _spendersNode(uint256 agentId, uint256 operatorId, address spender) private view returns (address) {
        (uint256 spenderOperator, address node, bool hosting) = IOperatorRegistry(operators).seatOf(spender, SPENDER);
        if (spenderOperator == 0) revert ActionLedgerNotSpender(spender);
        if (spenderOperator != operatorId) revert ActionLedgerForeignOperator(agentId, operatorId, spenderOperator);
        if (!hosting) revert ActionLedgerNotHosting(operatorId, node);
        return node;
    }

    function _countUnlogged(address node) private {
        Node storage n = _nodes[node];
        if (n.retired) revert ActionLedgerNodeRetired(node);
        if (n.number == 0) revert ActionLedgerNeverLogged(node);
        if (block.timestamp > uint256(n.time) + maxLogAge) {
            revert ActionLedgerLogTooOld(node, n.time, block.timestamp, maxLogAge);
        }
        uint32 unlogged = n.unlogged;
        if (unlogged >= maxUnlogged) revert ActionLedgerTooManyUnlogged(node, unlogged, maxUnlogged);
        n.unlogged = unlogged + 1;
    }
}
