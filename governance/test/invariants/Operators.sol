// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { World } from "./World.sol";

/// @title Nodes with stolen anchor keys, and admins who change keys
abstract contract Operators is World {
    uint256 private made;
    mapping(address key => uint256) private secretOf;

    function lease(uint8 who) public folds {
        _take(who, 0);
    }

    /// @dev As if one checkpoint of the holder had come in between, or one had been made up.
    function leaseBlindly(uint8 who) public folds {
        _take(who, 1);
    }

    function _take(uint8 who, uint256 off) private {
        Node storage n = nodes[who % nodes.length];
        uint256 holder = holderOf[n.operatorId];
        uint8[] memory shards = new uint8[](1);
        shards[0] = dao.ledger.shardOf(agentId);
        bytes32[] memory heads = new bytes32[](1);
        if (holder != 0) heads[0] = folded[_slot("heads", bytes32(uint256(uint160(nodes[holder - 1].anchor))))];
        heads[0] ^= bytes32(off);
        vm.prank(n.anchor);
        try dao.ledger.take(shards, heads) {
            if (n.retired) _fault("a retired node took a lease");
            if (suspended[n.operatorId]) _fault("a suspended operator took a lease");
            if (off != 0) _fault("a lease was taken over a log that nobody read");
            holderOf[n.operatorId] = who % nodes.length + 1;
            ++epochOf[n.operatorId];
        } catch {
            _refused();
        }
    }

    function anchor(uint8 who) public folds {
        Node storage n = nodes[who % nodes.length];
        vm.prank(n.anchor);
        try dao.ledger.checkpoint(bytes32(uint256(who)), 1, 1) {
            if (n.retired) _fault("a retired node anchored");
            (n.loggedAt, n.unlogged) = (vm.getBlockTimestamp(), 0);
        } catch {
            _refused();
        }
    }

    /// @dev The first three make the nodes; after that a node is retired and one of the same operator added.
    function rekey(uint8 who) public folds {
        if (nodes.length == MOST_NODES) return;
        uint256 operatorId = nodes.length < 3 ? operatorIds[nodes.length / 2] : nodes[who % nodes.length].operatorId;
        if (nodes.length >= 3 && !nodes[who % nodes.length].retired && !nodes[who % nodes.length].mute) {
            _revoke(nodes[who % nodes.length], who % 2 == 0);
        }
        _addNode(operatorId);
    }

    function _addNode(uint256 operatorId) internal {
        address anchor_ = _newKey();
        require(_bind(operatorId, anchor_, 2, anchor_), "an admin adds a node");
        address spender = _newKey();
        require(_bind(operatorId, spender, 1, anchor_), "an admin adds its spender");
        nodes.push(Node(operatorId, anchor_, spender, false, false, 0, 0));
    }

    function _revoke(Node storage old, bool asAnchor) internal {
        vm.prank(dao.operators.operatorOf(old.operatorId).admin);
        dao.operators.revokeKey(asAnchor ? old.anchor : old.spender);
        if (asAnchor) old.retired = true;
        else old.mute = true;
    }

    /// @dev A key that is or was somebody's once more, or a second spender for a node.
    function rebind(uint8 who, uint8 to, bool fresh, bool asAnchor) external folds {
        Node storage old = nodes[who % nodes.length];
        Node storage node = nodes[to % nodes.length];
        if (!fresh) {
            address key = asAnchor ? old.anchor : old.spender;
            _bind(node.operatorId, key, asAnchor ? 2 : 1, asAnchor ? key : node.anchor);
            return;
        }
        address spender = _newKey();
        if (_bind(node.operatorId, spender, 1, node.anchor)) (node.spender, node.mute) = (spender, false);
    }

    function _newKey() private returns (address key) {
        uint256 secret = uint256(keccak256(abi.encode("key", ++made)));
        key = vm.addr(secret);
        secretOf[key] = secret;
    }

    function _bind(uint256 operatorId, address key, uint8 role, address node) private returns (bool done) {
        uint64 deadline = uint64(vm.getBlockTimestamp());
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(secretOf[key], dao.operators.possessionDigest(operatorId, key, role, node, deadline));
        address admin = dao.operators.operatorOf(operatorId).admin;
        vm.prank(admin);
        try dao.operators.addKey(operatorId, key, role, node, deadline, abi.encodePacked(r, s, v)) {
            return true;
        } catch {
            _refused();
        }
    }
}
