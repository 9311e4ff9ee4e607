// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { VmSafe } from "forge-std/Vm.sol";
import { IAgentVault, Spend } from "../../src/interfaces/IAgentVault.sol";
import { Limit, Rule } from "../../src/interfaces/IPolicyRegistry.sol";
import { Fixture } from "../Fixture.sol";

contract AgentVaultLimitsTest is Fixture {
    address private usdc;
    uint256 private start;

    function setUp() public override {
        super.setUp();
        usdc = address(dao.usdc);
        start = vm.getBlockTimestamp();
    }

    function test_AnAssetStartsFull() public {
        Limit memory l = usdcLimit();
        vm.expectEmit(address(vault));
        emit IAgentVault.LimitSet(usdc, uint192(1500e6) << 64, 0);
        _set(l);
        IAgentVault.Bucket memory b = vault.bucketOf(usdc);
        assertTrue(b.listed);
        assertEq(b.level, uint256(1500e6) << 64);
        assertEq(b.settledAt, start);
        assertEq(vault.assets()[0], usdc);
    }

    function test_AChangeSettlesAtTheOldRateFirst() public {
        serve(_rate(10e6));
        spend(1000e6);
        vm.warp(start + 7);
        publish(_rate(0));
        assertEq(vault.bucketOf(usdc).level, uint256(570e6) << 64);
        vm.warp(start + 1000);
        assertEq(vault.bucketOf(usdc).level, uint256(570e6) << 64, "nothing grows at rate 0");
    }

    function test_AChangeNeverRaisesTheLevel() public {
        serve(_rate(0));
        spend(1000e6);
        Limit memory l = _rate(0);
        l.burst = 9000e6;
        publish(l);
        assertEq(vault.bucketOf(usdc).level, uint256(500e6) << 64);
        (l.burst, l.perAction) = (200e6, 200e6);
        publish(l);
        assertEq(vault.bucketOf(usdc).level, uint256(200e6) << 64);
    }

    function test_ListedAgain_KeepsLevelAndSpent() public {
        serve(_rate(10e6));
        spend(1000e6);
        vm.warp(start + 5);
        bytes32 root = dao.policies.stage(document);
        vm.expectEmit(address(vault));
        emit IAgentVault.Unlisted(usdc, uint192(550e6) << 64, 1000e6);
        vm.prank(authority);
        dao.policies.publish(agentId, root, new Limit[](0), new Rule[](0));
        vm.warp(start + 5000);
        assertEq(vault.bucketOf(usdc).level, uint256(550e6) << 64, "nothing grows while it is not listed");
        assertFalse(vault.bucketOf(usdc).listed);
        assertEq(vault.assets().length, 0);
        publish(_rate(10e6));
        assertTrue(vault.bucketOf(usdc).listed);
        assertEq(vault.assets().length, 1);
        assertEq(vault.bucketOf(usdc).level, uint256(550e6) << 64);
        assertEq(vault.bucketOf(usdc).spent, 1000e6);
    }

    /// @dev What is not set again grows on at its rate, as if nothing had been voted.
    function test_ALimitThatStaysIsNotTouched() public {
        Limit[] memory limits = new Limit[](2);
        limits[0] = _rate(10e6);
        limits[1] = _rate(10e6);
        limits[usdc < NATIVE ? 1 : 0].asset = NATIVE;
        publish(limits);
        take(anchor1);
        checkpoint(anchor1);
        spend(1000e6);
        vm.warp(start + 5);
        limits[usdc < NATIVE ? 1 : 0].lifetime = 7;
        vm.recordLogs();
        publish(limits);
        assertEq(_countLimitSet(), 1);
        assertEq(vault.limitOf(NATIVE).lifetime, 7);
        assertEq(vault.bucketOf(usdc).level, uint256(550e6) << 64);
        vm.recordLogs();
        publish(limits);
        assertEq(_countLimitSet(), 0);
        vm.warp(start + 7);
        assertEq(vault.bucketOf(usdc).level, uint256(570e6) << 64);
        assertEq(vault.assets().length, 2);
    }

    function test_LifetimeBelowWhatWasSpent_ThenAbove() public {
        Limit memory l = _rate(0);
        (l.burst, l.perAction, l.lifetime) = (100, 100, 100);
        serve(l);
        spend(60);
        l.lifetime = 50;
        publish(l);
        Spend memory s = spendOf(1);
        vm.prank(spender1);
        vm.expectRevert(abi.encodeWithSelector(IAgentVault.AgentVaultLifetime.selector, usdc, 1, 0));
        vault.spend(s);
        assertEq(vault.bucketOf(usdc).spent, 60);
        l.lifetime = 80;
        publish(l);
        s = spendOf(21);
        vm.prank(spender1);
        vm.expectRevert(abi.encodeWithSelector(IAgentVault.AgentVaultLifetime.selector, usdc, 21, 20));
        vault.spend(s);
        spend(20);
        assertEq(vault.bucketOf(usdc).spent, 80);
    }

    function test_ManyAssets_OnlyThoseLeftOutAreUnlisted() public {
        uint160[4][4] memory lists =
            [[uint160(1), 3, 5, 7], [uint160(2), 3, 7, 9], [uint160(9), 10, 11, 12], [uint160(1), 2, 3, 4]];
        for (uint256 round; round < 4; ++round) {
            Limit[] memory limits = new Limit[](4);
            for (uint256 i; i < 4; ++i) {
                limits[i] = freeLimit();
                limits[i].asset = address(lists[round][i]);
            }
            publish(limits);
            assertEq(vault.assets().length, 4);
            for (uint160 asset = 1; asset < 14; ++asset) {
                bool listed;
                for (uint256 i; i < 4; ++i) {
                    if (lists[round][i] == asset) listed = true;
                }
                assertEq(vault.bucketOf(address(asset)).listed, listed);
            }
        }
    }

    function test_RevertWhen_CallerIsNotThePolicyRegistry() public {
        address[3] memory callers = [authority, stranger, spender1];
        for (uint256 i; i < 3; ++i) {
            vm.prank(callers[i]);
            vm.expectRevert(abi.encodeWithSelector(IAgentVault.AgentVaultNotPolicies.selector, callers[i]));
            vault.setLimits(new Limit[](0));
        }
    }

    function test_RevertWhen_ALimitIsBad() public {
        Limit[] memory limits = new Limit[](1);
        for (uint256 i; i < 4; ++i) {
            limits[0] = usdcLimit();
            if (i == 0) limits[0].asset = address(0);
            if (i == 1) limits[0].asset = address(vault);
            if (i == 2) limits[0].perAction = limits[0].burst + 1;
            if (i == 3) limits[0].askBy = address(0);
            vm.prank(address(dao.policies));
            vm.expectRevert(abi.encodeWithSelector(IAgentVault.AgentVaultBadLimit.selector, limits[0].asset));
            vault.setLimits(limits);
        }
        limits[0] = usdcLimit();
        limits[0].perAction = limits[0].burst;
        vm.prank(address(dao.policies));
        vault.setLimits(limits);
    }

    function testFuzz_TheViewSaysWhatASpendFinds(uint32 elapsed, uint128 amount) public {
        serve(_rate(1e6));
        spend(1000e6);
        vm.warp(start + bound(elapsed, 0, 600));
        uint256 level = vault.bucketOf(usdc).level;
        uint256 asked = bound(amount, 1, 1000e6);
        if (asked << 64 > level) {
            vm.expectRevert(abi.encodeWithSelector(IAgentVault.AgentVaultBurst.selector, usdc, asked, level >> 64));
        }
        this.spendAs(asked);
    }

    function spendAs(uint256 amount) external {
        vm.startPrank(spender1);
        vault.spend(spendOf(amount));
        vm.stopPrank();
    }

    function _countLimitSet() private returns (uint256 n) {
        VmSafe.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] == IAgentVault.LimitSet.selector) ++n;
        }
    }

    function _set(Limit memory l) private {
        Limit[] memory limits = new Limit[](1);
        limits[0] = l;
        vm.prank(address(dao.policies));
        vault.setLimits(limits);
    }

    function _rate(uint256 perSecond) private view returns (Limit memory l) {
        l = freeLimit();
        l.rate = uint192(perSecond << 64);
    }
}
