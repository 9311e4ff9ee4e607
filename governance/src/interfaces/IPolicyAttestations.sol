// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What operators say about a document before it comes into force
interface IPolicyAttestations {
    /// @param operatorId who says it; 0 = nobody
    /// @param limitsHash what the operator's compiler makes of the document for the vault, as `publish` folds it
    /// @param report keccak256 of the backtest report in its canonical form; 0 = none was made
    /// @param time Unix seconds
    struct Attestation {
        uint256 operatorId;
        bytes32 limitsHash;
        bytes32 report;
        uint64 time;
    }

    /// @param compiler version of the compiler, for people
    event Attested(
        bytes32 indexed root, uint256 indexed operatorId, bytes32 limitsHash, bytes32 report, string compiler
    );

    error PolicyAttestationsZeroAddress();
    error PolicyAttestationsNotAdmin(uint256 operatorId, address caller);
    error PolicyAttestationsNotHosting(uint256 operatorId);
    error PolicyAttestationsNotStaged(bytes32 root);
    error PolicyAttestationsLongCompiler(uint256 length, uint256 max);
    error PolicyAttestationsFull(bytes32 root, uint256 max);
    error PolicyAttestationsMissing(uint256 agentId, bytes32 root, bytes32 limitsHash);

    /// @notice States that a staged document compiles to these limits. The admin of a hosting operator; a second
    /// statement about the same document replaces the first.
    /// @param operatorId the caller's
    /// @param root a staged document
    /// @param limitsHash what it compiles to, as `publish` folds it
    /// @param report keccak256 of the backtest report; 0 = none was made
    /// @param compiler version of the compiler, at most 64 bytes
    function attest(uint256 operatorId, bytes32 root, bytes32 limitsHash, bytes32 report, string calldata compiler)
        external;

    /// @notice Whether an operator that is hosting now says that the document compiles to these limits.
    /// @param root keccak256 of the document
    /// @param limitsHash as `publish` folds it
    /// @return true when at least one says so
    function isAttested(bytes32 root, bytes32 limitsHash) external view returns (bool);

    /// @notice What was said about a document.
    /// @param root keccak256 of the document
    /// @return all statements about a document, in the order of the operators' first ones
    function attestationsOf(bytes32 root) external view returns (Attestation[] memory);
}
