// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Test } from "forge-std/Test.sol";
import { DaoFactory } from "../../src/DaoFactory.sol";
import { DevToken } from "../../src/dev/DevToken.sol";
import { OperatorRegistry } from "../../src/OperatorRegistry.sol";
import { AgentRegistry } from "../../src/AgentRegistry.sol";
import { IAgentRegistry } from "../../src/interfaces/IAgentRegistry.sol";

contract DaoFactoryTest is Test {
    DaoFactory private factory;

    function setUp() public {
        vm.roll(77);
        factory = new DaoFactory{ salt: bytes32(uint256(5)) }(address(this), bytes32(uint256(9)));
    }

    function test_KnowsItsOwnerPlanAndBlock() public view {
        assertEq(factory.owner(), address(this));
        assertEq(factory.plan(), bytes32(uint256(9)));
        assertEq(factory.since(), 77);
        assertEq(factory.count(), 0);
    }

    function test_ItsFoundingIsInTheLog() public {
        vm.expectEmit();
        emit DaoFactory.DaoFactoryFounded(address(7), bytes32(uint256(8)));
        new DaoFactory(address(7), bytes32(uint256(8)));
    }

    function test_PutsEachContractWhereItWasExpected() public {
        for (uint256 i = 1; i <= 3; ++i) {
            address expected = factory.addressOf(i);
            assertEq(expected, vm.computeCreateAddress(address(factory), i));
            vm.expectEmit();
            emit DaoFactory.DaoFactoryCreated(i, expected);
            factory.create(expected, _token());
            assertEq(DevToken(expected).minter(), address(this));
        }
        assertEq(factory.count(), 3);
    }

    function test_RevertWhen_CallerIsNotTheOwner() public {
        address expected = factory.addressOf(1);
        vm.prank(address(1));
        vm.expectRevert(abi.encodeWithSelector(DaoFactory.DaoFactoryNotOwner.selector, address(1)));
        factory.create(expected, _token());
    }

    function test_RevertWhen_AStepIsSentTwiceOrTooEarly() public {
        address first = factory.addressOf(1);
        address second = factory.addressOf(2);
        vm.expectRevert(abi.encodeWithSelector(DaoFactory.DaoFactoryOutOfOrder.selector, second, first));
        factory.create(second, _token());
        factory.create(first, _token());
        vm.expectRevert(abi.encodeWithSelector(DaoFactory.DaoFactoryOutOfOrder.selector, first, second));
        factory.create(first, _token());
    }

    function test_RevertWhen_TheConstructorRevertsAndTheStepCanBeSentAgain() public {
        address first = factory.addressOf(1);
        OperatorRegistry other = new OperatorRegistry(address(1), address(2));
        bytes memory wrong = abi.encodePacked(
            type(AgentRegistry).creationCode,
            abi.encode(address(3), address(other), address(4), address(5), address(6))
        );
        vm.expectRevert(abi.encodeWithSelector(IAgentRegistry.AgentRegistryMiswired.selector, address(other)));
        factory.create(first, wrong);
        assertEq(factory.count(), 0);
        factory.create(first, _token());
        assertEq(DevToken(first).minter(), address(this));
    }

    function test_RevertWhen_TheCreationFailsWithoutAnError() public {
        address first = factory.addressOf(1);
        vm.expectRevert(abi.encodeWithSelector(DaoFactory.DaoFactoryFailed.selector, first));
        factory.create(first, hex"fe");
    }

    function test_EveryStepOfAPlanFitsOneByteOfRlp() public {
        vm.setNonceUnsafe(address(factory), 127);
        assertEq(factory.addressOf(127), vm.computeCreateAddress(address(factory), 127));
    }

    function _token() private view returns (bytes memory) {
        return abi.encodePacked(type(DevToken).creationCode, abi.encode("Token", "T", uint8(6), address(this)));
    }
}
