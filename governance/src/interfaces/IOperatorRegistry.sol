// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Who runs nodes, with which keys
interface IOperatorRegistry {
    /// @dev 0 none, 1 registered (may sell work, hosts no agents), 2 hosting, 3 suspended, 4 exited (final).
    enum Status {
        None,
        Registered,
        Hosting,
        Suspended,
        Exited
    }

    /// @param pendingBeneficiary takes over at `beneficiaryFrom`; 0 when no change waits
    /// @param card hash of the operator's public document
    struct Operator {
        address admin;
        Status status;
        address beneficiary;
        address pendingBeneficiary;
        uint64 beneficiaryFrom;
        bytes32 card;
    }

    /// @param role 1 spender, 2 anchor, 3 work
    /// @param since, until Unix seconds; until 0 = in force
    /// @param node anchor key the spender is bound to; the key itself for role 2; 0 for role 3
    struct Key {
        uint64 operatorId;
        uint8 role;
        uint64 since;
        uint64 until;
        address node;
    }

    event Registered(uint256 indexed operatorId, address indexed admin, address beneficiary, bytes32 card);
    event StatusSet(uint256 indexed operatorId, Status status);
    event AdminSet(uint256 indexed operatorId, address admin);
    event BeneficiaryProposed(uint256 indexed operatorId, address beneficiary, uint64 from);
    event BeneficiarySet(uint256 indexed operatorId, address beneficiary);
    event CardSet(uint256 indexed operatorId, bytes32 card);
    /// @param on 1 added, 0 revoked
    /// @param keys value of the keys chain after this step
    event KeySet(
        uint256 indexed operatorId, address indexed key, uint8 role, uint8 on, address indexed node, bytes32 keys
    );

    error OperatorRegistryNotAuthority(address caller);
    error OperatorRegistryNotAdmin(uint256 operatorId, address caller);
    error OperatorRegistryZeroAddress();
    error OperatorRegistryUnknown(uint256 operatorId);
    error OperatorRegistryExited(uint256 operatorId);
    error OperatorRegistryBadStatus(Status from, Status to);
    error OperatorRegistryNoChange(uint256 operatorId);
    error OperatorRegistryTooEarly(uint256 operatorId, uint64 from, uint256 time);
    error OperatorRegistryBadRole(uint8 role);
    error OperatorRegistryBadNode(address key, uint8 role, address node);
    error OperatorRegistryKeyTaken(address key, uint256 operatorId);
    error OperatorRegistryKeyUnknown(address key);
    error OperatorRegistryKeyRevoked(address key, uint64 until);
    error OperatorRegistryNodeHasSpender(address node, address spender);
    error OperatorRegistryExpired(uint64 deadline, uint256 time);
    error OperatorRegistryNoPossession(address key);

    /// @notice New operator with the caller as admin and status Registered. Anyone.
    /// @param beneficiary who is paid for its work; not 0
    /// @param card hash of its public document
    /// @return operatorId from 1, without gaps
    function register(address beneficiary, bytes32 card) external returns (uint256 operatorId);

    /// @notice Sets the status; not back to None or Registered, and nothing follows Exited. Authority only.
    /// @param operatorId id of the operator
    /// @param status another one than now
    function setStatus(uint256 operatorId, Status status) external;

    /// @notice Hands the operator to another account. Admin only.
    /// @param operatorId id of the operator
    /// @param admin not 0
    function setAdmin(uint256 operatorId, address admin) external;
    /// @notice Admin only. Replaces the hash of the operator's public document.
    /// @param operatorId id of the operator
    /// @param card hash of the new document
    function setCard(uint256 operatorId, bytes32 card) external;

    /// @notice Admin only: a change that may be completed 7 days later; another proposal restarts the delay.
    /// @param operatorId id of the operator
    /// @param beneficiary not 0
    function proposeBeneficiary(uint256 operatorId, address beneficiary) external;
    /// @notice Admin only, once block.timestamp >= beneficiaryFrom.
    /// @param operatorId id of the operator
    function acceptBeneficiary(uint256 operatorId) external;

    /// @notice Binds a key for ever. Admin only; the key signs
    /// Key(uint256 operatorId,address key,uint8 role,address node,uint64 deadline) in this contract's EIP-712 domain.
    /// @param operatorId id of the operator
    /// @param key an account that was never bound
    /// @param role 1 spender, 2 anchor, 3 work
    /// @param node role 1: an anchor key in force of this operator, without a spender in force; role 2: the key itself;
    /// role 3: 0
    /// @param deadline last second of the signature, Unix seconds
    /// @param signature of the key, 65 bytes
    function addKey(
        uint256 operatorId,
        address key,
        uint8 role,
        address node,
        uint64 deadline,
        bytes calldata signature
    ) external;

    /// @notice Ends a key for ever. Admin or authority. An anchor key takes its node out of the ledger.
    /// @param key one in force
    function revokeKey(address key) external;

    /// @notice The only account that changes the status of operators.
    /// @return its address
    function authority() external view returns (address);
    /// @notice The ActionLedger that is told of keys and hosting.
    /// @return its address
    function ledger() external view returns (address);
    /// @notice How many operators there are; ids run from 1 to it.
    /// @return the newest id
    function operatorCount() external view returns (uint256);
    /// @notice Everything about an operator; status None where there is none.
    /// @param operatorId id of the operator
    /// @return as it stands
    function operatorOf(uint256 operatorId) external view returns (Operator memory);
    /// @notice Status of an operator; None where there is none.
    /// @param operatorId id of the operator
    /// @return as in `operatorOf`
    function statusOf(uint256 operatorId) external view returns (Status);
    /// @notice What a key is bound to, for ever; all 0 for a key that never was.
    /// @param key any address
    /// @return operator, role, node and times
    function keyOf(address key) external view returns (Key memory);
    /// @notice The spender in force of a node, or 0.
    /// @param node its anchor key
    /// @return the key
    function spenderOf(address node) external view returns (address);
    /// @notice Digest that a key signs for `addKey`.
    /// @param operatorId id of the operator
    /// @param key the key that signs
    /// @param role 1 spender, 2 anchor, 3 work
    /// @param node as for `addKey`
    /// @param deadline last second, Unix seconds
    /// @return EIP-712 digest in the domain of this contract
    function possessionDigest(uint256 operatorId, address key, uint8 role, address node, uint64 deadline)
        external
        view
        returns (bytes32);
    /// @notice Every key that was added or revoked, folded.
    /// @param operatorId id of the operator
    /// @return value of the keys chain; 0 before its first key
    function keysOf(uint256 operatorId) external view returns (bytes32);
}
