// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IProposalGate } from "./IProposalGate.sol";

/// @title What AgentGovernor adds to OpenZeppelin's Governor
interface IAgentGovernor {
    /// @param votingDelay, votingPeriod, voteExtension seconds
    /// @param proposalThreshold votes a proposer needs
    /// @param quorumPercent of the supply, 1-100
    struct Settings {
        uint48 votingDelay;
        uint32 votingPeriod;
        uint48 voteExtension;
        uint256 proposalThreshold;
        uint256 quorumPercent;
    }

    event Pinned(uint256 indexed proposalId, bytes32 pin);
    event GateSet(address gate);

    error AgentGovernorNoCode(address target);
    error AgentGovernorTargetChanged(uint256 proposalId, bytes32 pinned, bytes32 found);
    error AgentGovernorGateRefused(uint256 proposalId, address gate);
    error AgentGovernorNoRelay();

    /// @notice Sets the gate, 0 = none. By a proposal only; the proposal that does only this is not asked.
    /// @param gate_ a contract that answers `check`
    function setGate(IProposalGate gate_) external;
    /// @notice Asked before a proposal is queued; 0 = none.
    /// @return its address
    function gate() external view returns (IProposalGate);
    /// @notice keccak256 over the code hashes of a proposal's targets when it was made; 0 for none.
    /// @param proposalId id of the proposal
    /// @return hash of the hashes
    function pinOf(uint256 proposalId) external view returns (bytes32);
}
