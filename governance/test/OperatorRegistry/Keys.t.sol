// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IActionLedger } from "../../src/interfaces/IActionLedger.sol";
import { IOperatorRegistry } from "../../src/interfaces/IOperatorRegistry.sol";
import { Fixture } from "../Fixture.sol";

contract OperatorRegistryKeysTest is Fixture {
    address private key;
    uint256 private secret;
    uint64 private time;

    function setUp() public override {
        super.setUp();
        (key, secret) = makeAddrAndKey("new key");
        time = uint64(vm.getBlockTimestamp());
    }

    // addKey

    function test_AddKey_Anchor() public {
        bytes memory signature = possession(operatorId, key, secret, 2, key);
        bytes32 before = dao.operators.keysOf(operatorId);
        bytes32 next = keccak256(abi.encode(keccak256("dai.key.1"), before, key, 2, 1, 1000));
        vm.expectEmit(address(dao.operators));
        emit IOperatorRegistry.KeySet(operatorId, key, 2, 1, key, next);
        vm.prank(admin);
        dao.operators.addKey(operatorId, key, 2, key, time, signature);
        IOperatorRegistry.Key memory k = dao.operators.keyOf(key);
        assertEq(k.operatorId, operatorId);
        assertEq(k.role, 2);
        assertEq(k.since, time);
        assertEq(k.until, 0);
        assertEq(k.node, key);
        assertEq(dao.operators.keysOf(operatorId), next);
    }

    function test_AddKey_SpenderAndWork() public {
        assertEq(dao.operators.spenderOf(anchor1), spender1);
        assertEq(dao.operators.keyOf(spender1).node, anchor1);
        assertEq(dao.ledger.nodeOfSpender(spender1), anchor1);
        address work = addKey(operatorId, "work", 3, address(0));
        assertEq(dao.operators.keyOf(work).operatorId, operatorId);
        assertEq(dao.operators.keyOf(work).node, address(0));
        assertEq(dao.ledger.nodeOfSpender(work), address(0), "a work key does not spend");
        assertEq(dao.ledger.nodeOf(work).operatorId, 0, "nor is it a node");
    }

    function test_AddKey_RevertWhen_KeyWasEverBound() public {
        uint256 other = newOperator(stranger);
        (, uint256 anchorSecret) = makeAddrAndKey("anchor one");
        bytes memory signature = possession(other, anchor1, anchorSecret, 2, anchor1);
        bytes memory taken =
            abi.encodeWithSelector(IOperatorRegistry.OperatorRegistryKeyTaken.selector, anchor1, operatorId);
        vm.prank(stranger);
        vm.expectRevert(taken);
        dao.operators.addKey(other, anchor1, 2, anchor1, time, signature);
        vm.startPrank(admin);
        dao.operators.revokeKey(anchor1);
        signature = possession(operatorId, anchor1, anchorSecret, 2, anchor1);
        vm.expectRevert(taken);
        dao.operators.addKey(operatorId, anchor1, 2, anchor1, time, signature);
    }

    function test_AddKey_RevertWhen_RoleIsUnknown() public {
        for (uint8 role; role < 6; ++role) {
            if (role > 0 && role < 4) continue;
            bytes memory signature = possession(operatorId, key, secret, role, key);
            vm.prank(admin);
            vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.OperatorRegistryBadRole.selector, role));
            dao.operators.addKey(operatorId, key, role, key, time, signature);
        }
    }

    function test_AddKey_RevertWhen_NodeIsWrong() public {
        uint256 other = newOperator(stranger);
        (address foreignAnchor,) = newNode(other, "foreign");
        _expectBadNode(2, anchor1);
        _expectBadNode(3, anchor1);
        _expectBadNode(1, spender1);
        _expectBadNode(1, address(0));
        _expectBadNode(1, foreignAnchor);
        vm.prank(admin);
        dao.operators.revokeKey(anchor2);
        _expectBadNode(1, anchor2);
    }

    function test_AddKey_RevertWhen_NodeHasASpender() public {
        bytes memory signature = possession(operatorId, key, secret, 1, anchor1);
        vm.startPrank(admin);
        vm.expectRevert(
            abi.encodeWithSelector(IOperatorRegistry.OperatorRegistryNodeHasSpender.selector, anchor1, spender1)
        );
        dao.operators.addKey(operatorId, key, 1, anchor1, time, signature);
        dao.operators.revokeKey(spender1);
        dao.operators.addKey(operatorId, key, 1, anchor1, time, signature);
        assertEq(dao.operators.spenderOf(anchor1), key);
    }

    function test_AddKey_RevertWhen_DeadlineIsOver() public {
        bytes memory signature = possession(operatorId, key, secret, 2, key);
        vm.warp(time + 1);
        vm.startPrank(admin);
        vm.expectRevert(
            abi.encodeWithSelector(IOperatorRegistry.OperatorRegistryExpired.selector, time, uint256(time) + 1)
        );
        dao.operators.addKey(operatorId, key, 2, key, time, signature);
        vm.warp(time);
        dao.operators.addKey(operatorId, key, 2, key, time, signature);
    }

    function test_AddKey_RevertWhen_KeyDidNotSignTheseWords() public {
        bytes memory good = possession(operatorId, key, secret, 2, key);
        (, uint256 otherSecret) = makeAddrAndKey("other");
        bytes[4] memory bad = [
            possession(operatorId, key, otherSecret, 2, key),
            possession(operatorId + 1, key, secret, 2, key),
            possession(operatorId, key, secret, 3, key),
            bytes(hex"1234")
        ];
        vm.startPrank(admin);
        for (uint256 i; i < bad.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.OperatorRegistryNoPossession.selector, key));
            dao.operators.addKey(operatorId, key, 2, key, time, bad[i]);
        }
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.OperatorRegistryNoPossession.selector, key));
        dao.operators.addKey(operatorId, key, 2, key, time + 1, good);
        dao.operators.addKey(operatorId, key, 2, key, time, good);
    }

    function test_AddKey_RevertWhen_OperatorExited() public {
        vm.prank(authority);
        dao.operators.setStatus(operatorId, IOperatorRegistry.Status.Exited);
        vm.prank(admin);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.OperatorRegistryExited.selector, operatorId));
        dao.operators.addKey(operatorId, key, 2, key, time, "");
    }

    // revokeKey

    function test_RevokeKey_Spender() public {
        vm.warp(time + 5);
        vm.prank(authority);
        dao.operators.revokeKey(spender1);
        assertEq(dao.operators.keyOf(spender1).until, time + 5);
        assertEq(dao.operators.spenderOf(anchor1), address(0));
        assertEq(dao.ledger.nodeOfSpender(spender1), address(0));
        assertFalse(dao.ledger.nodeOf(anchor1).retired);
    }

    function test_RevokeKey_AnchorRetiresItsNode() public {
        bytes32 before = dao.operators.keysOf(operatorId);
        vm.expectEmit(address(dao.ledger));
        emit IActionLedger.Retired(anchor1);
        vm.prank(admin);
        dao.operators.revokeKey(anchor1);
        assertTrue(dao.ledger.nodeOf(anchor1).retired);
        assertEq(
            dao.operators.keysOf(operatorId),
            keccak256(abi.encode(keccak256("dai.key.1"), before, anchor1, 2, 0, 1000))
        );
    }

    function test_RevokeKey_RevertWhen_CallerIsNeitherAdminNorAuthority() public {
        address[3] memory callers = [stranger, spender1, guardian];
        for (uint256 i; i < 3; ++i) {
            vm.prank(callers[i]);
            vm.expectRevert(
                abi.encodeWithSelector(IOperatorRegistry.OperatorRegistryNotAdmin.selector, operatorId, callers[i])
            );
            dao.operators.revokeKey(spender1);
        }
    }

    function test_RevokeKey_RevertWhen_UnknownOrRevoked() public {
        vm.startPrank(admin);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.OperatorRegistryKeyUnknown.selector, stranger));
        dao.operators.revokeKey(stranger);
        dao.operators.revokeKey(spender1);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.OperatorRegistryKeyRevoked.selector, spender1, time));
        dao.operators.revokeKey(spender1);
    }

    function _expectBadNode(uint8 role, address node) private {
        bytes memory signature = possession(operatorId, key, secret, role, node);
        vm.prank(admin);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.OperatorRegistryBadNode.selector, key, role, node));
        dao.operators.addKey(operatorId, key, role, node, time, signature);
    }
}
