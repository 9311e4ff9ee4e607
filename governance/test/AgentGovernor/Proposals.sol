// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IOperatorRegistry } from "../../src/interfaces/IOperatorRegistry.sol";
import { Fixture } from "../Fixture.sol";

/// @title A proposal that is put together call by call and carried through vote and timelock
abstract contract Proposals is Fixture {
    IOperatorRegistry.Status internal constant HOSTING = IOperatorRegistry.Status.Hosting;

    address[] internal targets;
    uint256[] internal values;
    bytes[] internal calldatas;
    string internal description = "a proposal";

    function setUp() public virtual override {
        super.setUp();
        for (uint256 i; i < 3; ++i) {
            address account = holder(i);
            vm.prank(account);
            dao.token.delegate(account);
        }
        vm.warp(vm.getBlockTimestamp() + 1);
    }

    function _start() internal {
        delete targets;
        delete values;
        delete calldatas;
    }

    function _add(address target, bytes memory data) internal {
        targets.push(target);
        values.push(0);
        calldatas.push(data);
    }

    function _propose(address target, bytes memory data) internal returns (uint256) {
        _add(target, data);
        return _propose();
    }

    function _propose() internal returns (uint256) {
        vm.prank(holder(0));
        return dao.governor.propose(targets, values, calldatas, description);
    }

    function _warpToVote(uint256 id) internal {
        vm.warp(dao.governor.proposalSnapshot(id) + 1);
    }

    function _pass(uint256 id) internal {
        _warpToVote(id);
        for (uint256 i; i < 2; ++i) {
            vm.prank(holder(i));
            dao.governor.castVote(id, 1);
        }
        vm.warp(dao.governor.proposalDeadline(id) + 1);
    }

    function _queue() internal {
        dao.governor.queue(targets, values, calldatas, keccak256(bytes(description)));
    }

    function _execute() internal {
        dao.governor.execute(targets, values, calldatas, keccak256(bytes(description)));
    }

    /// @dev Propose, pass, queue, wait, execute.
    function _carry() internal returns (uint256 id) {
        id = _propose();
        _pass(id);
        _queue();
        vm.warp(vm.getBlockTimestamp() + 2);
        _execute();
    }
}
