// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Limit } from "./IPolicyRegistry.sol";

/// @notice Signature of a large spend's approver over Approval(bytes32 stream,bytes32 action,bytes32 call,
/// address asset,uint256 amount,address to,bytes32 policyRoot,uint64 deadline) in the ledger's EIP-712 domain.
/// @param call body word of the Awaiting leaf
/// @param deadline last second, Unix seconds
/// @param signature empty where no approval is needed
struct Approval {
    bytes32 call;
    uint64 deadline;
    bytes signature;
}

/// @param number next spend number of the vault, from 1
/// @param epoch lease epoch of the caller's node
/// @param asset token, or 0xEeee...EEeE for the native coin
/// @param mode of the payee in the policy's list: 0 paid, 1 paid and called
/// @param amount smallest units; above 0
/// @param opened leaf hash of the Opened leaf
/// @param action action id
/// @param purpose purpose word of the leaf; 0 when none
/// @param notAfter Unix milliseconds, as in the Opened leaf; refused once the block's time is above it
/// @param payeeProof Merkle proof of (to, mode) under the asset's payeesRoot
struct Spend {
    uint64 number;
    uint64 epoch;
    address asset;
    address to;
    uint8 mode;
    uint256 amount;
    bytes32 opened;
    bytes32 action;
    bytes32 purpose;
    uint64 notAfter;
    bytes32[] payeeProof;
    Approval approval;
}

/// @title The only holder of an agent's money
interface IAgentVault {
    /// @param listed whether it may be paid now
    /// @param level bucket in 2^-64 units, settled to now
    /// @param settledAt time of the settlement, Unix seconds
    /// @param spent by spends so far, smallest units
    struct Bucket {
        bool listed;
        uint192 level;
        uint64 settledAt;
        uint128 spent;
    }

    event Funded(address indexed from, uint256 amount);
    event LimitSet(address indexed asset, Limit limit, uint192 level, uint128 spent);
    event Unlisted(address indexed asset, uint192 level, uint128 spent);
    /// @param spent E("spent", ...) of this spend
    /// @param spends value of the spends chain after it
    event Spent(
        uint64 indexed number,
        bytes32 indexed action,
        address indexed to,
        address asset,
        uint256 amount,
        uint64 epoch,
        bytes32 opened,
        bytes32 purpose,
        bytes32 spent,
        bytes32 spends
    );
    event Recovered(address indexed asset, address indexed to, uint256 amount);

    error AgentVaultInert();
    error AgentVaultNotPolicies(address caller);
    error AgentVaultNotAuthority(address caller);
    error AgentVaultBadLimit(address asset);
    error AgentVaultExpired(uint64 notAfter, uint256 timeMs);
    error AgentVaultWrongNumber(uint64 given, uint64 next);
    error AgentVaultZeroAmount();
    error AgentVaultFrozen(uint8 what, uint256 id);
    error AgentVaultNotListed(address asset);
    error AgentVaultBadPayee(address to);
    error AgentVaultNotPayee(address asset, address to, uint8 mode);
    error AgentVaultPerAction(address asset, uint256 amount, uint256 perAction);
    error AgentVaultLifetime(address asset, uint256 amount, uint256 left);
    error AgentVaultBurst(address asset, uint256 amount, uint256 level);
    error AgentVaultApprovalNeeded(address asset, uint256 amount, uint256 askAbove, address askBy);
    error AgentVaultApprovalExpired(uint64 deadline, uint256 time);
    error AgentVaultApprovalInvalid(address askBy, bytes32 digest);
    error AgentVaultApprovalUsed(bytes32 digest);
    error AgentVaultTookMore(address asset, uint256 asked, uint256 taken);
    error AgentVaultNativeFailed(address to, uint256 amount);
    error AgentVaultWrongAnswer(address to);

    /// @notice Pays. By the spender key of the node that holds the agent's lease.
    /// @dev Checks in this order: expiry, number, amount, payee sanity, ledger (lease, epoch, log), freezes, listed,
    /// payee, per action, lifetime, burst, approval. A refusal changes nothing.
    /// @param s what is paid, to whom, under which lease, and the proofs
    function spend(Spend calldata s) external;

    /// @notice Replaces all limits. By the PolicyRegistry only. Settles first; a level never rises by it.
    /// @param limits ascending by asset; what is left out is no longer payable
    function setLimits(Limit[] calldata limits) external;

    /// @notice Takes money out. By the authority only.
    /// @param asset token, or 0xEeee...EEeE for the native coin
    /// @param to not 0 and not this vault
    /// @param amount smallest units
    function recover(address asset, address to, uint256 amount) external;

    /// @notice The agent whose money this is; reverts on the implementation.
    /// @return from 1
    function agentId() external view returns (uint256);
    /// @notice E("stream", chainId, ledger, agentId): the agent's chain of leaves.
    /// @return stream that receipts name
    function stream() external view returns (bytes32);
    /// @notice Number the next spend must carry.
    /// @return from 1
    function nextNumber() external view returns (uint64);
    /// @notice Every receipt, folded.
    /// @return value of the spends chain; 0 before the first
    function spends() external view returns (bytes32);
    /// @notice Assets payable now.
    /// @return tokens, and 0xEeee...EEeE for the native coin, ascending
    function assets() external view returns (address[] memory);
    /// @notice The limit in force, or the last one of an asset that is no longer listed.
    /// @param asset as in `assets`
    /// @return as it was voted; all 0 but the asset for one that was never listed
    function limitOf(address asset) external view returns (Limit memory);
    /// @notice The bucket of an asset, settled to now; all 0 for one that was never listed.
    /// @param asset as in `assets`
    /// @return level, and what was spent
    function bucketOf(address asset) external view returns (Bucket memory);
    /// @notice Whether a payment was made on an approval with this digest.
    /// @param digest as of `approvalDigest`
    /// @return true for ever after that payment
    function approvalUsed(bytes32 digest) external view returns (bool);
    /// @notice Digest that the approver of a spend signs now (current policy root).
    /// @param action action id
    /// @param call body word of the Awaiting leaf
    /// @param asset as in the spend
    /// @param amount smallest units
    /// @param to the payee
    /// @param deadline last second, Unix seconds
    /// @return EIP-712 digest in the domain of the ledger
    function approvalDigest(bytes32 action, bytes32 call, address asset, uint256 amount, address to, uint64 deadline)
        external
        view
        returns (bytes32);
}

/// @title A payee of mode 1: told of each payment after the money and all state have moved
interface IPayee {
    /// @notice Takes note of a payment; called by the vault after the transfer.
    /// @param agentId whose vault paid
    /// @param asset token, or 0xEeee...EEeE for the native coin
    /// @param debit what the vault counted, smallest units
    /// @param purpose purpose word of the leaf; 0 when none
    /// @param action action id
    /// @return its own selector; anything else undoes the payment
    function onPaid(uint256 agentId, address asset, uint256 debit, bytes32 purpose, bytes32 action)
        external
        returns (bytes4);
}
