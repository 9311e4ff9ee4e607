// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title A condition that a proposal meets before it may be queued, for example a backtest
interface IProposalGate {
    /// @return its own selector when the proposal may be queued; anything else, or a revert, stops it
    function check(
        uint256 proposalId,
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        bytes32 descriptionHash
    ) external returns (bytes4);
}
