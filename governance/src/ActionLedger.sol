// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import { Encoding } from "./libraries/Encoding.sol";
import { History } from "./libraries/History.sol";
import { IActionLedger } from "./interfaces/IActionLedger.sol";

/// @title Leases, checkpoints and the rule "no log, no money"
/// @dev The registries tell this contract what a spend is checked against, so that a spend asks nobody else.
contract ActionLedger is IActionLedger, EIP712 {
    struct Constants {
        uint64 finality;
        uint64 staleMoney;
        uint64 anchorWithin;
        uint64 maxLogAge;
        uint32 maxUnlogged;
    }

    /// @dev A node as it is stored, in one slot.
    /// @param member its number among the operator's nodes, from 1, which its leases name
    struct Stored {
        uint64 operatorId;
        uint64 number;
        uint64 time;
        uint32 unlogged;
        uint16 member;
        bool retired;
    }

    /// @dev What `take` carries from shard to shard.
    /// @param member of the caller
    /// @param from member that the shard before was taken from: most come from one node, whose head is read once
    struct Taking {
        uint256 operatorId;
        uint256 member;
        uint256 from;
        bytes32 head;
    }

    struct Seat {
        address vault;
        uint64 operatorId;
        bool active;
    }

    uint8 private constant SHARDS = 64;

    address public immutable operators;
    address public immutable agents;
    uint64 public immutable finality;
    uint64 public immutable staleMoney;
    uint64 public immutable anchorWithin;
    uint64 public immutable maxLogAge;
    uint32 public immutable maxUnlogged;

    mapping(address node => Stored) private _nodes;
    mapping(address spender => address) public nodeOfSpender;
    mapping(uint256 operatorId => bool) public hosts;
    mapping(uint256 agentId => Seat) private _seats;
    mapping(uint256 operatorId => address[]) private _members;
    // Four leases in a word, shard 4w in the lowest 64 bits; in each the epoch in 48 bits, above it the member.
    mapping(uint256 operatorId => mapping(uint256 word => uint256)) private _leases;

    modifier onlyOperators() {
        if (msg.sender != operators) revert ActionLedgerNotOperators(msg.sender);
        _;
    }

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
        Stored memory n = _nodes[msg.sender];
        uint256 operatorId = _operatorOf(n);
        if (!hosts[operatorId]) revert ActionLedgerNotHosting(operatorId, msg.sender);
        bytes32 slot = History.slotOf(History.LEASES, operatorId);
        Encoding.LeaseWords memory step =
            Encoding.LeaseWords(Encoding.LEASE, History.read(slot), 0, msg.sender, 0, uint64(block.number));
        uint64[] memory epochs = new uint64[](shards.length);
        mapping(uint256 => uint256) storage leases = _leases[operatorId];
        Taking memory taking = Taking(operatorId, n.member, 0, 0);
        // At most 64 steps: a shard that was just taken is refused.
        for (uint256 i; i < shards.length; ++i) {
            epochs[i] = _takeOne(leases, taking, step, shards[i], expectedHeads[i]);
        }
        History.write(slot, step.before);
        emit Taken(operatorId, msg.sender, shards, epochs, step.before);
    }

    /// @inheritdoc IActionLedger
    function checkpoint(bytes32 streamsRoot, uint32 streams, uint64 leaves) external {
        if (streams == 0 || leaves == 0) revert ActionLedgerEmptyCheckpoint(streams, leaves);
        Stored memory n = _nodes[msg.sender];
        uint256 operatorId = _operatorOf(n);
        n.number += 1;
        n.time = uint64(block.timestamp);
        n.unlogged = 0;
        _nodes[msg.sender] = n;

        bytes32 leases = History.read(History.slotOf(History.LEASES, operatorId));
        bytes32 slot = History.slotOf(History.HEADS, msg.sender);
        bytes32 next = Encoding.checkpoint(
            Encoding.CheckpointWords({
                schema: Encoding.CHECKPOINT,
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
    function admit(address node, uint256 operatorId) external onlyOperators {
        address[] storage members = _members[operatorId];
        members.push(node);
        if (members.length > type(uint16).max) revert ActionLedgerTooManyNodes(operatorId);
        Stored storage n = _nodes[node];
        // Ids count from 1 in a uint64 of the OperatorRegistry's keys.
        // forge-lint: disable-next-line(unsafe-typecast)
        (n.operatorId, n.member) = (uint64(operatorId), uint16(members.length));
    }

    /// @inheritdoc IActionLedger
    function retire(address node) external onlyOperators {
        _nodes[node].retired = true;
        emit Retired(node);
    }

    /// @inheritdoc IActionLedger
    function bind(address spender, address node) external onlyOperators {
        nodeOfSpender[spender] = node;
    }

    /// @inheritdoc IActionLedger
    function setHosting(uint256 operatorId, bool hosting) external onlyOperators {
        hosts[operatorId] = hosting;
    }

    /// @inheritdoc IActionLedger
    function seat(uint256 agentId, address vault, uint256 operatorId, bool active) external {
        if (msg.sender != agents) revert ActionLedgerNotAgents(msg.sender);
        // forge-lint: disable-next-line(unsafe-typecast)
        _seats[agentId] = Seat(vault, uint64(operatorId), active);
    }

    /// @inheritdoc IActionLedger
    function countSpend(uint256 agentId, address spender, uint64 epoch) external returns (uint256 operatorId) {
        Seat memory s = _seats[agentId];
        if (msg.sender != s.vault) revert ActionLedgerNotVault(agentId, msg.sender, s.vault);
        if (!s.active) revert ActionLedgerAgentNotActive(agentId);
        operatorId = s.operatorId;
        address node = nodeOfSpender[spender];
        if (node == address(0)) revert ActionLedgerNotSpender(spender);
        Stored memory n = _nodes[node];
        if (n.operatorId != operatorId) revert ActionLedgerForeignOperator(agentId, operatorId, n.operatorId);
        if (!hosts[operatorId]) revert ActionLedgerNotHosting(operatorId, node);
        (uint256 member, uint64 current) = _laneOf(operatorId, Encoding.shard(agentId));
        if (member != n.member) revert ActionLedgerNotHolder(agentId, node, _memberOf(operatorId, member));
        if (current != epoch) revert ActionLedgerWrongEpoch(agentId, epoch, current);
        _countUnlogged(node, n);
    }

    /// @inheritdoc IActionLedger
    function nodeOf(address node) external view returns (Node memory) {
        Stored storage n = _nodes[node];
        return Node(n.operatorId, n.number, n.time, n.unlogged, n.retired);
    }

    /// @inheritdoc IActionLedger
    function leaseOf(uint256 operatorId, uint8 shard) external view returns (Lease memory) {
        (uint256 member, uint64 epoch) = _laneOf(operatorId, shard);
        return Lease(_memberOf(operatorId, member), epoch);
    }

    /// @inheritdoc IActionLedger
    function seatOf(uint256 agentId) external view returns (address vault, uint256 operatorId, bool active) {
        Seat storage s = _seats[agentId];
        return (s.vault, s.operatorId, s.active);
    }

    /// @inheritdoc IActionLedger
    function holder(uint256 agentId) external view returns (address node, uint64 epoch, uint256 operatorId) {
        operatorId = _seats[agentId].operatorId;
        uint256 member;
        (member, epoch) = _laneOf(operatorId, Encoding.shard(agentId));
        node = _memberOf(operatorId, member);
    }

    /// @inheritdoc IActionLedger
    function head(address node) external view returns (bytes32) {
        return _headOf(node);
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

    function _operatorOf(Stored memory n) private view returns (uint256 operatorId) {
        operatorId = n.operatorId;
        if (operatorId == 0) revert ActionLedgerUnknownNode(msg.sender);
        if (n.retired) revert ActionLedgerNodeRetired(msg.sender);
    }

    /// @param step the history so far; afterwards with this lease
    function _takeOne(
        mapping(uint256 => uint256) storage leases,
        Taking memory taking,
        Encoding.LeaseWords memory step,
        uint8 shard,
        bytes32 expected
    ) private returns (uint64 epoch) {
        if (shard >= SHARDS) revert ActionLedgerBadShard(shard);
        uint256 word = leases[shard >> 2];
        uint256 shift = (shard & 3) << 6;
        // A lane is 64 bits of the word, an epoch the lower 48 of a lane.
        // forge-lint: disable-next-line(unsafe-typecast)
        uint256 lane = uint64(word >> shift);
        uint256 from = lane >> 48;
        // forge-lint: disable-next-line(unsafe-typecast)
        epoch = uint48(lane);
        if (from == taking.member) revert ActionLedgerAlreadyHolder(shard, epoch);
        if (from != taking.from) (taking.from, taking.head) = (from, _headOf(_memberOf(taking.operatorId, from)));
        // Whoever takes over has read the log up to this head; a checkpoint that came in between would be void.
        if (taking.head != expected) {
            revert ActionLedgerHeadMoved(shard, _memberOf(taking.operatorId, from), expected, taking.head);
        }
        // 2^48 takes of one shard cost more than there is.
        unchecked {
            ++epoch;
        }
        leases[shard >> 2] = word ^ ((lane ^ (taking.member << 48 | epoch)) << shift);
        (step.shard, step.epoch) = (shard, epoch);
        step.before = Encoding.lease(step);
    }

    /// @return member 0 = nobody held it yet
    function _laneOf(uint256 operatorId, uint8 shard) private view returns (uint256 member, uint64 epoch) {
        // forge-lint: disable-next-line(unsafe-typecast)
        uint256 lane = uint64(_leases[operatorId][shard >> 2] >> ((shard & 3) << 6));
        // forge-lint: disable-next-line(unsafe-typecast)
        return (lane >> 48, uint48(lane));
    }

    function _memberOf(uint256 operatorId, uint256 member) private view returns (address) {
        return member == 0 ? address(0) : _members[operatorId][member - 1];
    }

    function _headOf(address node) private view returns (bytes32) {
        return History.read(History.slotOf(History.HEADS, node));
    }

    function _countUnlogged(address node, Stored memory n) private {
        if (n.retired) revert ActionLedgerNodeRetired(node);
        if (n.number == 0) revert ActionLedgerNeverLogged(node);
        if (block.timestamp > uint256(n.time) + maxLogAge) {
            revert ActionLedgerLogTooOld(node, n.time, block.timestamp, maxLogAge);
        }
        if (n.unlogged >= maxUnlogged) revert ActionLedgerTooManyUnlogged(node, n.unlogged, maxUnlogged);
        _nodes[node].unlogged = n.unlogged + 1;
    }
}
