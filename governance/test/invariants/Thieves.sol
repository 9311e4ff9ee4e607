// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IAgentVault, Approval, Spend } from "../../src/interfaces/IAgentVault.sol";
import { Limit } from "../../src/interfaces/IPolicyRegistry.sol";
import { Operators } from "./Operators.sol";

/// @title Whoever holds the spender and anchor keys of both nodes of one operator and of a node of another
abstract contract Thieves is Operators {
    uint256 public reorgs;

    function steal(uint8 asset, uint256 amount, uint8 who, uint8 payee, uint8 epochBack, uint8 modeSeed)
        external
        folds
    {
        Spend memory s = _sign(asset, bound(amount, 1, 3000), payee % 5, epochBack, modeSeed % 8 == 0 ? 1 : 0);
        _send(s, who % nodes.length);
    }

    /// @dev A little more than fits.
    function overreach(uint8 asset, uint8 payee, uint8 more) external folds {
        uint256 who = _ready();
        _send(_sign(asset, _most(asset) + 1 + more, payee % 3, 0, 0), who);
    }

    /// @dev Around the moment at which the log becomes too old.
    function linger(uint8 asset, uint8 payee, uint8 late) external folds {
        uint256 who = _ready();
        uint256 then = nodes[who].loggedAt + 590 + late % 20;
        if (then > vm.getBlockTimestamp()) vm.warp(then);
        _send(_sign(asset, _most(asset), payee % 3, 0, 0), who);
    }

    /// @dev A node of another operator, under that operator's own lease.
    function trespass(uint8 asset, uint8 payee, uint8 seed) external folds {
        uint256 who = seed % nodes.length;
        if (nodes[who].operatorId == servedBy || _stopped(who)) return;
        if (holderOf[nodes[who].operatorId] != who + 1) lease(uint8(who));
        if (nodes[who].loggedAt + 600 < vm.getBlockTimestamp()) anchor(uint8(who));
        vm.recordLogs();
        Spend memory s = _sign(asset, _most(asset), payee % 3, 0, 0);
        s.epoch = uint64(epochOf[nodes[who].operatorId]);
        _send(s, who);
    }

    /// @dev The operator noticed, revoked one key and made another node; the thief goes on with the other key.
    function outlive(uint8 asset, uint8 payee, bool asAnchor) external folds {
        uint256 who = _ready();
        if (_stopped(who) || nodes.length == MOST_NODES) return;
        Spend memory s = _sign(asset, _most(asset), payee % 3, 0, 0);
        _revoke(nodes[who], asAnchor);
        _addNode(nodes[who].operatorId);
        _foldEvents();
        vm.recordLogs();
        _send(s, who);
    }

    /// @dev The right node under the epoch of a lease before this one, or of one to come.
    function lag(uint8 asset, uint8 payee, uint8 seed) external folds {
        uint256 who = _ready();
        Spend memory s = _sign(asset, _most(asset), payee % 3, 0, 0);
        if (seed % 4 != 0 && s.epoch != 0) --s.epoch;
        else ++s.epoch;
        _send(s, who);
    }

    /// @dev Whom nobody listed, with the proof of another, or a listed payee in the other mode.
    function smuggle(uint8 asset, uint8 payee) external folds {
        uint256 who = _ready();
        _send(_sign(asset, _most(asset), payee % 5, 0, payee % 5 < 3 ? 1 : payee / 5 % 2), who);
    }

    /// @dev The other node of the operator, with a log of its own, under the lease that it does not hold.
    function usurp(uint8 asset, uint8 payee) external folds {
        uint256 holder = _ready();
        uint256 who;
        while (who < nodes.length && (!_serves(who) || who == holder)) ++who;
        if (!_exists(who)) return;
        if (nodes[who].loggedAt + 600 < vm.getBlockTimestamp()) anchor(uint8(who));
        vm.recordLogs();
        _send(_sign(asset, _most(asset), payee % 3, 0, 0), who);
    }

    /// @dev A node that has a lease and has not logged yet: one that was made a moment ago, where there is no other.
    function rush(uint8 asset, uint8 payee) external folds {
        uint256 who;
        while (who < nodes.length && (!_serves(who) || nodes[who].loggedAt != 0)) ++who;
        if (!_exists(who)) return;
        if (holderOf[servedBy] != who + 1) lease(uint8(who));
        vm.recordLogs();
        _send(_sign(asset, _most(asset), payee % 3, 0, 0), who);
    }

    /// @dev As much as fits, so that long runs stay at the bound.
    function stealAll(uint8 asset, uint8 payee) public folds {
        uint256 who = _ready();
        _send(_sign(asset, _most(asset), payee % 3, 0, 0), who);
    }

    /// @dev Night and day, as fast as the bucket fills.
    function spree(uint8 asset, uint8 payee, uint8 pause_) external {
        for (uint256 i; i < 6; ++i) {
            stealAll(asset, payee);
            vm.warp(vm.getBlockTimestamp() + pause_ % 32);
        }
    }

    /// @dev A log that stopped while the money goes on, in the smallest pieces.
    function crumble(uint8 asset, uint8 payee, uint8 chance) external folds {
        if (chance % 4 != 0 || _most(asset) < 66) return;
        uint256 who = _ready();
        for (uint256 i; i < 66; ++i) {
            _send(_sign(asset, 1, payee % 2, 0, 0), who);
        }
    }

    /// @dev The chain takes back what was paid, logged and leased, and the judge's record with it; what was signed on
    /// the lost branch is sent again on the new one, in another order, later, and after another node took the lease.
    function reorg(uint8 asset, uint8 payee, uint8 seed, uint8 later) external folds {
        uint256 who = _ready();
        uint256 fork = vm.snapshotState();
        Spend[] memory signed = new Spend[](3);
        for (uint256 i; i < 3; ++i) {
            signed[i] = _sign(asset, _most(asset) / (4 - i), payee % 3, 0, 0);
            _send(signed[i], who);
            if (seed % 8 == i) anchor(uint8(who));
        }
        if (seed / 8 % 2 == 0) lease(uint8(who) + 1);
        require(vm.revertToStateAndDelete(fork), "the chain went back");
        vm.recordLogs();
        ++reorgs;
        if (seed / 16 % 4 == 0) lease(uint8(who) + 1);
        vm.recordLogs();
        vm.warp(vm.getBlockTimestamp() + later % 4);
        for (uint256 i; i < 4; ++i) {
            _send(signed[(seed % 2 == 0 ? i : 5 - i) % 3], who);
        }
    }

    /// @dev The best node that the thief has: the holder, or one that takes the lease; logged, where its log is old.
    function _ready() private returns (uint256 who) {
        uint256 holder = holderOf[servedBy];
        if (holder != 0 && !_stopped(holder - 1)) {
            who = holder - 1;
        } else {
            while (who + 1 < nodes.length && !_serves(who)) ++who;
            lease(uint8(who));
        }
        if (nodes[who].loggedAt + 600 < vm.getBlockTimestamp()) anchor(uint8(who));
        vm.recordLogs();
    }

    function _stopped(uint256 who) private view returns (bool) {
        return nodes[who].retired || nodes[who].mute;
    }

    /// @return whether there is such a node, made now where it is the next one and there are not too many
    function _exists(uint256 who) private returns (bool) {
        if (who < nodes.length) return true;
        if (who == MOST_NODES) return false;
        _addNode(servedBy);
        _foldEvents();
        vm.recordLogs();
        return true;
    }

    function _serves(uint256 who) private view returns (bool) {
        return nodes[who].operatorId == servedBy && !_stopped(who);
    }

    /// @return most that the vault says may leave at once
    function _most(uint8 asset) private view returns (uint256 most) {
        address token = assets[asset % ASSETS];
        Limit memory l = vault.limitOf(token);
        IAgentVault.Bucket memory b = vault.bucketOf(token);
        most = b.level >> 64;
        uint256 rest = l.lifetime > b.spent ? l.lifetime - b.spent : 0;
        if (most > l.perAction) most = l.perAction;
        if (most > rest) most = rest;
    }

    function _sign(uint8 asset, uint256 amount, uint256 payee, uint8 epochBack, uint8 flip)
        private
        view
        returns (Spend memory)
    {
        uint256 epoch = epochOf[servedBy];
        if (epoch >= epochBack % 3) epoch -= epochBack % 3;
        return Spend({
            number: vault.nextNumber(),
            epoch: uint64(epoch),
            asset: assets[asset % ASSETS],
            to: payees[payee],
            mode: (payee == 2 ? 1 : 0) ^ flip,
            amount: amount,
            opened: bytes32(uint256(epochBack)),
            action: bytes32(amount),
            purpose: bytes32(0),
            notAfter: type(uint64).max,
            payeeProof: _proof(payee),
            approval: Approval(bytes32(0), 0, "")
        });
    }

    function _send(Spend memory s, uint256 who) private {
        uint256 asset = s.asset == assets[0] ? 0 : s.asset == assets[1] ? 1 : 2;
        if (s.to == address(callee)) _arm(s);
        uint256 before = balance(asset, address(vault));
        vm.prank(nodes[who].spender);
        try vault.spend(s) {
            _judge(s, asset, who, before - balance(asset, address(vault)));
            _foldEvents();
        } catch {
            _refused();
        }
    }

    /// @dev What the called payee tries from inside the payment; a failed try is swallowed by one in two.
    function _arm(Spend memory s) private {
        s.number += 1;
        bytes[4] memory calls = [
            abi.encodeCall(vault.spend, (s)),
            abi.encodeCall(vault.recover, (s.asset, address(callee), 1)),
            abi.encodeCall(vault.setLimits, (new Limit[](0))),
            abi.encodeCall(vault.nextNumber, ())
        ];
        s.number -= 1;
        callee.setCall(address(vault), calls[uint256(s.action) % 4]);
        callee.setSwallows(uint256(s.action) % 2 == 0);
    }
}
