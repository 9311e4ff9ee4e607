// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IAgentRegistry } from "../../src/interfaces/IAgentRegistry.sol";
import { IActionLedger } from "../../src/interfaces/IActionLedger.sol";
import { IOperatorRegistry } from "../../src/interfaces/IOperatorRegistry.sol";
import { Fixture } from "../Fixture.sol";

/// @title What the registries tell the ledger: nodes, hosting operators, the seats of agents
contract ToldTest is Fixture {
    function test_RevertWhen_CallerIsNotTheOperatorRegistry() public {
        address[3] memory callers = [authority, address(dao.agents), anchor1];
        for (uint256 i; i < 3; ++i) {
            bytes memory fault = abi.encodeWithSelector(IActionLedger.ActionLedgerNotOperators.selector, callers[i]);
            vm.startPrank(callers[i]);
            vm.expectRevert(fault);
            dao.ledger.admit(stranger, operatorId);
            vm.expectRevert(fault);
            dao.ledger.retire(anchor1);
            vm.expectRevert(fault);
            dao.ledger.bind(stranger, anchor1);
            vm.expectRevert(fault);
            dao.ledger.setHosting(operatorId, false);
            vm.stopPrank();
        }
    }

    function test_Seat_RevertWhen_CallerIsNotTheAgentRegistry() public {
        address[3] memory callers = [authority, address(dao.operators), address(vault)];
        for (uint256 i; i < 3; ++i) {
            vm.prank(callers[i]);
            vm.expectRevert(abi.encodeWithSelector(IActionLedger.ActionLedgerNotAgents.selector, callers[i]));
            dao.ledger.seat(agentId, stranger, operatorId, true);
        }
    }

    function test_Seat_FollowsTheRegistry() public {
        uint256 other = newOperator(stranger);
        _checkSeat(operatorId, true);
        vm.startPrank(authority);
        dao.agents.assign(agentId, other, keccak256("next"));
        _checkSeat(other, true);
        dao.agents.setStatus(agentId, IAgentRegistry.Status.Paused);
        _checkSeat(other, false);
        dao.agents.assign(agentId, operatorId, keccak256("back"));
        _checkSeat(operatorId, false);
        dao.agents.setStatus(agentId, IAgentRegistry.Status.Active);
        _checkSeat(operatorId, true);
        vm.stopPrank();
    }

    function test_SetHosting_FollowsTheRegistry() public {
        assertTrue(dao.ledger.hosts(operatorId));
        vm.startPrank(authority);
        dao.operators.setStatus(operatorId, IOperatorRegistry.Status.Suspended);
        assertFalse(dao.ledger.hosts(operatorId));
        dao.operators.setStatus(operatorId, IOperatorRegistry.Status.Hosting);
        assertTrue(dao.ledger.hosts(operatorId));
        dao.operators.setStatus(operatorId, IOperatorRegistry.Status.Exited);
        assertFalse(dao.ledger.hosts(operatorId));
        vm.stopPrank();
    }

    function test_Admit_MakesANodeBeforeItsFirstLease() public view {
        assertEq(dao.ledger.nodeOf(anchor2).operatorId, operatorId);
        assertEq(dao.ledger.nodeOf(anchor2).number, 0);
        assertEq(dao.ledger.nodeOf(spender2).operatorId, 0, "a spender is no node");
    }

    /// @dev A lease names its node in 16 bits.
    function test_Admit_RevertWhen_TheOperatorHasHadTooManyNodes() public {
        (address key, uint256 secret) = makeAddrAndKey("one too many");
        bytes32 slot = _membersLength();
        assertEq(uint256(vm.load(address(dao.ledger), slot)), 2);
        vm.store(address(dao.ledger), slot, bytes32(uint256(type(uint16).max)));
        bytes memory signature = possession(operatorId, key, secret, 2, key);
        uint64 time = uint64(vm.getBlockTimestamp());
        vm.prank(admin);
        vm.expectRevert(abi.encodeWithSelector(IActionLedger.ActionLedgerTooManyNodes.selector, operatorId));
        dao.operators.addKey(operatorId, key, 2, key, time, signature);
        vm.store(address(dao.ledger), slot, bytes32(uint256(type(uint16).max - 1)));
        vm.prank(admin);
        dao.operators.addKey(operatorId, key, 2, key, time, signature);
        uint8[] memory shards = new uint8[](1);
        shards[0] = 40;
        vm.prank(key);
        dao.ledger.take(shards, new bytes32[](1));
        assertEq(dao.ledger.leaseOf(operatorId, 40).node, key, "the last one has the highest number");
    }

    /// @dev From the compiler's layout, as the committed artifact states it.
    function _membersLength() private view returns (bytes32) {
        string memory json = vm.readFile("abi/ActionLedger.json");
        string memory item = ".storage[0]";
        for (uint256 i; vm.keyExistsJson(json, item); item = string.concat(".storage[", vm.toString(++i), "]")) {
            bytes32 label = keccak256(bytes(vm.parseJsonString(json, string.concat(item, ".label"))));
            if (label != keccak256("_members")) continue;
            return keccak256(abi.encode(operatorId, vm.parseJsonUint(json, string.concat(item, ".slot"))));
        }
        revert("no _members in abi/ActionLedger.json");
    }

    function _checkSeat(uint256 operator, bool active) private view {
        (address seated, uint256 id, bool on) = dao.ledger.seatOf(agentId);
        assertEq(seated, address(vault));
        assertEq(id, operator);
        assertEq(on, active);
    }
}
