// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IActionLedger } from "../../src/interfaces/IActionLedger.sol";
import { IAgentRegistry } from "../../src/interfaces/IAgentRegistry.sol";
import { IAgentVault, Spend } from "../../src/interfaces/IAgentVault.sol";
import { Fixture } from "../Fixture.sol";

/// @title Both keys of a node in a thief's hands
contract StolenNodeAttackTest is Fixture {
    function setUp() public override {
        super.setUp();
        serve(freeLimit());
    }

    function test_AThiefTakesAtMostTheExposure() public {
        IAgentRegistry.Exposure memory e = dao.agents.exposure(operatorId)[0];
        uint256 start = vm.getBlockTimestamp();
        uint256 taken;
        for (uint256 i; i < 200; ++i) {
            uint256 most = vault.bucketOf(address(dao.usdc)).level >> 64;
            if (most > 1000e6) most = 1000e6;
            if (most > 0) {
                spend(most);
                taken += most;
            }
            vm.warp(start + (i + 1) * 600);
            checkpoint(anchor1);
            assertLe(taken, e.burst + e.rate * (i + 1) * 600 / UNIT + 1);
        }
        assertGt(taken, 1500e6, "the refill was taken too");
        assertEq(dao.usdc.balanceOf(hosting), taken, "only a listed payee got any");
    }

    function test_TheOldEpochIsWorthNothing_InTheSameBlockToo() public {
        Spend memory s = spendOf(100e6);
        vm.prank(spender1);
        vault.spend(s);
        take(anchor2);
        checkpoint(anchor2);
        s.number = 2;
        for (uint64 epoch = 1; epoch < 4; ++epoch) {
            s.epoch = epoch;
            vm.prank(spender1);
            vm.expectRevert(
                abi.encodeWithSelector(IActionLedger.ActionLedgerNotHolder.selector, agentId, anchor1, anchor2)
            );
            vault.spend(s);
        }
        s.epoch = 1;
        vm.prank(spender2);
        vm.expectRevert(abi.encodeWithSelector(IActionLedger.ActionLedgerWrongEpoch.selector, agentId, 1, 2));
        vault.spend(s);
    }

    function test_ItCannotComeBackAfterItsAnchorWasRevoked() public {
        vm.prank(admin);
        dao.operators.revokeKey(anchor1);
        Spend memory s = spendOf(1);
        vm.prank(spender1);
        vm.expectRevert(abi.encodeWithSelector(IActionLedger.ActionLedgerNodeRetired.selector, anchor1));
        vault.spend(s);
        bytes32 head = dao.ledger.head(anchor1);
        take(anchor2);
        assertEq(dao.ledger.head(anchor1), head, "the thief could not move the head under the heir");
        uint8[] memory shards = new uint8[](1);
        shards[0] = dao.ledger.shardOf(agentId);
        vm.prank(anchor1);
        vm.expectRevert(abi.encodeWithSelector(IActionLedger.ActionLedgerNodeRetired.selector, anchor1));
        dao.ledger.take(shards, new bytes32[](1));
    }

    function test_AGuardianStopsItAtOnce() public {
        vm.prank(authority);
        dao.policies.setGuardian(guardian, uint64(vm.getBlockTimestamp() + 1));
        vm.prank(guardian);
        dao.policies.freeze(2, operatorId);
        Spend memory s = spendOf(1);
        vm.prank(spender1);
        vm.expectRevert(abi.encodeWithSelector(IAgentVault.AgentVaultFrozen.selector, 2, operatorId));
        vault.spend(s);
    }

    function test_NoLogNoMoney_AtEqualTimes() public {
        uint256 start = vm.getBlockTimestamp();
        vm.warp(start + 600);
        spend(1);
        vm.warp(start + 601);
        Spend memory s = spendOf(1);
        vm.prank(spender1);
        vm.expectRevert(
            abi.encodeWithSelector(IActionLedger.ActionLedgerLogTooOld.selector, anchor1, start, start + 601, 600)
        );
        vault.spend(s);
        vm.prank(anchor1);
        vm.expectRevert(abi.encodeWithSelector(IActionLedger.ActionLedgerEmptyCheckpoint.selector, 0, 0));
        dao.ledger.checkpoint(0, 0, 0);
    }

    function test_NoLogNoMoney_TheSixtyFifthSpend() public {
        for (uint256 i; i < 64; ++i) {
            spend(1);
        }
        Spend memory s = spendOf(1);
        vm.prank(spender1);
        vm.expectRevert(abi.encodeWithSelector(IActionLedger.ActionLedgerTooManyUnlogged.selector, anchor1, 64, 64));
        vault.spend(s);
        // Handing the lease to the node's neighbour does not help one that did not log either.
        take(anchor2);
        s = spendOf(1);
        vm.prank(spender2);
        vm.expectRevert(abi.encodeWithSelector(IActionLedger.ActionLedgerNeverLogged.selector, anchor2));
        vault.spend(s);
    }
}
