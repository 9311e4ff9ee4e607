// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IAgentGovernor } from "../../src/interfaces/IAgentGovernor.sol";
import { Proposals } from "../AgentGovernor/Proposals.sol";

contract Harmless {
    uint256 public calls;

    function run() external {
        ++calls;
    }
}

contract Harmful {
    function run() external payable {
        selfdestruct(payable(tx.origin));
    }
}

/// @title Other code under the address that was voted on
contract TargetSwapAttackTest is Proposals {
    Harmless private target;
    bytes private other;
    uint256 private id;

    function setUp() public override {
        super.setUp();
        target = new Harmless();
        other = address(new Harmful()).code;
        id = _propose(address(target), abi.encodeCall(target.run, ()));
    }

    function test_WithoutASwapItRuns() public {
        _pass(id);
        _queue();
        vm.warp(vm.getBlockTimestamp() + 2);
        _execute();
        assertEq(target.calls(), 1);
    }

    function test_RevertWhen_SwappedBeforeQueue() public {
        _pass(id);
        vm.etch(address(target), other);
        _expectChanged();
        _queue();
    }

    function test_RevertWhen_SwappedAfterQueue() public {
        _pass(id);
        _queue();
        vm.warp(vm.getBlockTimestamp() + 2);
        vm.etch(address(target), other);
        _expectChanged();
        _execute();
        // Nor by way of the timelock itself, which has no other executor.
        vm.expectRevert();
        dao.timelock.executeBatch(targets, values, calldatas, 0, bytes32(0));
    }

    function test_RevertWhen_TheTargetIsGone() public {
        _pass(id);
        _queue();
        vm.warp(vm.getBlockTimestamp() + 2);
        vm.etch(address(target), "");
        _expectChanged();
        _execute();
    }

    function _expectChanged() private {
        bytes32 found = keccak256(abi.encodePacked(address(target).codehash));
        vm.expectRevert(
            abi.encodeWithSelector(
                IAgentGovernor.AgentGovernorTargetChanged.selector, id, dao.governor.pinOf(id), found
            )
        );
    }
}
