// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IPolicyRegistry } from "../../src/interfaces/IPolicyRegistry.sol";
import { Fixture } from "../Fixture.sol";

contract PolicyRegistryFreezesTest is Fixture {
    uint64 private expiry;

    function setUp() public override {
        super.setUp();
        expiry = uint64(vm.getBlockTimestamp()) + 1000;
        vm.prank(authority);
        dao.policies.setGuardian(guardian, expiry);
    }

    // setGuardian

    function test_SetGuardian() public {
        assertEq(dao.policies.guardianUntil(guardian), expiry);
        vm.expectEmit(address(dao.policies));
        emit IPolicyRegistry.GuardianSet(guardian, 0);
        vm.prank(authority);
        dao.policies.setGuardian(guardian, 0);
        _expectNotGuardian(guardian, 0);
        dao.policies.freeze(1, agentId);
    }

    function test_SetGuardian_RevertWhen_NotAllowed() public {
        vm.prank(guardian);
        vm.expectRevert(abi.encodeWithSelector(IPolicyRegistry.PolicyRegistryNotAuthority.selector, guardian));
        dao.policies.setGuardian(guardian, type(uint64).max);
        vm.prank(authority);
        vm.expectRevert(IPolicyRegistry.PolicyRegistryZeroGuardian.selector);
        dao.policies.setGuardian(address(0), expiry);
    }

    // freeze

    function test_Freeze_EachKind() public {
        uint256[3] memory ids = [agentId, operatorId, uint256(uint160(hosting))];
        for (uint8 what = 3; what > 0; --what) {
            uint256 id = ids[what - 1];
            bytes32 chain = keccak256(abi.encode(keccak256("dai.freeze.1"), bytes32(0), 1, 1000));
            vm.expectEmit(address(dao.policies));
            emit IPolicyRegistry.Frozen(what, id, guardian, chain);
            vm.prank(guardian);
            dao.policies.freeze(what, id);
            assertTrue(dao.policies.frozen(what, id));
            // Read from the payee down, so that each kind is the first that is found.
            assertEq(dao.policies.clearance(agentId, operatorId, hosting), what);
        }
        assertEq(dao.policies.clearance(agentId + 1, operatorId + 1, design), 0);
    }

    /// @dev A lift of one target leaves every other one frozen.
    function test_Lift_OfOneOfMany() public {
        vm.startPrank(authority);
        for (uint256 id = 1; id < 4; ++id) {
            dao.policies.freeze(1, id);
            dao.policies.freeze(2, id);
        }
        dao.policies.lift(1, 2);
        assertEq(dao.policies.clearance(2, 9, design), 0);
        assertEq(dao.policies.clearance(1, 9, design), 1);
        assertEq(dao.policies.clearance(9, 3, design), 2);
        dao.policies.lift(1, 1);
        dao.policies.lift(1, 3);
        assertEq(dao.policies.clearance(3, 9, design), 0);
        assertEq(dao.policies.clearance(3, 3, design), 2);
        for (uint256 id = 1; id < 4; ++id) {
            dao.policies.lift(2, id);
        }
        assertEq(dao.policies.clearance(3, 3, design), 0);
        vm.stopPrank();
    }

    function test_Freeze_OfTheLastAddress() public {
        vm.prank(guardian);
        dao.policies.freeze(3, type(uint160).max);
        assertEq(dao.policies.clearance(1, 1, address(type(uint160).max)), 3);
    }

    function test_Freeze_RevertWhen_TheTargetIsNone() public {
        uint256[2][3] memory bad = [[uint256(0), 1], [uint256(4), 1], [uint256(3), uint256(1) << 160]];
        for (uint256 i; i < 3; ++i) {
            vm.prank(guardian);
            vm.expectRevert(
                abi.encodeWithSelector(
                    IPolicyRegistry.PolicyRegistryUnknownTarget.selector, uint8(bad[i][0]), bad[i][1]
                )
            );
            dao.policies.freeze(uint8(bad[i][0]), bad[i][1]);
        }
    }

    function test_Freeze_RevertWhen_AlreadyFrozen() public {
        vm.startPrank(guardian);
        dao.policies.freeze(1, agentId);
        vm.expectRevert(abi.encodeWithSelector(IPolicyRegistry.PolicyRegistryAlreadyFrozen.selector, 1, agentId));
        dao.policies.freeze(1, agentId);
    }

    function test_Freeze_RevertWhen_TheGuardiansTimeIsOver() public {
        vm.warp(expiry);
        _expectNotGuardian(guardian, expiry);
        dao.policies.freeze(1, agentId);
        vm.warp(expiry - 1);
        vm.prank(guardian);
        dao.policies.freeze(1, agentId);
    }

    function test_Freeze_RevertWhen_CallerIsAnybodyElse() public {
        address[3] memory callers = [stranger, admin, spender1];
        for (uint256 i; i < 3; ++i) {
            _expectNotGuardian(callers[i], 0);
            dao.policies.freeze(1, agentId);
        }
    }

    // lift

    function test_Lift_MakesImmuneForOneCycle() public {
        vm.prank(guardian);
        dao.policies.freeze(1, agentId);
        uint64 immuneUntil = uint64(vm.getBlockTimestamp()) + 9;
        bytes32 on = keccak256(abi.encode(keccak256("dai.freeze.1"), bytes32(0), 1, 1000));
        bytes32 off = keccak256(abi.encode(keccak256("dai.freeze.1"), on, 0, 1000));
        vm.expectEmit(address(dao.policies));
        emit IPolicyRegistry.Lifted(1, agentId, immuneUntil, off);
        vm.prank(authority);
        dao.policies.lift(1, agentId);
        assertFalse(dao.policies.frozen(1, agentId));
        assertEq(dao.policies.freezeOf(1, agentId).immuneUntil, immuneUntil);

        vm.warp(immuneUntil - 1);
        vm.prank(guardian);
        vm.expectRevert(
            abi.encodeWithSelector(IPolicyRegistry.PolicyRegistryImmune.selector, 1, agentId, immuneUntil)
        );
        dao.policies.freeze(1, agentId);
        vm.prank(guardian);
        dao.policies.freeze(2, operatorId);
        vm.warp(immuneUntil);
        vm.prank(guardian);
        dao.policies.freeze(1, agentId);
    }

    function test_Freeze_ByTheAuthorityIgnoresImmunity() public {
        vm.startPrank(authority);
        dao.policies.freeze(1, agentId);
        dao.policies.lift(1, agentId);
        dao.policies.freeze(1, agentId);
        assertTrue(dao.policies.frozen(1, agentId));
    }

    /// @dev A spend reads one word again when the last freeze is lifted.
    function test_Lift_OfTheLastOneMakesClearanceCheapAgain() public {
        vm.startPrank(authority);
        for (uint8 what = 1; what < 4; ++what) {
            dao.policies.freeze(what, 1);
        }
        for (uint8 what = 1; what < 4; ++what) {
            dao.policies.lift(what, 1);
        }
        vm.record();
        assertEq(dao.policies.clearance(1, 1, address(1)), 0);
        (bytes32[] memory reads,) = vm.accesses(address(dao.policies));
        assertEq(reads.length, 1);
    }

    function test_Lift_RevertWhen_CallerIsNotTheAuthority() public {
        vm.startPrank(guardian);
        dao.policies.freeze(1, agentId);
        vm.expectRevert(abi.encodeWithSelector(IPolicyRegistry.PolicyRegistryNotAuthority.selector, guardian));
        dao.policies.lift(1, agentId);
    }

    function test_Lift_RevertWhen_NotFrozen() public {
        vm.prank(authority);
        vm.expectRevert(abi.encodeWithSelector(IPolicyRegistry.PolicyRegistryNotFrozen.selector, 1, agentId));
        dao.policies.lift(1, agentId);
    }

    function _expectNotGuardian(address caller, uint64 until) private {
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(IPolicyRegistry.PolicyRegistryNotGuardian.selector, caller, until));
    }
}
