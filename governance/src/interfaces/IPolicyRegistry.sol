// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What one asset may leave a vault by. Amounts in the asset's smallest unit.
/// @param asset token, or 0xEeee...EEeE for the native coin; never 0
/// @param perAction most that one spend may move; at most `burst`
/// @param burst size of the token bucket
/// @param rate refill in 2^-64 units per second
/// @param lifetime most that may ever leave by spends; 2^128 - 1 = no bound
/// @param payeesRoot Merkle root of the payees; 0 = nobody
/// @param askAbove a spend above (not at) this needs `askBy`'s signature; 2^128 - 1 = never
/// @param askBy approver, account or ERC-1271 contract; 0 only when `askAbove` is 2^128 - 1
struct Limit {
    address asset;
    uint128 perAction;
    uint128 burst;
    uint192 rate;
    uint128 lifetime;
    bytes32 payeesRoot;
    uint128 askAbove;
    address askBy;
}

/// @notice A value that the vote gives to a module; modules read it with `ruleOf`.
struct Rule {
    address module;
    bytes32 value;
}

/// @title The law: which document binds which agent, and who may stop whom at once
interface IPolicyRegistry {
    /// @param root keccak256 of the canonical document; 0 before the first publication
    /// @param limitsHash fold of limits and rules published with it
    /// @param blockNumber block of the publication
    struct Policy {
        bytes32 root;
        bytes32 limitsHash;
        uint64 blockNumber;
    }

    /// @param on whether the target is frozen now
    /// @param immuneUntil guardians cannot freeze it while block.timestamp < this
    struct Freeze {
        bool on;
        uint64 immuneUntil;
    }

    event Staged(bytes32 indexed root, address store, uint256 size);
    /// @param previous value of the publications chain before this step
    /// @param publications value after it
    event Published(
        uint256 indexed agentId,
        bytes32 indexed root,
        bytes32 limitsHash,
        bytes32 previous,
        bytes32 publications,
        Limit[] limits,
        Rule[] rules
    );
    event GuardianSet(address indexed guardian, uint64 expiry);
    event Frozen(uint8 indexed what, uint256 indexed id, address indexed by, bytes32 freezes);
    event Lifted(uint8 indexed what, uint256 indexed id, uint64 immuneUntil, bytes32 freezes);

    error PolicyRegistryNotAuthority(address caller);
    error PolicyRegistryNotGuardian(address caller, uint64 expiry);
    error PolicyRegistryZeroAuthority();
    error PolicyRegistryEmptyDocument();
    error PolicyRegistryDocumentTooLarge(uint256 size, uint256 limit);
    error PolicyRegistryStoreFailed(bytes32 root);
    error PolicyRegistryNotStaged(bytes32 root);
    error PolicyRegistryUnknownAgent(uint256 agentId);
    error PolicyRegistryTooManyLimits(uint256 count, uint256 limit);
    error PolicyRegistryTooManyRules(uint256 count, uint256 limit);
    error PolicyRegistryUnsortedLimits(address before, address asset);
    error PolicyRegistryUnsortedRules(address before, address module);
    error PolicyRegistryZeroGuardian();
    error PolicyRegistryUnknownTarget(uint8 what, uint256 id);
    error PolicyRegistryAlreadyFrozen(uint8 what, uint256 id);
    error PolicyRegistryNotFrozen(uint8 what, uint256 id);
    error PolicyRegistryImmune(uint8 what, uint256 id, uint64 immuneUntil);

    /// @notice Stores a document as contract code (00, then its bytes). Anyone. Staging it again does nothing.
    /// @param document_ canonical bytes, 1 to 24,575
    /// @return root keccak256 of the document
    function stage(bytes calldata document_) external returns (bytes32 root);

    /// @notice Puts a staged document in force with the vault's limits and the modules' values. Authority only.
    /// @param agentId id of the agent
    /// @param root a staged document
    /// @param limits at most 16, ascending by asset; an asset left out is no longer payable
    /// @param rules at most 16, ascending by module; a module left out has the value 0
    function publish(uint256 agentId, bytes32 root, Limit[] calldata limits, Rule[] calldata rules) external;

    /// @notice Makes an address guardian while block.timestamp < expiry; 0 removes it. Authority only.
    /// @param guardian not 0
    /// @param expiry Unix seconds
    function setGuardian(address guardian, uint64 expiry) external;

