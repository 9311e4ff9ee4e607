// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Leases, checkpoints and the rule "no log, no money"
interface IActionLedger {
    /// @param operatorId of its anchor key; 0 = no node
    /// @param number of the last checkpoint; 0 before the first
    /// @param time of the last checkpoint, Unix seconds
    /// @param unlogged spends since then
    /// @param retired its anchor key was revoked
    struct Node {
        uint64 operatorId;
        uint64 number;
        uint64 time;
        uint32 unlogged;
        bool retired;
    }

    /// @param epoch from 1; 0 = never leased
    struct Lease {
        address node;
        uint64 epoch;
    }

    /// @param leases value of the operator's lease chain after all steps, in the order of `shards`
    event Taken(uint256 indexed operatorId, address indexed node, uint8[] shards, uint64[] epochs, bytes32 leases);
    /// @dev Block and time are those of the log's block.
    event Checkpointed(
        address indexed node,
        uint64 indexed number,
        bytes32 streamsRoot,
        uint32 streams,
        uint64 leaves,
        bytes32 leases,
        bytes32 head
    );
    event Retired(address indexed node);

    error ActionLedgerUnknownNode(address caller);
    error ActionLedgerNodeRetired(address node);
    error ActionLedgerNotHosting(uint256 operatorId, address node);
    error ActionLedgerBadLength(uint256 shards, uint256 expectedHeads);
    error ActionLedgerBadShard(uint8 shard);
    error ActionLedgerAlreadyHolder(uint8 shard, uint64 epoch);
    error ActionLedgerHeadMoved(uint8 shard, address fromNode, bytes32 expected, bytes32 actual);
    error ActionLedgerEmptyCheckpoint(uint32 streams, uint64 leaves);
    error ActionLedgerNotOperators(address caller);
    error ActionLedgerNotAgents(address caller);
    error ActionLedgerTooManyNodes(uint256 operatorId);
    error ActionLedgerNotVault(uint256 agentId, address caller, address vault);
    error ActionLedgerAgentNotActive(uint256 agentId);
    error ActionLedgerNotSpender(address caller);
    error ActionLedgerForeignOperator(uint256 agentId, uint256 agentOperator, uint256 spenderOperator);
    error ActionLedgerNotHolder(uint256 agentId, address node, address holder);
    error ActionLedgerWrongEpoch(uint256 agentId, uint64 given, uint64 current);
    error ActionLedgerNeverLogged(address node);
    error ActionLedgerLogTooOld(address node, uint64 last, uint256 time, uint64 maxLogAge);
    error ActionLedgerTooManyUnlogged(address node, uint32 unlogged, uint32 maxUnlogged);

    /// @notice Takes shards of the caller's operator. By an anchor key in force of a hosting operator.
    /// @param shards each 0-63, not held by the caller
    /// @param expectedHeads per shard: head of the node it is taken from, 0 where nobody held it
    function take(uint8[] calldata shards, bytes32[] calldata expectedHeads) external;

    /// @notice Anchors the caller's batch. By an anchor key in force.
    /// @param streamsRoot root of the search tree over the stream entries
    /// @param streams how many entries it has; above 0
    /// @param leaves how many leaves they anchor; above 0
    function checkpoint(bytes32 streamsRoot, uint32 streams, uint64 leaves) external;

    /// @notice Makes an anchor key a node of its operator. Called by the OperatorRegistry.
    /// @param node the anchor key
    /// @param operatorId whose key it is
    function admit(address node, uint256 operatorId) external;

    /// @notice Ends a node. Called by the OperatorRegistry when its anchor key is revoked.
    /// @param node its anchor key
    function retire(address node) external;

    /// @notice Binds a spender key to a node; node 0 ends it. Called by the OperatorRegistry.
    /// @param spender the key that pays
    /// @param node anchor key of the node it pays for; 0 = none any more
    function bind(address spender, address node) external;

    /// @notice Whether an operator hosts agents. Called by the OperatorRegistry when its status changes.
    /// @param operatorId id of the operator
    /// @param hosting whether its status is Hosting
    function setHosting(uint256 operatorId, bool hosting) external;

