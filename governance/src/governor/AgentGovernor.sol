// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Governor } from "@openzeppelin/contracts/governance/Governor.sol";
import { GovernorCountingSimple } from "@openzeppelin/contracts/governance/extensions/GovernorCountingSimple.sol";
import { GovernorNoncesKeyed } from "@openzeppelin/contracts/governance/extensions/GovernorNoncesKeyed.sol";
import {
    GovernorPreventLateQuorum
} from "@openzeppelin/contracts/governance/extensions/GovernorPreventLateQuorum.sol";
import { GovernorProposalGuardian } from "@openzeppelin/contracts/governance/extensions/GovernorProposalGuardian.sol";
import { GovernorSettings } from "@openzeppelin/contracts/governance/extensions/GovernorSettings.sol";
import { GovernorTimelockControl } from "@openzeppelin/contracts/governance/extensions/GovernorTimelockControl.sol";
import { GovernorVotes } from "@openzeppelin/contracts/governance/extensions/GovernorVotes.sol";
import {
    GovernorVotesQuorumFraction
} from "@openzeppelin/contracts/governance/extensions/GovernorVotesQuorumFraction.sol";
import { TimelockController } from "@openzeppelin/contracts/governance/TimelockController.sol";
import { IVotes } from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import { Nonces } from "@openzeppelin/contracts/utils/Nonces.sol";
import { IAgentGovernor } from "../interfaces/IAgentGovernor.sol";
import { IProposalGate } from "../interfaces/IProposalGate.sol";

