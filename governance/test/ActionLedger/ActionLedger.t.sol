// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IActionLedger } from "../../src/interfaces/IActionLedger.sol";
import { IOperatorRegistry } from "../../src/interfaces/IOperatorRegistry.sol";
import { Fixture } from "../Fixture.sol";

contract ActionLedgerTest is Fixture {
    // take

    function test_Take_ManyInOneEvent() public {
        uint8[] memory shards = new uint8[](3);
        (shards[0], shards[1], shards[2]) = (63, 0, 7);
        uint64[] memory epochs = new uint64[](3);
        (epochs[0], epochs[1], epochs[2]) = (1, 1, 1);
        bytes32 leases;
        for (uint256 i; i < 3; ++i) {
            leases = keccak256(abi.encode(keccak256("dai.lease.1"), leases, shards[i], anchor1, 1, 1000));
        }
        vm.expectEmit(address(dao.ledger));
        emit IActionLedger.Taken(operatorId, anchor1, shards, epochs, leases);
        vm.prank(anchor1);
        dao.ledger.take(shards, new bytes32[](3));
        assertEq(dao.ledger.leaseOf(operatorId, 63).node, anchor1);
        assertEq(dao.ledger.leaseOf(operatorId, 63).epoch, 1);
        assertEq(dao.ledger.leaseOf(operatorId, 1).node, address(0));
        assertEq(dao.ledger.leaseOf(operatorId + 1, 63).epoch, 0);
        assertEq(dao.ledger.leasesOf(operatorId), leases);
        assertEq(dao.ledger.nodeOf(anchor1).operatorId, operatorId);
    }

    function test_Take_FromAnotherNode() public {
        take(anchor1);
        checkpoint(anchor1);
        take(anchor2);
        (address node, uint64 epoch, uint256 id) = dao.ledger.holder(agentId);
        assertEq(node, anchor2);
        assertEq(epoch, 2);
        assertEq(id, operatorId);
        take(anchor1);
        (, epoch,) = dao.ledger.holder(agentId);
        assertEq(epoch, 3);
    }

    function test_Take_RevertWhen_TheHeadMoved() public {
        take(anchor1);
        checkpoint(anchor1);
        bytes32 seen = dao.ledger.head(anchor1);
        checkpoint(anchor1);
        bytes32 now_ = dao.ledger.head(anchor1);
        uint8 shard = dao.ledger.shardOf(agentId);
        _expect(abi.encodeWithSelector(IActionLedger.ActionLedgerHeadMoved.selector, shard, anchor1, seen, now_));
        dao.ledger.take(_shards(shard), _heads(seen));
        (address node,,) = dao.ledger.holder(agentId);
        assertEq(node, anchor1);
    }

    function test_Take_RevertWhen_NobodyHeldItButAHeadIsExpected() public {
        _expect(
            abi.encodeWithSelector(
                IActionLedger.ActionLedgerHeadMoved.selector, 5, address(0), bytes32(uint256(1)), bytes32(0)
            )
        );
        dao.ledger.take(_shards(5), _heads(bytes32(uint256(1))));
    }

    function test_Take_RevertWhen_LengthsAreWrong() public {
        _expect(abi.encodeWithSelector(IActionLedger.ActionLedgerBadLength.selector, 0, 0));
        dao.ledger.take(new uint8[](0), new bytes32[](0));
        _expect(abi.encodeWithSelector(IActionLedger.ActionLedgerBadLength.selector, 1, 2));
        dao.ledger.take(new uint8[](1), new bytes32[](2));
    }

    function test_Take_RevertWhen_ShardIsAbove63() public {
        _expect(abi.encodeWithSelector(IActionLedger.ActionLedgerBadShard.selector, 64));
        dao.ledger.take(_shards(64), _heads(0));
    }

    function test_Take_RevertWhen_CallerHoldsIt() public {
        uint8[] memory twice = new uint8[](2);
        (twice[0], twice[1]) = (9, 9);
        _expect(abi.encodeWithSelector(IActionLedger.ActionLedgerAlreadyHolder.selector, 9, 1));
        dao.ledger.take(twice, new bytes32[](2));
        vm.prank(anchor2);
        dao.ledger.take(_shards(9), _heads(0));
        _expect(abi.encodeWithSelector(IActionLedger.ActionLedgerAlreadyHolder.selector, 9, 1));
        dao.ledger.take(_shards(9), _heads(0));
    }

    function test_Take_RevertWhen_CallerIsNoAnchor() public {
        address work = addKey(operatorId, "work", 3, address(0));
        address[4] memory callers = [spender2, work, stranger, admin];
        for (uint256 i; i < 4; ++i) {
            vm.prank(callers[i]);
            vm.expectRevert(abi.encodeWithSelector(IActionLedger.ActionLedgerUnknownNode.selector, callers[i]));
            dao.ledger.take(_shards(1), _heads(0));
        }
    }

    function test_Take_RevertWhen_OperatorIsNotHosting() public {
        vm.prank(authority);
        dao.operators.setStatus(operatorId, IOperatorRegistry.Status.Suspended);
        _expect(abi.encodeWithSelector(IActionLedger.ActionLedgerNotHosting.selector, operatorId, anchor2));
        dao.ledger.take(_shards(1), _heads(0));
    }

    function testFuzz_Take_OnlyTheOperatorsOwnShards(uint8 shard, bool first) public {
        shard = uint8(bound(shard, 0, 63));
        uint256 other = newOperator(stranger);
        (address foreign,) = newNode(other, "foreign");
        vm.prank(first ? foreign : anchor1);
        dao.ledger.take(_shards(shard), _heads(0));
        assertEq(dao.ledger.leaseOf(first ? operatorId : other, shard).epoch, 0);
        assertEq(dao.ledger.leaseOf(first ? other : operatorId, shard).epoch, 1);
    }

    // checkpoint

    function test_Checkpoint() public {
        take(anchor1);
        bytes32 root = keccak256("root");
        bytes32 leases = dao.ledger.leasesOf(operatorId);
        bytes32 next = keccak256(
            bytes.concat(
                abi.encode(keccak256("dai.checkpoint.1"), block.chainid, dao.ledger, anchor1, 1, bytes32(0)),
                abi.encode(root, 2, 11, 1000, 1_800_000_000, leases)
            )
        );
        vm.expectEmit(address(dao.ledger));
        emit IActionLedger.Checkpointed(anchor1, 1, root, 2, 11, leases, next);
        vm.prank(anchor1);
        dao.ledger.checkpoint(root, 2, 11);
        IActionLedger.Node memory n = dao.ledger.nodeOf(anchor1);
        assertEq(n.number, 1);
        assertEq(n.time, 1_800_000_000);
        assertEq(dao.ledger.head(anchor1), next);
    }

    function test_Checkpoint_RevertWhen_Empty() public {
        _expect(abi.encodeWithSelector(IActionLedger.ActionLedgerEmptyCheckpoint.selector, 0, 1));
        dao.ledger.checkpoint(0, 0, 1);
        _expect(abi.encodeWithSelector(IActionLedger.ActionLedgerEmptyCheckpoint.selector, 1, 0));
        dao.ledger.checkpoint(0, 1, 0);
    }

    function test_Checkpoint_RevertWhen_CallerIsNoAnchor() public {
        address[3] memory callers = [spender1, stranger, authority];
        for (uint256 i; i < 3; ++i) {
            vm.prank(callers[i]);
            vm.expectRevert(abi.encodeWithSelector(IActionLedger.ActionLedgerUnknownNode.selector, callers[i]));
            dao.ledger.checkpoint(0, 1, 1);
        }
    }

    function test_Checkpoint_OfASuspendedOperator() public {
        take(anchor1);
        vm.prank(authority);
        dao.operators.setStatus(operatorId, IOperatorRegistry.Status.Suspended);
        checkpoint(anchor1);
        assertEq(dao.ledger.nodeOf(anchor1).number, 1);
    }

    // retire

    function test_Retire_EndsANode() public {
        take(anchor1);
        checkpoint(anchor1);
        vm.prank(admin);
        dao.operators.revokeKey(anchor1);
        bytes memory retired = abi.encodeWithSelector(IActionLedger.ActionLedgerNodeRetired.selector, anchor1);
        vm.startPrank(anchor1);
        vm.expectRevert(retired);
        dao.ledger.checkpoint(0, 1, 1);
        vm.expectRevert(retired);
        dao.ledger.take(_shards(40), _heads(0));
        vm.stopPrank();
        take(anchor2);
    }

    function test_Retire_BeforeItsFirstLease() public {
        vm.prank(admin);
        dao.operators.revokeKey(anchor2);
        _expect(abi.encodeWithSelector(IActionLedger.ActionLedgerNodeRetired.selector, anchor2));
        dao.ledger.take(_shards(1), _heads(0));
    }

    // views

    function test_Holder_BeforeTheFirstLease() public view {
        (address node, uint64 epoch, uint256 id) = dao.ledger.holder(agentId);
        assertEq(node, address(0));
        assertEq(epoch, 0);
        assertEq(id, operatorId);
    }

    function test_Domain() public view {
        (, string memory name, string memory version, uint256 chainId, address contract_,,) =
            dao.ledger.eip712Domain();
        assertEq(name, "DecentralizedAi");
        assertEq(version, "1");
        assertEq(chainId, block.chainid);
        assertEq(contract_, address(dao.ledger));
        bytes32 kind = keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
        bytes32 separator =
            keccak256(abi.encode(kind, keccak256("DecentralizedAi"), keccak256("1"), chainId, dao.ledger));
        assertEq(dao.ledger.domainSeparator(), separator);
    }

    function _shards(uint8 shard) private pure returns (uint8[] memory shards) {
        shards = new uint8[](1);
        shards[0] = shard;
    }

    function _heads(bytes32 head) private pure returns (bytes32[] memory heads) {
        heads = new bytes32[](1);
        heads[0] = head;
    }

    function _expect(bytes memory fault) private {
        vm.prank(anchor2);
        vm.expectRevert(fault);
    }
}