    /// @notice Vault, operator and activity of an agent. Called by the AgentRegistry whenever one changes.
    /// @param agentId id of the agent
    /// @param vault the only caller of `countSpend` for it
    /// @param operatorId who hosts it; 0 = nobody yet
    /// @param active whether it may spend
    function seat(uint256 agentId, address vault, uint256 operatorId, bool active) external;

    /// @notice Checks lease, epoch and log for a spend and counts it as unlogged. Called by the agent's vault.
    /// @param agentId id of the agent
    /// @param spender key that sent the spend
    /// @param epoch lease epoch that the spend names
    /// @return operatorId operator of agent and spender
    function countSpend(uint256 agentId, address spender, uint64 epoch) external returns (uint256 operatorId);

    /// @notice The OperatorRegistry that tells this ledger of nodes, spenders and hosting.
    /// @return its address
    function operators() external view returns (address);
    /// @notice The AgentRegistry that tells this ledger of the seats of agents.
    /// @return its address
    function agents() external view returns (address);
    /// @notice Blocks after which a block is taken as final.
    /// @return blocks on top of it
    function finality() external view returns (uint64);
    /// @notice Blocks a policy proof may be old for money.
    /// @return blocks
    function staleMoney() external view returns (uint64);
    /// @notice Blocks within which a node anchors its leaves.
    /// @return blocks
    function anchorWithin() external view returns (uint64);
    /// @notice Seconds; a spend is refused when the last checkpoint is older (not at equality).
    /// @return seconds
    function maxLogAge() external view returns (uint64);
    /// @notice A spend is refused when this many are unlogged.
    /// @return spends
    function maxUnlogged() external view returns (uint32);

    /// @notice What is known of a node; all 0 for any other address.
    /// @param node its anchor key
    /// @return as it is stored
    function nodeOf(address node) external view returns (Node memory);
    /// @notice Who holds a shard of an operator, 0-63; epoch 0 before its first lease.
    /// @param operatorId id of the operator
    /// @param shard 0-63
    /// @return holder and epoch
    function leaseOf(uint256 operatorId, uint8 shard) external view returns (Lease memory);
    /// @notice Node of a spender key in force, or 0.
    /// @param spender any address
    /// @return anchor key of the node
    function nodeOfSpender(address spender) external view returns (address);
    /// @notice Whether an operator may take shards and its nodes may spend.
    /// @param operatorId id of the operator
    /// @return true while its status is Hosting
    function hosts(uint256 operatorId) external view returns (bool);
    /// @notice What a spend of an agent is checked against; zeros before it has an operator.
    /// @param agentId id of the agent
    /// @return vault its vault
    /// @return operatorId who hosts it
    /// @return active whether it may spend
    function seatOf(uint256 agentId) external view returns (address vault, uint256 operatorId, bool active);
    /// @notice Who serves an agent now; zeros before its shard's first lease or without operator.
    /// @param agentId id of the agent
    /// @return node anchor key of the holder
    /// @return epoch of its lease
    /// @return operatorId who hosts the agent
    function holder(uint256 agentId) external view returns (address node, uint64 epoch, uint256 operatorId);
    /// @notice What the next checkpoint of a node follows.
    /// @param node its anchor key
    /// @return head of its chain of checkpoints; 0 before the first
    function head(address node) external view returns (bytes32);
    /// @notice Value of an operator's lease chain; 0 before its first lease.
    /// @param operatorId id of the operator
    /// @return value of the history slot
    function leasesOf(uint256 operatorId) external view returns (bytes32);
    /// @notice E("stream", chainId, this, agentId).
    /// @param agentId id of the agent
    /// @return stream that its leaves name
    function streamOf(uint256 agentId) external view returns (bytes32);
    /// @notice Shard of an agent, 0-63.
    /// @param agentId id of the agent
    /// @return shard whose lease it needs
    function shardOf(uint256 agentId) external pure returns (uint8);
    /// @notice EIP-712 domain of Instruction and Approval: DecentralizedAi, 1, chain id, this contract.
    /// @return hash of the domain
    function domainSeparator() external view returns (bytes32);
}
