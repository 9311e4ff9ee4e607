// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IGovernor } from "@openzeppelin/contracts/governance/IGovernor.sol";
import { IActionLedger } from "../../src/interfaces/IActionLedger.sol";
import { IAgentRegistry } from "../../src/interfaces/IAgentRegistry.sol";
import { IOperatorRegistry } from "../../src/interfaces/IOperatorRegistry.sol";
import { Spend } from "../../src/interfaces/IAgentVault.sol";
import { Limit, Rule } from "../../src/interfaces/IPolicyRegistry.sol";
import { Fixture } from "../Fixture.sol";

/// @title Every history, after real calls, read where a stranger with a storage proof reads it
/// @dev Slots and steps are spelled out here from the specification, without the contracts' libraries.
contract SlotsTest is Fixture {
    function test_Heads() public {
        serve(freeLimit());
        bytes32 slot = _slot("heads", uint160(anchor1));
        bytes32 first = vm.load(address(dao.ledger), slot);
        bytes32 leases = vm.load(address(dao.ledger), _slot("leases", operatorId));
        assertEq(first, _checkpoint(1, 0, leases));
        vm.roll(1001);
        vm.warp(1_800_000_012);
        checkpoint(anchor1);
        assertEq(vm.load(address(dao.ledger), slot), _checkpoint(2, first, leases));
        assertEq(dao.ledger.head(anchor1), vm.load(address(dao.ledger), slot));
        assertEq(vm.load(address(dao.ledger), _slot("heads", uint160(anchor2))), 0, "absent slot is 0");
    }

    function _checkpoint(uint64 number, bytes32 head, bytes32 leases) private view returns (bytes32) {
        return keccak256(
            bytes.concat(
                abi.encode(keccak256("dai.checkpoint.1"), block.chainid, dao.ledger, anchor1, number, head),
                abi.encode(keccak256("streams"), 1, 1, vm.getBlockNumber(), vm.getBlockTimestamp(), leases)
            )
        );
    }

    function test_Leases() public {
        uint8 shard = dao.ledger.shardOf(agentId);
        take(anchor1);
        bytes32 first = keccak256(abi.encode(keccak256("dai.lease.1"), bytes32(0), shard, anchor1, 1, 1000));
        bytes32 slot = _slot("leases", operatorId);
        assertEq(vm.load(address(dao.ledger), slot), first);
        vm.roll(1005);
        take(anchor2);
        bytes32 second = keccak256(abi.encode(keccak256("dai.lease.1"), first, shard, anchor2, 2, 1005));
        assertEq(vm.load(address(dao.ledger), slot), second);
        assertEq(dao.ledger.leasesOf(operatorId), second);
    }

    function test_Publications() public {
        Limit[] memory limits = new Limit[](1);
        limits[0] = usdcLimit();
        bytes32 limitsHash = keccak256(abi.encode(keccak256("dai.limits.1"), bytes32(0), limits[0]));
        bytes32 root = dao.policies.stage(document);
        Rule[] memory rules = new Rule[](1);
        rules[0] = Rule(address(7), bytes32(uint256(9)));
        publish(limits);
        bytes32 first =
            keccak256(abi.encode(keccak256("dai.publication.1"), bytes32(0), keccak256(document), limitsHash, 1000));
        bytes32 slot = _slot("publications", agentId);
        assertEq(vm.load(address(dao.policies), slot), first);

        vm.prank(authority);
        dao.policies.publish(agentId, root, limits, rules);
        limitsHash = keccak256(abi.encode(keccak256("dai.rule.1"), limitsHash, address(7), uint256(9)));
        bytes32 second = keccak256(abi.encode(keccak256("dai.publication.1"), first, root, limitsHash, 1000));
        assertEq(vm.load(address(dao.policies), slot), second);
        assertEq(dao.policies.publicationsOf(agentId), second);
    }

    function test_Freezes() public {
        bytes32 target = keccak256(abi.encode(keccak256("dai.target.1"), 3, uint160(hosting)));
        vm.startPrank(authority);
        dao.policies.freeze(3, uint160(hosting));
        vm.roll(1010);
        dao.policies.lift(3, uint160(hosting));
        vm.stopPrank();
        bytes32 on = keccak256(abi.encode(keccak256("dai.freeze.1"), bytes32(0), 1, 1000));
        bytes32 off = keccak256(abi.encode(keccak256("dai.freeze.1"), on, 0, 1010));
        assertEq(vm.load(address(dao.policies), _slot("freezes", uint256(target))), off);
        assertEq(dao.policies.freezesOf(target), off);
        assertEq(dao.policies.targetOf(3, uint160(hosting)), target);
    }

    function test_Names() public view {
        assertEq(vm.load(address(dao.agents), _slot("names", agentId)), keccak256("treasurer"));
        assertEq(dao.agents.nameHashOf(agentId), keccak256("treasurer"));
    }

    function test_Compositions() public {
        bytes32 first = keccak256(
            abi.encode(keccak256("dai.composition.1"), bytes32(0), keccak256("composition"), operatorId, vault, 1000)
        );
        bytes32 slot = _slot("compositions", agentId);
        assertEq(vm.load(address(dao.agents), slot), first);
        vm.roll(1001);
        vm.prank(authority);
        dao.agents.assign(agentId, operatorId, keccak256("next"));
        bytes32 second =
            keccak256(abi.encode(keccak256("dai.composition.1"), first, keccak256("next"), operatorId, vault, 1001));
        assertEq(vm.load(address(dao.agents), slot), second);
        assertEq(dao.agents.compositionsOf(agentId), second);
    }

    function test_Keys() public {
        bytes32 keys;
        address[4] memory order = [anchor1, spender1, anchor2, spender2];
        for (uint256 i; i < 4; ++i) {
            keys = keccak256(abi.encode(keccak256("dai.key.1"), keys, order[i], i % 2 == 0 ? 2 : 1, 1, 1000));
        }
        bytes32 slot = _slot("keys", operatorId);
        assertEq(vm.load(address(dao.operators), slot), keys);
        vm.roll(1002);
        vm.prank(admin);
        dao.operators.revokeKey(spender2);
        keys = keccak256(abi.encode(keccak256("dai.key.1"), keys, spender2, 1, 0, 1002));
        assertEq(vm.load(address(dao.operators), slot), keys);
        assertEq(dao.operators.keysOf(operatorId), keys);
    }

    /// @dev Packed by the compiler; the nodes read the status of an agent here.
    function test_Seats() public {
        bytes32 slot = keccak256(abi.encode(agentId, 8));
        uint256 seat = uint256(uint160(address(vault))) | operatorId << 160;
        assertEq(uint256(vm.load(address(dao.agents), slot)), seat | uint256(IAgentRegistry.Status.Active) << 224);
        vm.prank(authority);
        dao.agents.setStatus(agentId, IAgentRegistry.Status.Paused);
        assertEq(uint256(vm.load(address(dao.agents), slot)), seat | uint256(IAgentRegistry.Status.Paused) << 224);
    }

    /// @dev Packed by the compiler; the nodes read the status of their operator here.
    function test_Operators() public {
        bytes32 slot = keccak256(abi.encode(operatorId, 3));
        uint256 hosts = uint256(IOperatorRegistry.Status.Hosting) << 160;
        assertEq(uint256(vm.load(address(dao.operators), slot)), uint256(uint160(admin)) | hosts);
        vm.prank(admin);
        dao.operators.setAdmin(operatorId, holder(1));
        assertEq(uint256(vm.load(address(dao.operators), slot)), uint256(uint160(holder(1))) | hosts);
        vm.prank(authority);
        dao.operators.setStatus(operatorId, IOperatorRegistry.Status.Suspended);
        assertEq(
            uint256(vm.load(address(dao.operators), slot)),
            uint256(uint160(holder(1))) | uint256(IOperatorRegistry.Status.Suspended) << 160
        );
    }

    function test_Spends() public {
        serve(freeLimit());
        Spend memory s = spendOf(100e6);
        vm.prank(spender1);
        vault.spend(s);
        bytes32 stream = keccak256(abi.encode(keccak256("dai.stream.1"), block.chainid, dao.ledger, agentId));
        bytes32 spent = keccak256(
            bytes.concat(
                abi.encode(keccak256("dai.spent.1"), stream, vault, 1, keccak256("opened"), keccak256("action")),
                abi.encode(dao.usdc, hosting, 100e6, 1)
            )
        );
        bytes32 spends = keccak256(abi.encode(keccak256("dai.spends.1"), bytes32(0), spent));
        assertEq(vm.load(address(vault), keccak256("dai.slot.spends")), spends);
        assertEq(vault.spends(), spends);
        assertEq(vault.stream(), stream);
        assertEq(dao.ledger.streamOf(agentId), stream);
    }

    /// @dev The manifest of a DAO names these base slots: proposals 4, votes 9.
    function test_GovernorProposalsAndVotes() public {
        address[] memory targets = new address[](1);
        targets[0] = address(dao.usdc);
        bytes[] memory calldatas = new bytes[](1);
        for (uint256 i; i < 3; ++i) {
            vm.startPrank(holder(i));
            dao.token.delegate(holder(i));
            vm.stopPrank();
        }
        vm.warp(1_800_000_010);
        vm.prank(holder(0));
        uint256 id = dao.governor.propose(targets, new uint256[](1), calldatas, "nothing");
        vm.warp(1_800_000_012);
        for (uint8 i; i < 3; ++i) {
            vm.prank(holder(i));
            dao.governor.castVote(id, i);
        }
        vm.prank(holder(0));
        dao.governor.cancel(targets, new uint256[](1), calldatas, keccak256("nothing"));

        bytes32 core = vm.load(address(dao.governor), keccak256(abi.encode(id, 4)));
        assertEq(address(uint160(uint256(core))), holder(0));
        assertEq(uint48(uint256(core) >> 160), 1_800_000_011, "vote start");
        assertEq(uint32(uint256(core) >> 208), 4, "duration");
        assertEq(uint8(uint256(core) >> 240), 0, "executed");
        assertEq(uint8(uint256(core) >> 248), 1, "canceled");
        uint256 tally = uint256(keccak256(abi.encode(id, 9)));
        for (uint256 i; i < 3; ++i) {
            assertEq(uint256(vm.load(address(dao.governor), bytes32(tally + i))), 100e18);
        }
        assertEq(uint8(dao.governor.state(id)), uint8(IGovernor.ProposalState.Canceled));
    }

    function _slot(string memory name, uint256 key) private pure returns (bytes32) {
        return keccak256(abi.encode(key, keccak256(bytes(string.concat("dai.slot.", name)))));
    }
}
