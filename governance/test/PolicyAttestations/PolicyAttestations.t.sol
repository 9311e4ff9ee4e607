// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IOperatorRegistry } from "../../src/interfaces/IOperatorRegistry.sol";
import { IPolicyAttestations } from "../../src/interfaces/IPolicyAttestations.sol";
import { IPolicyRegistry, Limit, Rule } from "../../src/interfaces/IPolicyRegistry.sol";
import { IProposalGate } from "../../src/interfaces/IProposalGate.sol";
import { PolicyAttestations } from "../../src/PolicyAttestations.sol";
import { Proposals } from "../AgentGovernor/Proposals.sol";

contract PolicyAttestationsTest is Proposals {
    PolicyAttestations private attestations;
    bytes32 private root;
    bytes32 private limitsHash;
    Limit[] private limits;
    Rule[] private rules;

    function setUp() public override {
        super.setUp();
        attestations = new PolicyAttestations(address(dao.governor), dao.policies, dao.operators);
        root = dao.policies.stage(document);
        limits.push(usdcLimit());
        limitsHash = dao.policies.hashLimits(limits, rules);
    }

    function test_Attest_KeepsAndTellsTheStatement() public {
        vm.expectEmit(address(attestations));
        emit IPolicyAttestations.Attested(root, operatorId, limitsHash, keccak256("report"), "dai 1.0");
        _attest(limitsHash);
        IPolicyAttestations.Attestation[] memory said = attestations.attestationsOf(root);
        assertEq(said.length, 1);
        assertEq(said[0].operatorId, operatorId);
        assertEq(said[0].limitsHash, limitsHash);
        assertEq(said[0].report, keccak256("report"));
        assertEq(said[0].time, vm.getBlockTimestamp());
        assertTrue(attestations.isAttested(root, limitsHash));
        assertFalse(attestations.isAttested(root, keccak256("other")));
    }

    function test_Attest_ASecondStatementReplacesTheFirst() public {
        _attest(keccak256("wrong"));
        _attest(limitsHash);
        assertEq(attestations.attestationsOf(root).length, 1);
        assertTrue(attestations.isAttested(root, limitsHash));
        assertFalse(attestations.isAttested(root, keccak256("wrong")));
    }

    function test_Attest_RevertWhen_CallerIsNotTheAdmin() public {
        vm.prank(stranger);
        vm.expectRevert(
            abi.encodeWithSelector(IPolicyAttestations.PolicyAttestationsNotAdmin.selector, operatorId, stranger)
        );
        attestations.attest(operatorId, root, limitsHash, 0, "");
    }

    function test_Attest_RevertWhen_TheOperatorIsNotHosting() public {
        vm.prank(stranger);
        uint256 id = dao.operators.register(stranger, 0);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IPolicyAttestations.PolicyAttestationsNotHosting.selector, id));
        attestations.attest(id, root, limitsHash, 0, "");
    }

    function test_Attest_RevertWhen_TheDocumentIsNotStaged() public {
        vm.prank(admin);
        vm.expectRevert(abi.encodeWithSelector(IPolicyAttestations.PolicyAttestationsNotStaged.selector, limitsHash));
        attestations.attest(operatorId, limitsHash, limitsHash, 0, "");
    }

    function test_Attest_RevertWhen_TheCompilerIsLong() public {
        vm.startPrank(admin);
        attestations.attest(operatorId, root, limitsHash, 0, string(new bytes(64)));
        vm.expectRevert(
            abi.encodeWithSelector(
                IPolicyAttestations.PolicyAttestationsLongCompiler.selector, uint256(65), uint256(64)
            )
        );
        attestations.attest(operatorId, root, limitsHash, 0, string(new bytes(65)));
    }

    function test_Attest_RevertWhen_64OthersSpoke() public {
        for (uint256 i; i < 64; ++i) {
            uint256 id = newOperator(holder(i));
            vm.prank(holder(i));
            attestations.attest(id, root, limitsHash, 0, "");
        }
        vm.prank(admin);
        vm.expectRevert(
            abi.encodeWithSelector(IPolicyAttestations.PolicyAttestationsFull.selector, root, uint256(64))
        );
        attestations.attest(operatorId, root, limitsHash, 0, "");
    }

    function test_RevertWhen_ARegistryIsMissing() public {
        vm.expectRevert(IPolicyAttestations.PolicyAttestationsZeroAddress.selector);
        new PolicyAttestations(address(0), IPolicyRegistry(address(0)), dao.operators);
        vm.expectRevert(IPolicyAttestations.PolicyAttestationsZeroAddress.selector);
        new PolicyAttestations(address(0), dao.policies, IOperatorRegistry(address(0)));
    }

    // check, at the Governor

    function test_Check_ADocumentIsQueuedOnceAHostingOperatorAttestedIt() public {
        _setGate();
        uint256 id = _propose(address(dao.policies), _publish(root));
        _pass(id);
        vm.expectRevert(_missing(root));
        _queue();
        _attest(keccak256("other limits"));
        vm.expectRevert(_missing(root));
        _queue();
        _attest(limitsHash);
        _queue();
    }

    function test_Check_RevertWhen_TheOperatorHostsNoLonger() public {
        _setGate();
        _attest(limitsHash);
        vm.prank(authority);
        dao.operators.setStatus(operatorId, IOperatorRegistry.Status.Suspended);
        uint256 id = _propose(address(dao.policies), _publish(root));
        _pass(id);
        vm.expectRevert(_missing(root));
        _queue();
    }

    function test_Check_RevertWhen_OneOfTwoDocumentsIsNotAttested() public {
        _setGate();
        _attest(limitsHash);
        bytes32 other = dao.policies.stage('{"agent":"other"}');
        _add(address(dao.policies), _publish(root));
        _add(address(dao.policies), _publish(other));
        _pass(_propose());
        vm.expectRevert(_missing(other));
        _queue();
    }

    function test_Check_AgreesWhereNoDocumentIsPublished() public {
        _setGate();
        _pass(_propose(address(dao.policies), abi.encodeCall(dao.policies.setGuardian, (guardian, 1))));
        _queue();
    }

    function test_Check_NeverBlocksAProposalThatRemovesIt() public {
        _setGate();
        _add(address(dao.policies), _publish(root));
        _add(address(dao.governor), abi.encodeCall(dao.governor.setGate, (IProposalGate(address(0)))));
        _pass(_propose());
        _queue();
    }

    function test_Check_RevertWhen_AProposalSetsThisGateAgain() public {
        _setGate();
        _add(address(dao.policies), _publish(root));
        _add(address(dao.governor), abi.encodeCall(dao.governor.setGate, (attestations)));
        _pass(_propose());
        vm.expectRevert(_missing(root));
        _queue();
    }

    function _attest(bytes32 hash) private {
        vm.prank(admin);
        attestations.attest(operatorId, root, hash, keccak256("report"), "dai 1.0");
    }

    function _setGate() private {
        _add(address(dao.governor), abi.encodeCall(dao.governor.setGate, (attestations)));
        _carry();
        _start();
        assertEq(address(dao.governor.gate()), address(attestations));
    }

    function _publish(bytes32 which) private view returns (bytes memory) {
        return abi.encodeCall(dao.policies.publish, (agentId, which, limits, rules));
    }

    function _missing(bytes32 which) private view returns (bytes memory) {
        return
            abi.encodeWithSelector(IPolicyAttestations.PolicyAttestationsMissing.selector, agentId, which, limitsHash);
    }
}
