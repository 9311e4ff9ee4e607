// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IAgentGovernor } from "./interfaces/IAgentGovernor.sol";
import { IOperatorRegistry } from "./interfaces/IOperatorRegistry.sol";
import { IPolicyAttestations } from "./interfaces/IPolicyAttestations.sol";
import { IPolicyRegistry, Limit, Rule } from "./interfaces/IPolicyRegistry.sol";
import { IProposalGate } from "./interfaces/IProposalGate.sol";

/// @title Statements of operators about documents, and a gate that wants one before a document is queued
/// @dev Anybody may deploy it and it owns nothing. It gates nothing until a vote sets it at the Governor; the same
/// vote may set another or none.
contract PolicyAttestations is IPolicyAttestations, IProposalGate {
    // Only the authority makes an operator host, so this bounds the loop, not the DAO.
    uint256 private constant MAX_OPERATORS = 64;
    uint256 private constant MAX_COMPILER = 64;

    /// @notice The Governor that may ask this gate.
    /// @return its address
    address public immutable governor;
    /// @notice Where documents are staged and published.
    /// @return its address
    IPolicyRegistry public immutable policies;
    /// @notice Who hosts, and who speaks for it.
    /// @return its address
    IOperatorRegistry public immutable operators;

    mapping(bytes32 root => Attestation[]) private _attestations;

    constructor(address governor_, IPolicyRegistry policies_, IOperatorRegistry operators_) {
        if (address(policies_) == address(0) || address(operators_) == address(0)) {
            revert PolicyAttestationsZeroAddress();
        }
        governor = governor_;
        policies = policies_;
        operators = operators_;
    }

    /// @inheritdoc IPolicyAttestations
    function attest(uint256 operatorId, bytes32 root, bytes32 limitsHash, bytes32 report, string calldata compiler)
        external
    {
        IOperatorRegistry.Operator memory operator = operators.operatorOf(operatorId);
        if (msg.sender != operator.admin) revert PolicyAttestationsNotAdmin(operatorId, msg.sender);
        if (operator.status != IOperatorRegistry.Status.Hosting) revert PolicyAttestationsNotHosting(operatorId);
        if (policies.storeOf(root) == address(0)) revert PolicyAttestationsNotStaged(root);
        if (bytes(compiler).length > MAX_COMPILER) {
            revert PolicyAttestationsLongCompiler(bytes(compiler).length, MAX_COMPILER);
        }
        _record(root, Attestation(operatorId, limitsHash, report, uint64(block.timestamp)));
        emit Attested(root, operatorId, limitsHash, report, compiler);
    }

    /// @inheritdoc IProposalGate
    /// @dev A proposal that sets the Governor's gate anew passes, whatever else it does: voters can always be rid of
    /// this contract.
    function check(uint256, address[] calldata targets, uint256[] calldata, bytes[] calldata calldatas, bytes32)
        external
        view
        returns (bytes4)
    {
        if (!_replacesGate(targets, calldatas)) {
            for (uint256 i; i < targets.length; ++i) {
                if (targets[i] == address(policies) && bytes4(calldatas[i]) == IPolicyRegistry.publish.selector) {
                    _requireAttested(calldatas[i]);
                }
            }
        }
        return IProposalGate.check.selector;
    }

    /// @inheritdoc IPolicyAttestations
    function isAttested(bytes32 root, bytes32 limitsHash) public view returns (bool) {
        Attestation[] storage said = _attestations[root];
        for (uint256 i; i < said.length; ++i) {
            if (said[i].limitsHash != limitsHash) continue;
            if (operators.operatorOf(said[i].operatorId).status == IOperatorRegistry.Status.Hosting) return true;
        }
        return false;
    }

    /// @inheritdoc IPolicyAttestations
    function attestationsOf(bytes32 root) external view returns (Attestation[] memory) {
        return _attestations[root];
    }

    function _record(bytes32 root, Attestation memory attestation) private {
        Attestation[] storage said = _attestations[root];
        for (uint256 i; i < said.length; ++i) {
            if (said[i].operatorId == attestation.operatorId) {
                said[i] = attestation;
                return;
            }
        }
        if (said.length == MAX_OPERATORS) revert PolicyAttestationsFull(root, MAX_OPERATORS);
        said.push(attestation);
    }

    function _requireAttested(bytes calldata call) private view {
        (uint256 agentId, bytes32 root, Limit[] memory limits, Rule[] memory rules) =
            abi.decode(call[4:], (uint256, bytes32, Limit[], Rule[]));
        bytes32 limitsHash = policies.hashLimits(limits, rules);
        if (!isAttested(root, limitsHash)) revert PolicyAttestationsMissing(agentId, root, limitsHash);
    }

    function _replacesGate(address[] calldata targets, bytes[] calldata calldatas) private view returns (bool) {
        for (uint256 i; i < targets.length; ++i) {
            if (targets[i] != governor || bytes4(calldatas[i]) != IAgentGovernor.setGate.selector) continue;
            if (abi.decode(calldatas[i][4:], (address)) != address(this)) return true;
        }
        return false;
    }
}