    /// @notice Freezes an agent (1), an operator (2) or denies a payee (3, id = address as a number) at once.
    /// @dev Guardians and the authority; immunity binds guardians only.
    /// @param what 1 agent, 2 operator, 3 payee
    /// @param id of what it is
    function freeze(uint8 what, uint256 id) external;

    /// @notice Ends a freeze and makes its target immune for `immunity` seconds. Authority only.
    /// @param what 1 agent, 2 operator, 3 payee
    /// @param id of what is frozen
    function lift(uint8 what, uint256 id) external;

    /// @notice The only account that publishes, lifts and names guardians.
    /// @return its address
    function authority() external view returns (address);
    /// @notice The AgentRegistry whose vaults get the limits.
    /// @return its address
    function agents() external view returns (address);
    /// @notice Seconds of immunity after a lift: one voting cycle.
    /// @return seconds
    function immunity() external view returns (uint64);
    /// @notice The document of a root; reverts when it was not staged.
    /// @param root keccak256 of the document
    /// @return text canonical bytes
    function document(bytes32 root) external view returns (bytes memory text);
    /// @notice Address whose code holds the document after its first byte; 0 when not staged.
    /// @param root keccak256 of the document
    /// @return contract that holds it
    function storeOf(bytes32 root) external view returns (address);
    /// @notice What is in force for an agent; all 0 before the first publication.
    /// @param agentId id of the agent
    /// @return root, hash of the limits, block
    function policyOf(uint256 agentId) external view returns (Policy memory);
    /// @notice Root of the document in force; 0 before the first publication.
    /// @param agentId id of the agent
    /// @return keccak256 of the document
    function rootOf(uint256 agentId) external view returns (bytes32);
    /// @notice Value that the vote gave to a module; 0 for none.
    /// @param agentId id of the agent
    /// @param module address of the module
    /// @return as it was voted
    function ruleOf(uint256 agentId, address module) external view returns (bytes32);
    /// @notice Modules with a value in force, ascending.
    /// @param agentId id of the agent
    /// @return their addresses
    function modulesOf(uint256 agentId) external view returns (address[] memory);
    /// @notice A guardian acts while block.timestamp < expiry; 0 for anybody else.
    /// @param guardian any address
    /// @return expiry Unix seconds
    function guardianUntil(address guardian) external view returns (uint64 expiry);
    /// @notice E("target", what, id).
    /// @param what 1 agent, 2 operator, 3 payee
    /// @param id of what it is
    /// @return name of its freeze chain
    function targetOf(uint8 what, uint256 id) external pure returns (bytes32);
    /// @notice State of a target: agent (1), operator (2), payee (3).
    /// @param what 1 agent, 2 operator, 3 payee
    /// @param id of what it is
    /// @return freeze and immunity
    function freezeOf(uint8 what, uint256 id) external view returns (Freeze memory);
    /// @notice Whether a target is frozen now.
    /// @param what 1 agent, 2 operator, 3 payee
    /// @param id of what it is
    /// @return true until it is lifted
    function frozen(uint8 what, uint256 id) external view returns (bool);
    /// @notice What a vault asks before it pays: the first frozen of agent (1), operator (2), payee (3), else 0.
    /// @param agentId id of the agent
    /// @param operatorId id of the operator
    /// @param payee who would be paid
    /// @return frozenWhat 0 = nothing is in the way
    function clearance(uint256 agentId, uint256 operatorId, address payee) external view returns (uint8 frozenWhat);
    /// @notice The fold that `publish` puts into the publications chain.
    /// @param limits as for `publish`
    /// @param rules as for `publish`
    /// @return hash 0 when both are empty
    function hashLimits(Limit[] calldata limits, Rule[] calldata rules) external pure returns (bytes32 hash);
    /// @notice Every publication of an agent, folded.
    /// @param agentId id of the agent
    /// @return value of its publications chain; 0 before the first
    function publicationsOf(uint256 agentId) external view returns (bytes32);
    /// @notice Value of a target's freeze chain; 0 for one that was never frozen.
    /// @param target as of `targetOf`
    /// @return value of the history slot
    function freezesOf(bytes32 target) external view returns (bytes32);
}
