// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IActionLedger } from "../../src/interfaces/IActionLedger.sol";
import { IAgentVault, Spend } from "../../src/interfaces/IAgentVault.sol";
import { Limit } from "../../src/interfaces/IPolicyRegistry.sol";
import { Proposals } from "../AgentGovernor/Proposals.sol";

/// @title Blocks with one and the same time, as chains with blocks below a second have
contract EqualTimesAttackTest is Proposals {
    address private usdc;

    function setUp() public override {
        super.setUp();
        usdc = address(dao.usdc);
        Limit memory l = freeLimit();
        (l.perAction, l.burst, l.rate) = (100, 100, uint192(3 * UNIT));
        serve(l);
    }

    function test_NothingGrowsBetweenBlocksOfOneTime() public {
        spend(100);
        for (uint256 i; i < 20; ++i) {
            vm.roll(vm.getBlockNumber() + 1);
            _refuse(1, abi.encodeWithSelector(IAgentVault.AgentVaultBurst.selector, usdc, 1, 0));
        }
        vm.warp(vm.getBlockTimestamp() + 1);
        spend(3);
        _refuse(1, abi.encodeWithSelector(IAgentVault.AgentVaultBurst.selector, usdc, 1, 0));
    }

    /// @dev The bucket stands at zero; one unit more is asked a thousand times.
    function test_RoundingLetsNothingThrough() public {
        Limit memory l = freeLimit();
        (l.perAction, l.burst, l.rate) = (100, 100, uint192(UNIT / 1000));
        publish(l);
        spend(100);
        uint256 paid;
        uint256 start = vm.getBlockTimestamp();
        for (uint256 i = 1; i <= 1000; ++i) {
            if (i % 4 == 0) vm.warp(start + i / 4);
            Spend memory s = spendOf(1);
            vm.prank(spender1);
            try vault.spend(s) {
                ++paid;
            } catch { }
        }
        assertEq(paid, 0, "250 seconds at a thousandth make no unit");
        vm.warp(start + 1001);
        checkpoint(anchor1);
        spend(1);
        _refuse(1, abi.encodeWithSelector(IAgentVault.AgentVaultBurst.selector, usdc, 1, 0));
    }

    /// @dev Rates far below a unit per second neither vanish nor become one: a day gives what a day gives.
    function test_SlowRatesGiveExactlyWhatTheySay() public {
        Limit memory l = freeLimit();
        (l.perAction, l.burst, l.rate) = (1000, 1000, uint192(7 * UNIT / 10 days + 1));
        publish(l);
        spend(100);
        uint256 start = vm.getBlockTimestamp();
        uint256 paid;
        for (uint256 day = 1; day <= 30; ++day) {
            vm.warp(start + day * 1 days);
            checkpoint(anchor1);
            uint256 level = vault.bucketOf(usdc).level >> 64;
            if (level > 0) spend(level);
            paid += level;
        }
        assertEq(paid, 21);
    }

    function test_TwoCheckpointsOfOneBlockAreTwoLinks() public {
        bytes32 first = dao.ledger.head(anchor1);
        checkpoint(anchor1);
        bytes32 second = dao.ledger.head(anchor1);
        checkpoint(anchor1);
        assertEq(dao.ledger.nodeOf(anchor1).number, 3);
        assertEq(dao.ledger.nodeOf(anchor1).time, vm.getBlockTimestamp());
        assertTrue(first != second && second != dao.ledger.head(anchor1));
    }

    function test_LeaseLogAndSpendOfOneBlock() public {
        take(anchor2);
        checkpoint(anchor2);
        Spend memory s = spendOf(10);
        vm.prank(spender2);
        vault.spend(s);
        s = spendOf(10);
        vm.prank(spender1);
        vm.expectRevert(
            abi.encodeWithSelector(IActionLedger.ActionLedgerNotHolder.selector, agentId, anchor1, anchor2)
        );
        vault.spend(s);
    }

    function test_AFreezeAndALiftOfOneSecond() public {
        vm.startPrank(authority);
        dao.policies.setGuardian(guardian, uint64(vm.getBlockTimestamp() + 1));
        dao.policies.freeze(1, agentId);
        vm.stopPrank();
        _refuse(1, abi.encodeWithSelector(IAgentVault.AgentVaultFrozen.selector, 1, agentId));
        vm.prank(authority);
        dao.policies.lift(1, agentId);
        spend(1);
        vm.prank(guardian);
        vm.expectRevert();
        dao.policies.freeze(1, agentId);
    }

    /// @dev Voting begins one second after the snapshot and ends with the deadline's own second.
    function test_AVoteAtItsEdges() public {
        uint256 id = _propose(usdc, "");
        vm.warp(dao.governor.proposalSnapshot(id));
        vm.prank(holder(0));
        vm.expectRevert();
        dao.governor.castVote(id, 1);
        vm.warp(dao.governor.proposalDeadline(id));
        vm.prank(holder(0));
        dao.governor.castVote(id, 1);
        vm.warp(dao.governor.proposalDeadline(id));
        vm.expectRevert();
        _queue();
        vm.warp(dao.governor.proposalDeadline(id) + 1);
        _queue();
    }

    function test_ALimitIsVotedTwiceInOneSecond() public {
        spend(60);
        Limit memory l = freeLimit();
        (l.perAction, l.burst, l.rate) = (50, 50, 0);
        publish(l);
        (l.perAction, l.burst) = (100, 100);
        publish(l);
        assertEq(vault.bucketOf(usdc).level >> 64, 40, "neither the cut nor the rise gave anything back");
    }

    function _refuse(uint256 amount, bytes memory fault) private {
        Spend memory s = spendOf(amount);
        vm.prank(spender1);
        vm.expectRevert(fault);
        vault.spend(s);
    }
}
