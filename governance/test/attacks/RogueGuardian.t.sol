// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IPolicyRegistry } from "../../src/interfaces/IPolicyRegistry.sol";
import { Proposals } from "../AgentGovernor/Proposals.sol";

/// @title A guardian that freezes all it can
contract RogueGuardianAttackTest is Proposals {
    function setUp() public override {
        super.setUp();
        serve(freeLimit());
        vm.prank(authority);
        dao.policies.setGuardian(guardian, type(uint64).max);
        vm.startPrank(guardian);
        dao.policies.freeze(1, agentId);
        dao.policies.freeze(2, operatorId);
        address[6] memory payees =
            [hosting, design, authority, address(dao.governor), address(dao.token), address(vault)];
        for (uint256 i; i < payees.length; ++i) {
            dao.policies.freeze(3, uint160(payees[i]));
        }
        vm.stopPrank();
    }

    function test_AVoteEndsItAllTheSame() public {
        _add(address(dao.policies), abi.encodeCall(dao.policies.setGuardian, (guardian, 0)));
        _add(address(dao.policies), abi.encodeCall(dao.policies.lift, (1, agentId)));
        _add(address(dao.policies), abi.encodeCall(dao.policies.lift, (2, operatorId)));
        _add(address(dao.policies), abi.encodeCall(dao.policies.lift, (3, uint160(hosting))));
        _carry();
        checkpoint(anchor1);
        spend(100e6);
        assertEq(dao.usdc.balanceOf(hosting), 100e6);
    }

    function test_TheLogGoesOn() public {
        checkpoint(anchor1);
        take(anchor2);
        checkpoint(anchor2);
    }

    function test_TheAuthorityTakesTheMoneyOut() public {
        _add(address(vault), abi.encodeCall(vault.recover, (address(dao.usdc), authority, FUNDED)));
        _carry();
        assertEq(dao.usdc.balanceOf(authority), FUNDED);
    }

    function test_ItCannotFreezeAgainWithinACycle() public {
        vm.prank(authority);
        dao.policies.lift(1, agentId);
        vm.prank(guardian);
        vm.expectPartialRevert(IPolicyRegistry.PolicyRegistryImmune.selector);
        dao.policies.freeze(1, agentId);
        // The cycle is long enough for the whole vote that takes the guardian's power away.
        uint256 start = vm.getBlockTimestamp();
        _add(address(dao.policies), abi.encodeCall(dao.policies.setGuardian, (guardian, 0)));
        _carry();
        assertLe(vm.getBlockTimestamp() - start, dao.policies.immunity());
        vm.warp(start + dao.policies.immunity());
        vm.prank(guardian);
        vm.expectPartialRevert(IPolicyRegistry.PolicyRegistryNotGuardian.selector);
        dao.policies.freeze(1, agentId);
    }
}
