// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IActionLedger } from "../../src/interfaces/IActionLedger.sol";
import { IOperatorRegistry } from "../../src/interfaces/IOperatorRegistry.sol";
import { Spend } from "../../src/interfaces/IAgentVault.sol";
import { Encoding } from "../../src/libraries/Encoding.sol";
import { Fixture } from "../Fixture.sol";

/// @title Leases and heads in the hands of those who do not hold them
contract ForeignLeaseAttackTest is Fixture {
    uint256 private other;
    address private foreignAnchor;
    address private foreignSpender;
    uint8[] private shards;

    function setUp() public override {
        super.setUp();
        serve(freeLimit());
        other = newOperator(stranger);
        (foreignAnchor, foreignSpender) = newNode(other, "foreign");
        shards.push(dao.ledger.shardOf(agentId));
    }

    /// @dev The same shard of another operator is another lease.
    function test_AnotherOperatorsKeyTakesNothingOfOurs() public {
        bytes32 leases = dao.ledger.leasesOf(operatorId);
        vm.startPrank(foreignAnchor);
        dao.ledger.take(shards, new bytes32[](1));
        dao.ledger.checkpoint(keccak256("streams"), 1, 1);
        vm.stopPrank();
        (address node, uint64 epoch, uint256 id) = dao.ledger.holder(agentId);
        assertEq(node, anchor1);
        assertEq(epoch, 1);
        assertEq(id, operatorId);
        assertEq(dao.ledger.leasesOf(operatorId), leases);
        assertEq(dao.ledger.leaseOf(other, shards[0]).node, foreignAnchor);
        Spend memory s = spendOf(1);
        vm.prank(foreignSpender);
        vm.expectRevert(
            abi.encodeWithSelector(IActionLedger.ActionLedgerForeignOperator.selector, agentId, operatorId, other)
        );
        vault.spend(s);
        spend(1);
    }

    function test_ATakenShardOfUnknownKeysStaysWhereItIs() public {
        address[4] memory callers = [spender1, foreignSpender, admin, authority];
        bytes32[] memory heads = new bytes32[](1);
        heads[0] = dao.ledger.head(anchor1);
        for (uint256 i; i < 4; ++i) {
            vm.prank(callers[i]);
            vm.expectRevert(abi.encodeWithSelector(IActionLedger.ActionLedgerUnknownNode.selector, callers[i]));
            dao.ledger.take(shards, heads);
        }
    }

    /// @dev Assigned to another operator, the agent obeys its old one no more, from that block on.
    function test_TheOldOperatorSpendsNothingAfterAnAssignment() public {
        vm.prank(authority);
        dao.agents.assign(agentId, other, keccak256("composition"));
        Spend memory s = spendOf(1);
        for (s.epoch = 0; s.epoch < 3; ++s.epoch) {
            vm.prank(spender1);
            vm.expectRevert(
                abi.encodeWithSelector(IActionLedger.ActionLedgerForeignOperator.selector, agentId, other, operatorId)
            );
            vault.spend(s);
        }
        vm.startPrank(foreignAnchor);
        dao.ledger.take(shards, new bytes32[](1));
        dao.ledger.checkpoint(keccak256("streams"), 1, 1);
        vm.stopPrank();
        s = spendOf(1);
        vm.prank(foreignSpender);
        vault.spend(s);
    }

    /// @dev What was signed for one operator, or before a revocation, binds a key to nobody else.
    function test_AConsentIsForOneOperatorAndOnce() public {
        (address key, uint256 secret) = makeAddrAndKey("mover");
        bytes memory consent = possession(operatorId, key, secret, 2, key);
        uint64 time = uint64(vm.getBlockTimestamp());
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.OperatorRegistryNoPossession.selector, key));
        dao.operators.addKey(other, key, 2, key, time, consent);
        vm.startPrank(admin);
        dao.operators.addKey(operatorId, key, 2, key, time, consent);
        dao.operators.revokeKey(key);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.OperatorRegistryKeyTaken.selector, key, operatorId));
        dao.operators.addKey(operatorId, key, 2, key, time, consent);
        vm.stopPrank();
    }

    /// @dev The dead node is not dead: its checkpoint comes in before the heir's `take`.
    function test_ACheckpointRacesTheTakingOfItsShard() public {
        bytes32[] memory heads = new bytes32[](1);
        heads[0] = dao.ledger.head(anchor1);
        checkpoint(anchor1);
        bytes32 moved = dao.ledger.head(anchor1);
        vm.prank(anchor2);
        vm.expectRevert(
            abi.encodeWithSelector(IActionLedger.ActionLedgerHeadMoved.selector, shards[0], anchor1, heads[0], moved)
        );
        dao.ledger.take(shards, heads);
        (address node,,) = dao.ledger.holder(agentId);
        assertEq(node, anchor1, "nothing was taken");
        // The heir reads what came in and takes; what the old one anchors now is no part of the shard's log.
        heads[0] = moved;
        vm.prank(anchor2);
        dao.ledger.take(shards, heads);
        bytes32 leases = dao.ledger.leasesOf(operatorId);
        checkpoint(anchor1);
        assertEq(dao.ledger.leasesOf(operatorId), leases);
        bytes32 head = Encoding.checkpoint(
            Encoding.CheckpointWords({
                schema: Encoding.CHECKPOINT,
                chainId: block.chainid,
                ledger: address(dao.ledger),
                node: anchor1,
                number: 3,
                head: moved,
                streamsRoot: keccak256("streams"),
                streams: 1,
                leaves: 1,
                blockNumber: uint64(vm.getBlockNumber()),
                time: uint64(vm.getBlockTimestamp()),
                leases: leases
            })
        );
        assertEq(dao.ledger.head(anchor1), head, "it commits to the history in which it holds nothing");
    }

    /// @dev One node has one head: a second chain beside it cannot be anchored.
    function test_AForkOfALogCannotBeAnchored() public {
        bytes32 before = dao.ledger.head(anchor1);
        uint256 snapshot = vm.snapshotState();
        vm.prank(anchor1);
        dao.ledger.checkpoint(keccak256("one"), 1, 1);
        bytes32 one = dao.ledger.head(anchor1);
        vm.revertToState(snapshot);
        vm.startPrank(anchor1);
        dao.ledger.checkpoint(keccak256("two"), 1, 1);
        bytes32 two = dao.ledger.head(anchor1);
        dao.ledger.checkpoint(keccak256("one"), 1, 1);
        vm.stopPrank();
        assertTrue(one != two && two != before);
        assertTrue(dao.ledger.head(anchor1) != one, "after another one it is another link");
        assertEq(dao.ledger.nodeOf(anchor1).number, 3);
    }
}