/// @title The default DAO's Governor
/// @dev What was voted is what runs: the code of every target is pinned from propose to execute. The timelock must
/// have this contract as its only proposer and executor, or the pin can be walked around.
contract AgentGovernor is
    IAgentGovernor,
    Governor,
    GovernorSettings,
    GovernorCountingSimple,
    GovernorVotes,
    GovernorVotesQuorumFraction,
    GovernorTimelockControl,
    GovernorPreventLateQuorum,
    GovernorProposalGuardian,
    GovernorNoncesKeyed
{
    IProposalGate public gate;
    mapping(uint256 proposalId => bytes32) public pinOf;

    constructor(IVotes token_, TimelockController timelock_, address proposalGuardian_, Settings memory settings)
        Governor("DecentralizedAi")
        GovernorSettings(settings.votingDelay, settings.votingPeriod, settings.proposalThreshold)
        GovernorVotes(token_)
        GovernorVotesQuorumFraction(settings.quorumPercent)
        GovernorTimelockControl(timelock_)
        GovernorPreventLateQuorum(settings.voteExtension)
    {
        _setProposalGuardian(proposalGuardian_);
    }

    /// @inheritdoc IAgentGovernor
    function setGate(IProposalGate gate_) external onlyGovernance {
        gate = gate_;
        emit GateSet(address(gate_));
    }

    /// @notice Always refused: calls by way of this contract would have targets that nobody pinned.
    function relay(address, uint256, bytes calldata) public payable override {
        revert AgentGovernorNoRelay();
    }

    function _propose(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description,
        address proposer
    ) internal override returns (uint256 proposalId) {
        proposalId = super._propose(targets, values, calldatas, description, proposer);
        for (uint256 i; i < targets.length; ++i) {
            if (!_hasOwnCode(targets[i])) revert AgentGovernorNoCode(targets[i]);
        }
        bytes32 pin = _pin(targets);
        pinOf[proposalId] = pin;
        emit Pinned(proposalId, pin);
    }

    function _queueOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) returns (uint48) {
        _checkPin(proposalId, targets);
        IProposalGate gate_ = gate;
        // A broken gate must not stop the vote that replaces it.
        if (address(gate_) != address(0) && !_setsGateOnly(targets, calldatas)) {
            bytes4 answer = gate_.check(proposalId, targets, values, calldatas, descriptionHash);
            if (answer != IProposalGate.check.selector) revert AgentGovernorGateRefused(proposalId, address(gate_));
        }
        return super._queueOperations(proposalId, targets, values, calldatas, descriptionHash);
    }

    function _executeOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) {
        _checkPin(proposalId, targets);
        super._executeOperations(proposalId, targets, values, calldatas, descriptionHash);
    }

    function _checkPin(uint256 proposalId, address[] memory targets) private view {
        bytes32 pinned = pinOf[proposalId];
        bytes32 found = _pin(targets);
        if (pinned != found) revert AgentGovernorTargetChanged(proposalId, pinned, found);
    }

    function _pin(address[] memory targets) private view returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](targets.length);
        for (uint256 i; i < targets.length; ++i) {
            hashes[i] = targets[i].codehash;
        }
        return keccak256(abi.encodePacked(hashes));
    }

    /// @dev An account without code, or one that lends itself code (EIP-7702), is no target: its key decides what runs.
    function _hasOwnCode(address target) private view returns (bool) {
        bytes memory code = target.code;
        // Of 23 bytes the first three are asked.
        // forge-lint: disable-next-line(unsafe-typecast)
        return code.length != 0 && !(code.length == 23 && bytes3(code) == 0xef0100);
    }

    function _setsGateOnly(address[] memory targets, bytes[] memory calldatas) private view returns (bool) {
        return targets.length == 1 && targets[0] == address(this) && bytes4(calldatas[0]) == this.setGate.selector;
    }

    // Overrides that Solidity requires.

    /// @notice Votes that a proposer must have held.
    /// @return votes, 10^-18 tokens
    function proposalThreshold() public view override(Governor, GovernorSettings) returns (uint256) {
        return super.proposalThreshold();
    }

    /// @notice Last second of a vote, Unix seconds; a late quorum moves it.
    /// @param proposalId id of the proposal
    /// @return Unix seconds
    function proposalDeadline(uint256 proposalId)
        public
        view
        override(Governor, GovernorPreventLateQuorum)
        returns (uint256)
    {
        return super.proposalDeadline(proposalId);
    }

    /// @notice Always true: the timelock runs what was voted.
    /// @param proposalId id of the proposal
    /// @return true
    function proposalNeedsQueuing(uint256 proposalId)
        public
        view
        override(Governor, GovernorTimelockControl)
        returns (bool)
    {
        return super.proposalNeedsQueuing(proposalId);
    }

    /// @notice State of a proposal; reverts where there is none.
    /// @param proposalId id of the proposal
    /// @return as of OpenZeppelin's Governor
    function state(uint256 proposalId)
        public
        view
        override(Governor, GovernorTimelockControl)
        returns (ProposalState)
    {
        return super.state(proposalId);
    }

    function _useCheckedNonce(address owner, uint256 nonce) internal override(Nonces, GovernorNoncesKeyed) {
        super._useCheckedNonce(owner, nonce);
    }

    function _validateVoteSig(uint256 proposalId, uint8 support, address voter, bytes memory signature)
        internal
        override(Governor, GovernorNoncesKeyed)
        returns (bool)
    {
        return super._validateVoteSig(proposalId, support, voter, signature);
    }

    function _validateExtendedVoteSig(
        uint256 proposalId,
        uint8 support,
        address voter,
        string memory reason,
        bytes memory params,
        bytes memory signature
    ) internal override(Governor, GovernorNoncesKeyed) returns (bool) {
        return super._validateExtendedVoteSig(proposalId, support, voter, reason, params, signature);
    }

    function _tallyUpdated(uint256 proposalId) internal override(Governor, GovernorPreventLateQuorum) {
        super._tallyUpdated(proposalId);
    }

    function _cancel(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) returns (uint256) {
        return super._cancel(targets, values, calldatas, descriptionHash);
    }

    function _executor() internal view override(Governor, GovernorTimelockControl) returns (address) {
        return super._executor();
    }

    function _validateCancel(uint256 proposalId, address caller)
        internal
        view
        override(Governor, GovernorProposalGuardian)
        returns (bool)
    {
        return super._validateCancel(proposalId, caller);
    }
}
