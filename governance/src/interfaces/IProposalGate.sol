// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title A condition that a proposal meets before it may be queued, for example a backtest
interface IProposalGate {
    /// @notice Asked by the Governor before it queues a proposal.
    /// @param proposalId id of the proposal
    /// @param targets whom it calls
    /// @param values what it sends with each call, wei
    /// @param calldatas the calls
    /// @param descriptionHash keccak256 of its description
    /// @return its own selector when the proposal may be queued; anything else, or a revert, stops it
    function check(
        uint256 proposalId,
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        bytes32 descriptionHash
    ) external returns (bytes4);
}
