// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Approval, IAgentVault, Spend } from "../../src/interfaces/IAgentVault.sol";
import { Limit } from "../../src/interfaces/IPolicyRegistry.sol";
import { Fixture } from "../Fixture.sol";
import { ContractApprover } from "../mocks.sol";

contract AgentVaultApprovalsTest is Fixture {
    bytes32 private constant CALL = keccak256("call");
    address private usdc;
    uint64 private deadline;

    function setUp() public override {
        super.setUp();
        usdc = address(dao.usdc);
        deadline = uint64(vm.getBlockTimestamp()) + 100;
        serve(usdcLimit());
    }

    function test_APaymentAtTheThresholdNeedsNone() public {
        spend(150e6);
        Spend memory s = spendOf(150e6 + 1);
        _expect(
            s, abi.encodeWithSelector(IAgentVault.AgentVaultApprovalNeeded.selector, usdc, 150e6 + 1, 150e6, approver)
        );
    }

    function test_AnAccountApproves() public {
        Spend memory s = _approved(900e6, approverKey);
        bytes32 digest = _digest(900e6);
        vm.prank(spender1);
        vault.spend(s);
        assertEq(dao.usdc.balanceOf(hosting), 900e6);
        assertTrue(vault.approvalUsed(digest));
    }

    function test_AContractApproves() public {
        Limit memory l = usdcLimit();
        l.askBy = address(new ContractApprover(approver));
        publish(l);
        Spend memory s = _approved(900e6, approverKey);
        vm.prank(spender1);
        vault.spend(s);
        assertEq(dao.usdc.balanceOf(hosting), 900e6);
    }

    function test_RevertWhen_TheContractDoesNotApprove() public {
        Limit memory l = usdcLimit();
        l.askBy = address(new ContractApprover(stranger));
        publish(l);
        _expect(
            _approved(900e6, approverKey),
            abi.encodeWithSelector(IAgentVault.AgentVaultApprovalInvalid.selector, l.askBy, _digest(900e6))
        );
    }

    function test_RevertWhen_UsedTwice() public {
        Spend memory s = _approved(700e6, approverKey);
        bytes32 digest = _digest(700e6);
        vm.prank(spender1);
        vault.spend(s);
        s.number = 2;
        _expect(s, abi.encodeWithSelector(IAgentVault.AgentVaultApprovalUsed.selector, digest));
    }

    function test_RevertWhen_TheDeadlineIsOver() public {
        Spend memory s = _approved(900e6, approverKey);
        s.notAfter = type(uint64).max;
        vm.warp(deadline + 1);
        _expect(
            s, abi.encodeWithSelector(IAgentVault.AgentVaultApprovalExpired.selector, deadline, uint256(deadline) + 1)
        );
        vm.warp(deadline);
        vm.prank(spender1);
        vault.spend(s);
    }

    function test_RevertWhen_SomebodyElseSigned() public {
        (, uint256 key) = makeAddrAndKey("somebody else");
        _expect(
            _approved(900e6, key),
            abi.encodeWithSelector(IAgentVault.AgentVaultApprovalInvalid.selector, approver, _digest(900e6))
        );
    }

    function test_RevertWhen_AWordDiffers() public {
        for (uint256 word; word < 6; ++word) {
            Spend memory s = _approved(900e6, approverKey);
            if (word == 0) s.action = keccak256("another action");
            if (word == 1) s.approval.call = keccak256("another call");
            if (word == 2) s.amount = 900e6 - 1;
            if (word == 3) s.approval.deadline += 1;
            if (word == 4) (s.to, s.payeeProof[0]) = (design, _leaf(hosting));
            if (word == 5) s.approval.signature = bytes.concat(s.approval.signature, hex"00");
            vm.prank(spender1);
            vm.expectPartialRevert(IAgentVault.AgentVaultApprovalInvalid.selector);
            vault.spend(s);
        }
    }

    function test_RevertWhen_APublicationCameInBetween() public {
        Spend memory s = _approved(900e6, approverKey);
        document = "another document";
        publish(usdcLimit());
        vm.prank(spender1);
        vm.expectPartialRevert(IAgentVault.AgentVaultApprovalInvalid.selector);
        vault.spend(s);
    }

    function test_RevertWhen_TheApprovalIsAnotherAgents() public {
        Spend memory s = _approved(900e6, approverKey);
        vm.prank(authority);
        (uint256 other, address otherVault) = dao.agents.enroll("other", operatorId, keccak256("c"), "");
        agentId = other;
        publish(usdcLimit());
        take(anchor1);
        vm.prank(spender1);
        vm.expectPartialRevert(IAgentVault.AgentVaultApprovalInvalid.selector);
        IAgentVault(otherVault).spend(s);
    }

    function _approved(uint256 amount, uint256 key) private view returns (Spend memory s) {
        s = spendOf(amount);
        s.approval = Approval(CALL, deadline, sign(key, _digest(amount)));
    }

    /// @dev The words of the specification, not the vault's own view.
    function _digest(uint256 amount) private view returns (bytes32 digest) {
        bytes32 kind = keccak256(
            "Approval(bytes32 stream,bytes32 action,bytes32 call,address asset,uint256 amount,address to,"
            "bytes32 policyRoot,uint64 deadline)"
        );
        bytes memory words = bytes.concat(
            abi.encode(kind, dao.ledger.streamOf(agentId), keccak256("action"), CALL),
            abi.encode(usdc, amount, hosting, keccak256(document), deadline)
        );
        digest = keccak256(abi.encodePacked(hex"1901", dao.ledger.domainSeparator(), keccak256(words)));
        assertEq(digest, vault.approvalDigest(keccak256("action"), CALL, usdc, amount, hosting, deadline));
    }

    function _leaf(address account) private pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(keccak256("dai.payee.1"), account, uint8(0)))));
    }

    function _expect(Spend memory s, bytes memory fault) private {
        vm.prank(spender1);
        vm.expectRevert(fault);
        vault.spend(s);
    }
}
