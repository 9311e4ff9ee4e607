// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IERC8004Identity } from "./IERC8004Identity.sol";

/// @title Agents: id, name, composition, operator, vault
/// @dev Every change is the authority's. The ERC-721 owner of an agent is the authority; it cannot be transferred.
interface IAgentRegistry is IERC8004Identity {
    /// @dev 0 none, 1 active, 2 paused, 3 retired (final).
    enum Status {
        None,
        Active,
        Paused,
        Retired
    }

    /// @param composition hash of model, adapter, plugins, prompts, tools; 0 until assigned
    /// @param operatorId 0 until assigned
    struct Agent {
        string name;
        address vault;
        uint64 operatorId;
        Status status;
        bytes32 composition;
    }

    /// @notice What the vaults of an operator's agents may lose in one asset.
    /// @param burst sum of the buckets' sizes, smallest units
    /// @param rate sum of the refills, 2^-64 units per second
    /// @param level sum of what the buckets hold now, smallest units, rounded down each
    /// @param left sum of what the lifetimes leave, saturating at 2^256 - 1
    struct Exposure {
        address asset;
        uint256 burst;
        uint256 rate;
        uint256 level;
        uint256 left;
    }

    event Enrolled(uint256 indexed agentId, address indexed vault);
    event Named(uint256 indexed agentId, bytes32 indexed nameHash, string name);
    /// @param compositions value of the compositions chain after this step
    event Assigned(
        uint256 indexed agentId,
        bytes32 indexed composition,
        uint256 indexed operatorId,
        address vault,
        bytes32 compositions
    );
    event StatusSet(uint256 indexed agentId, Status status);

    error AgentRegistryNotAuthority(address caller);
    error AgentRegistryMiswired(address part);
    error AgentRegistryUnknown(uint256 agentId);
    error AgentRegistryBadName(string name);
    error AgentRegistryNameTaken(string name, uint256 agentId);
    error AgentRegistryNameSet(uint256 agentId);
    error AgentRegistryNotHosting(uint256 operatorId);
    error AgentRegistryZeroComposition(uint256 agentId);
    error AgentRegistryBadStatus(Status from, Status to);
    error AgentRegistryRetired(uint256 agentId);
    error AgentRegistryNotTransferable(uint256 agentId);
    error AgentRegistryWalletIsVault(uint256 agentId);
    error AgentRegistryReservedKey(string metadataKey);

    /// @notice All of an agent in one call: id, vault, name, operator, composition. Authority only.
    /// @param name 1-64 of a-z, 0-9, hyphen; unique
    /// @param operatorId a hosting operator
    /// @param composition hash of the composition document; not 0
    /// @param agentURI where its registration file lies
    /// @return agentId from 1, without gaps
    /// @return vault its vault, for ever
    function enroll(string calldata name, uint256 operatorId, bytes32 composition, string calldata agentURI)
        external
        returns (uint256 agentId, address vault);

    /// @notice Names an agent made by `register`; once. Authority only.
    /// @param agentId id of the agent
    /// @param name as for `enroll`
    function setName(uint256 agentId, string calldata name) external;

    /// @notice Sets operator (hosting) and composition. Authority only.
    /// @param agentId id of the agent
    /// @param operatorId a hosting operator
    /// @param composition hash of the composition document; not 0
    function assign(uint256 agentId, uint256 operatorId, bytes32 composition) external;

    /// @notice Active, Paused or Retired; nothing follows Retired. Authority only.
    /// @param agentId id of the agent
    /// @param status another one than now
    function setStatus(uint256 agentId, Status status) external;

    /// @notice The only account that may change anything here.
    /// @return its address
    function authority() external view returns (address);
    /// @notice The OperatorRegistry whose hosting operators agents are assigned to.
    /// @return its address
    function operators() external view returns (address);
    /// @notice The ActionLedger that is told of every seat.
    /// @return its address
    function ledger() external view returns (address);
    /// @notice The PolicyRegistry that sets the limits of vaults.
    /// @return its address
    function policies() external view returns (address);
    /// @notice The inert code behind every vault.
    /// @return its address
    function vaultImplementation() external view returns (address);
    /// @notice How many agents there are; ids run from 1 to it.
    /// @return the newest id
    function agentCount() external view returns (uint256);
    /// @notice Everything about an agent; status None where there is none.
    /// @param agentId id of the agent
    /// @return as it stands
    function agentOf(uint256 agentId) external view returns (Agent memory);
    /// @notice The parts a spend needs, from one slot; zeros for an unknown agent.
    /// @param agentId id of the agent
    /// @return vault its vault
    /// @return operatorId 0 until assigned
    /// @return status as in `agentOf`
    function seatOf(uint256 agentId) external view returns (address vault, uint256 operatorId, Status status);
    /// @notice Agent with that name hash, or 0.
    /// @param nameHash keccak256 of the name
    /// @return agentId id of the agent
    function agentNamed(bytes32 nameHash) external view returns (uint256 agentId);
    /// @notice Address the vault of an id has or will have.
    /// @param agentId any id
    /// @return where its clone stands
    function vaultOf(uint256 agentId) external view returns (address);
    /// @notice Per asset, the sum over the vaults of the operator's active agents, in the order the assets are met.
    /// @dev A loop over all agents, for views only.
    /// @param operatorId id of the operator
    /// @return list one entry for each asset
    function exposure(uint256 operatorId) external view returns (Exposure[] memory list);
    /// @notice Hash of an agent's name.
    /// @param agentId id of the agent
    /// @return keccak256 of its name; 0 while it has none
    function nameHashOf(uint256 agentId) external view returns (bytes32);
    /// @notice Value of an agent's composition chain; 0 before its first assignment.
    /// @param agentId id of the agent
    /// @return value of the history slot
    function compositionsOf(uint256 agentId) external view returns (bytes32);
}
