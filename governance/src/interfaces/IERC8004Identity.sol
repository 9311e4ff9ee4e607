// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Identity registry interface of ERC-8004
interface IERC8004Identity {
    struct MetadataEntry {
        string metadataKey;
        bytes metadataValue;
    }

    event Registered(uint256 indexed agentId, string agentURI, address indexed owner);
    event URIUpdated(uint256 indexed agentId, string newURI, address indexed updatedBy);
    event MetadataSet(
        uint256 indexed agentId, string indexed indexedMetadataKey, string metadataKey, bytes metadataValue
    );

    /// @notice New agent without name and operator. Authority only. Its owner is the authority and stays so.
    /// @param agentURI where its registration file lies
    /// @param metadata first values
    /// @return agentId from 1, without gaps
    function register(string calldata agentURI, MetadataEntry[] calldata metadata) external returns (uint256 agentId);
    /// @notice New agent without name and operator. Authority only. Its owner is the authority and stays so.
    /// @param agentURI where its registration file lies
    /// @return agentId from 1, without gaps
    function register(string calldata agentURI) external returns (uint256 agentId);
    /// @notice New agent without name and operator. Authority only. Its owner is the authority and stays so.
    /// @return agentId from 1, without gaps
    function register() external returns (uint256 agentId);
    /// @notice Sets where the registration file of an agent lies. Authority only.
    /// @param agentId id of the agent
    /// @param newURI where it lies from now on
    function setAgentURI(uint256 agentId, string calldata newURI) external;
    /// @notice A value that was set, empty otherwise; "agentWallet" gives the vault.
    /// @param agentId id of the agent
    /// @param metadataKey any text
    /// @return the value
    function getMetadata(uint256 agentId, string calldata metadataKey) external view returns (bytes memory);
    /// @notice Sets a value. Authority only; "agentWallet" is refused.
    /// @param agentId id of the agent
    /// @param metadataKey any text
    /// @param metadataValue replaces what was there
    function setMetadata(uint256 agentId, string calldata metadataKey, bytes calldata metadataValue) external;
    /// @notice The agent's vault; 0 where there is no such agent.
    /// @param agentId id of the agent
    /// @return its address
    function getAgentWallet(uint256 agentId) external view returns (address);
    /// @notice Always refused: the wallet of an agent is its vault.
    /// @param agentId id of the agent
    /// @param newWallet not read
    /// @param deadline not read
    /// @param signature not read
    function setAgentWallet(uint256 agentId, address newWallet, uint256 deadline, bytes calldata signature) external;
    /// @notice Always refused: the wallet of an agent is its vault.
    /// @param agentId id of the agent
    function unsetAgentWallet(uint256 agentId) external;
}
