// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IActionLedger } from "../../src/interfaces/IActionLedger.sol";
import { IAgentRegistry } from "../../src/interfaces/IAgentRegistry.sol";
import { IOperatorRegistry } from "../../src/interfaces/IOperatorRegistry.sol";
import { Fixture } from "../Fixture.sol";

contract ActionLedgerCountSpendTest is Fixture {
    uint64 private start;

    function setUp() public override {
        super.setUp();
        take(anchor1);
        checkpoint(anchor1);
        start = uint64(vm.getBlockTimestamp());
    }

    function test_CountSpend() public {
        assertEq(_count(spender1, 1), operatorId);
        assertEq(dao.ledger.nodeOf(anchor1).unlogged, 1);
    }

    function test_RevertWhen_CallerIsNotTheAgentsVault() public {
        address[3] memory callers = [stranger, spender1, address(dao.policies)];
        for (uint256 i; i < 3; ++i) {
            vm.prank(callers[i]);
            vm.expectRevert(
                abi.encodeWithSelector(
                    IActionLedger.ActionLedgerNotVault.selector, agentId, callers[i], address(vault)
                )
            );
            dao.ledger.countSpend(agentId, spender1, 1);
        }
        vm.prank(address(vault));
        vm.expectRevert(
            abi.encodeWithSelector(IActionLedger.ActionLedgerNotVault.selector, 99, address(vault), address(0))
        );
        dao.ledger.countSpend(99, spender1, 1);
    }

    function test_RevertWhen_AgentIsNotActive() public {
        vm.prank(authority);
        dao.agents.setStatus(agentId, IAgentRegistry.Status.Paused);
        vm.expectRevert(abi.encodeWithSelector(IActionLedger.ActionLedgerAgentNotActive.selector, agentId));
        _count(spender1, 1);
    }

    function test_RevertWhen_CallerIsNoSpender() public {
        address work = addKey(operatorId, "work", 3, address(0));
        address[4] memory callers = [anchor1, stranger, work, spender1];
        vm.prank(admin);
        dao.operators.revokeKey(spender1);
        for (uint256 i; i < 4; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IActionLedger.ActionLedgerNotSpender.selector, callers[i]));
            _count(callers[i], 1);
        }
    }

    function test_RevertWhen_SpenderIsAnotherOperators() public {
        uint256 other = newOperator(stranger);
        (, address foreign) = newNode(other, "foreign");
        vm.expectRevert(
            abi.encodeWithSelector(IActionLedger.ActionLedgerForeignOperator.selector, agentId, operatorId, other)
        );
        _count(foreign, 1);
    }

    function test_RevertWhen_OperatorIsNotHosting() public {
        vm.prank(authority);
        dao.operators.setStatus(operatorId, IOperatorRegistry.Status.Suspended);
        vm.expectRevert(abi.encodeWithSelector(IActionLedger.ActionLedgerNotHosting.selector, operatorId, anchor1));
        _count(spender1, 1);
    }

    function test_RevertWhen_AnotherNodeHoldsTheLease() public {
        vm.expectRevert(
            abi.encodeWithSelector(IActionLedger.ActionLedgerNotHolder.selector, agentId, anchor2, anchor1)
        );
        _count(spender2, 1);
    }

    function test_RevertWhen_NobodyHoldsTheLease() public {
        vm.startPrank(authority);
        (uint256 other, address otherVault) = dao.agents.enroll("other", operatorId, keccak256("c"), "");
        vm.stopPrank();
        assertTrue(dao.ledger.shardOf(other) != dao.ledger.shardOf(agentId));
        vm.prank(otherVault);
        vm.expectRevert(
            abi.encodeWithSelector(IActionLedger.ActionLedgerNotHolder.selector, other, anchor1, address(0))
        );
        dao.ledger.countSpend(other, spender1, 0);
    }

    function test_RevertWhen_EpochIsWrong() public {
        for (uint64 epoch; epoch < 3; epoch += 2) {
            vm.expectRevert(abi.encodeWithSelector(IActionLedger.ActionLedgerWrongEpoch.selector, agentId, epoch, 1));
            _count(spender1, epoch);
        }
    }

    function test_RevertWhen_NodeIsRetired() public {
        vm.prank(admin);
        dao.operators.revokeKey(anchor1);
        vm.expectRevert(abi.encodeWithSelector(IActionLedger.ActionLedgerNodeRetired.selector, anchor1));
        _count(spender1, 1);
    }

    function test_RevertWhen_NodeNeverLogged() public {
        take(anchor2);
        vm.expectRevert(abi.encodeWithSelector(IActionLedger.ActionLedgerNeverLogged.selector, anchor2));
        _count(spender2, 2);
    }

    function test_RevertWhen_TheLogIsTooOld() public {
        vm.warp(start + 600);
        _count(spender1, 1);
        vm.warp(start + 601);
        vm.expectRevert(
            abi.encodeWithSelector(IActionLedger.ActionLedgerLogTooOld.selector, anchor1, start, start + 601, 600)
        );
        _count(spender1, 1);
        checkpoint(anchor1);
        _count(spender1, 1);
    }

    function test_RevertWhen_TooManyAreUnlogged() public {
        for (uint256 i; i < 64; ++i) {
            _count(spender1, 1);
        }
        vm.expectRevert(abi.encodeWithSelector(IActionLedger.ActionLedgerTooManyUnlogged.selector, anchor1, 64, 64));
        _count(spender1, 1);
        checkpoint(anchor1);
        assertEq(dao.ledger.nodeOf(anchor1).unlogged, 0);
        _count(spender1, 1);
    }

    function _count(address spender, uint64 epoch) private returns (uint256) {
        vm.prank(address(vault));
        return dao.ledger.countSpend(agentId, spender, epoch);
    }
}
