// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IOperatorRegistry } from "../../src/interfaces/IOperatorRegistry.sol";
import { OperatorRegistry } from "../../src/OperatorRegistry.sol";
import { Fixture } from "../Fixture.sol";

contract OperatorRegistryTest is Fixture {
    IOperatorRegistry.Status private constant HOSTING = IOperatorRegistry.Status.Hosting;
    IOperatorRegistry.Status private constant SUSPENDED = IOperatorRegistry.Status.Suspended;
    IOperatorRegistry.Status private constant EXITED = IOperatorRegistry.Status.Exited;

    function test_Constructor_RevertWhen_APartIsZero() public {
        vm.expectRevert(IOperatorRegistry.OperatorRegistryZeroAddress.selector);
        new OperatorRegistry(address(0), address(1));
        vm.expectRevert(IOperatorRegistry.OperatorRegistryZeroAddress.selector);
        new OperatorRegistry(address(1), address(0));
    }

    // register

    function test_Register() public {
        vm.expectEmit(address(dao.operators));
        emit IOperatorRegistry.Registered(operatorId + 1, stranger, beneficiary, keccak256("card"));
        vm.prank(stranger);
        uint256 id = dao.operators.register(beneficiary, keccak256("card"));
        assertEq(id, operatorId + 1);
        IOperatorRegistry.Operator memory o = dao.operators.operatorOf(id);
        assertEq(o.admin, stranger);
        assertEq(o.beneficiary, beneficiary);
        assertEq(uint8(o.status), uint8(IOperatorRegistry.Status.Registered));
        assertEq(o.card, keccak256("card"));
    }

    function test_Register_RevertWhen_BeneficiaryIsZero() public {
        vm.expectRevert(IOperatorRegistry.OperatorRegistryZeroAddress.selector);
        dao.operators.register(address(0), 0);
    }

    // setStatus

    function test_SetStatus() public {
        vm.startPrank(authority);
        vm.expectEmit(address(dao.operators));
        emit IOperatorRegistry.StatusSet(operatorId, SUSPENDED);
        dao.operators.setStatus(operatorId, SUSPENDED);
        assertEq(uint8(dao.operators.statusOf(operatorId)), uint8(SUSPENDED));
        dao.operators.setStatus(operatorId, HOSTING);
        dao.operators.setStatus(operatorId, EXITED);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.OperatorRegistryExited.selector, operatorId));
        dao.operators.setStatus(operatorId, HOSTING);
    }

    function test_SetStatus_RevertWhen_CallerIsNotTheAuthority() public {
        vm.prank(admin);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.OperatorRegistryNotAuthority.selector, admin));
        dao.operators.setStatus(operatorId, SUSPENDED);
    }

    function test_SetStatus_RevertWhen_OperatorIsUnknown() public {
        vm.prank(authority);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.OperatorRegistryUnknown.selector, 99));
        dao.operators.setStatus(99, HOSTING);
    }

    function test_SetStatus_RevertWhen_ItIsNoStep() public {
        IOperatorRegistry.Status[3] memory bad =
            [IOperatorRegistry.Status.None, IOperatorRegistry.Status.Registered, HOSTING];
        for (uint256 i; i < 3; ++i) {
            vm.prank(authority);
            vm.expectRevert(
                abi.encodeWithSelector(IOperatorRegistry.OperatorRegistryBadStatus.selector, HOSTING, bad[i])
            );
            dao.operators.setStatus(operatorId, bad[i]);
        }
    }

    // setAdmin, setCard

    function test_SetAdmin() public {
        vm.prank(admin);
        dao.operators.setAdmin(operatorId, stranger);
        vm.prank(stranger);
        dao.operators.setCard(operatorId, keccak256("new"));
        assertEq(dao.operators.operatorOf(operatorId).card, keccak256("new"));
        _expectNotAdmin(admin);
        dao.operators.setCard(operatorId, 0);
    }

    function test_SetAdmin_RevertWhen_Zero() public {
        vm.prank(admin);
        vm.expectRevert(IOperatorRegistry.OperatorRegistryZeroAddress.selector);
        dao.operators.setAdmin(operatorId, address(0));
    }

    function test_RevertWhen_CallerIsNotTheAdmin() public {
        _expectNotAdmin(stranger);
        dao.operators.setAdmin(operatorId, stranger);
        _expectNotAdmin(authority);
        dao.operators.setCard(operatorId, 0);
        _expectNotAdmin(beneficiary);
        dao.operators.proposeBeneficiary(operatorId, beneficiary);
        _expectNotAdmin(stranger);
        dao.operators.acceptBeneficiary(operatorId);
        _expectNotAdmin(anchor1);
        dao.operators.addKey(operatorId, stranger, 2, stranger, 0, "");
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.OperatorRegistryUnknown.selector, 99));
        dao.operators.setCard(99, 0);
    }

    // proposeBeneficiary, acceptBeneficiary

    function test_Beneficiary_ChangesAfterSevenDays() public {
        uint256 start = vm.getBlockTimestamp();
        vm.startPrank(admin);
        dao.operators.proposeBeneficiary(operatorId, stranger);
        assertEq(dao.operators.operatorOf(operatorId).beneficiary, beneficiary);
        vm.warp(start + 7 days - 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IOperatorRegistry.OperatorRegistryTooEarly.selector, operatorId, start + 7 days, start + 7 days - 1
            )
        );
        dao.operators.acceptBeneficiary(operatorId);
        vm.warp(start + 7 days);
        dao.operators.acceptBeneficiary(operatorId);
        assertEq(dao.operators.operatorOf(operatorId).beneficiary, stranger);
        assertEq(dao.operators.operatorOf(operatorId).beneficiaryFrom, 0);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.OperatorRegistryNoChange.selector, operatorId));
        dao.operators.acceptBeneficiary(operatorId);
    }

    function test_Beneficiary_AnotherProposalStartsAgain() public {
        uint256 start = vm.getBlockTimestamp();
        vm.startPrank(admin);
        dao.operators.proposeBeneficiary(operatorId, stranger);
        vm.warp(start + 6 days);
        dao.operators.proposeBeneficiary(operatorId, guardian);
        vm.warp(start + 7 days);
        vm.expectRevert(
            abi.encodeWithSelector(
                IOperatorRegistry.OperatorRegistryTooEarly.selector, operatorId, start + 13 days, start + 7 days
            )
        );
        dao.operators.acceptBeneficiary(operatorId);
        vm.expectRevert(IOperatorRegistry.OperatorRegistryZeroAddress.selector);
        dao.operators.proposeBeneficiary(operatorId, address(0));
    }

    function _expectNotAdmin(address caller) private {
        vm.prank(caller);
        vm.expectRevert(
            abi.encodeWithSelector(IOperatorRegistry.OperatorRegistryNotAdmin.selector, operatorId, caller)
        );
    }
}
