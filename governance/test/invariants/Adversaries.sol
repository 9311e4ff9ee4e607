// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IAgentRegistry } from "../../src/interfaces/IAgentRegistry.sol";
import { IAgentVault, Approval, Spend } from "../../src/interfaces/IAgentVault.sol";
import { IOperatorRegistry } from "../../src/interfaces/IOperatorRegistry.sol";
import { Limit, Rule } from "../../src/interfaces/IPolicyRegistry.sol";
import { AgentVault } from "../../src/AgentVault.sol";
import { Dao } from "../../script/Deployment.sol";
import { CallingPayee, OddToken } from "../mocks.sol";
import { Meddlers } from "./Meddlers.sol";

/// @title Everybody who could move a vault's money or its limits, in any order and at any time
/// @dev A thief holds the spender and anchor keys of both nodes of one operator and of a node of another. There are
/// a voter who publishes anything, a guardian who freezes anything, a token whose issuer changes what a transfer
/// takes, a payee that is called and calls back, an admin who changes keys, a clock that may stand still.
contract Adversaries is Meddlers {
    uint256 private made;
    uint256 private guardianUntil;
    bool[ASSETS] private known;

    constructor(Dao memory dao_, AgentVault vault_, uint256[2] memory operators_, address[2] memory listed) {
        dao = dao_;
        vault = vault_;
        agentId = vault_.agentId();
        operatorIds = operators_;
        servedBy = operators_[0];
        root = dao_.policies.stage("any document");
        odd = new OddToken();
        callee = new CallingPayee();
        guardian = address(uint160(uint256(keccak256("a rogue guardian"))));
        payees = [listed[0], listed[1], address(callee), address(0xF00D), address(odd)];
        assets = [address(dao_.usdc), address(odd), NATIVE];
        for (uint256 asset; asset < ASSETS; ++asset) {
            funded[asset] = balance(asset, address(vault_));
            laws[asset].push();
        }
    }

    function begin() external {
        if (nodes.length != 0) return;
        _foldEvents();
        odd.mint(address(vault), 100_000);
        funded[1] = 100_000;
        for (uint256 i; i < 3; ++i) {
            this.rekey(uint8(i));
        }
        this.vote(7, 1000, 2 << 64, 15_000);
        this.lease(0);
        this.anchor(0);
        this.anchor(1);
    }

    function steal(uint8 asset, uint256 amount, uint8 who, uint8 payee, uint8 epochBack, uint8 modeSeed)
        external
        folds
    {
        _steal(asset % ASSETS, bound(amount, 1, 3000), who, payee % 5, epochBack, modeSeed % 8 == 0 ? 1 : 0);
    }

    /// @dev As much as fits, so that long runs stay at the bound.
    function stealAll(uint8 asset, uint8 payee) public folds {
        address token = assets[asset % ASSETS];
        Limit memory l = vault.limitOf(token);
        IAgentVault.Bucket memory b = vault.bucketOf(token);
        uint256 most = b.level >> 64;
        uint256 rest = l.lifetime > b.spent ? l.lifetime - b.spent : 0;
        if (most > l.perAction) most = l.perAction;
        if (most > rest) most = rest;
        _steal(asset % ASSETS, most, _ready(), payee % 3, 0, 0);
    }

    /// @dev Night and day, as fast as the bucket fills.
    function spree(uint8 asset, uint8 payee, uint8 pause_) external {
        for (uint256 i; i < 6; ++i) {
            stealAll(asset, payee);
            vm.warp(vm.getBlockTimestamp() + pause_ % 32);
        }
    }

    /// @dev The best node that the thief has: the holder, or one that takes the lease; logged, where its log is old.
    function _ready() private returns (uint256 who) {
        uint256 holder = holderOf[servedBy];
        if (holder != 0 && !_stopped(holder - 1)) {
            who = holder - 1;
        } else {
            while (who + 1 < nodes.length && (nodes[who].operatorId != servedBy || _stopped(who))) ++who;
            lease(uint8(who));
        }
        if (nodes[who].loggedAt + 600 < vm.getBlockTimestamp()) anchor(uint8(who));
        vm.recordLogs();
    }

    function _stopped(uint256 who) private view returns (bool) {
        return nodes[who].retired || nodes[who].mute;
    }

    function _steal(uint256 asset, uint256 amount, uint256 who, uint256 payee, uint256 epochBack, uint8 flip)
        private
    {
        who %= nodes.length;
        uint256 epoch = epochOf[servedBy];
        if (epoch >= epochBack % 3) epoch -= epochBack % 3;
        Spend memory s = Spend({
            number: vault.nextNumber(),
            epoch: uint64(epoch),
            asset: assets[asset],
            to: payees[payee],
            mode: (payee == 2 ? 1 : 0) ^ flip,
            amount: amount,
            opened: bytes32(epochBack),
            action: bytes32(amount),
            purpose: bytes32(0),
            notAfter: type(uint64).max,
            payeeProof: _proof(payee),
            approval: Approval(bytes32(0), 0, "")
        });
        if (payee == 2) _arm(s);
        uint256 before = balance(asset, address(vault));
        vm.prank(nodes[who].spender);
        try vault.spend(s) {
            _judge(s, asset, who, before - balance(asset, address(vault)));
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

    function vote(uint8 mask, uint256 burst, uint256 rate, uint256 lifetime) public folds {
        uint192[ASSETS] memory before;
        for (uint256 asset; asset < ASSETS; ++asset) {
            before[asset] = vault.bucketOf(assets[asset]).level;
        }
        burst = bound(burst, 1, 2000);
        rate = bound(rate, 0, 5 << 64);
        lifetime = bound(lifetime, 1000, 200_000);
        mask |= uint8(rate % 8);
        uint256 perAction = burst - lifetime % burst;
        for (uint256 asset; asset < ASSETS; ++asset) {
            if (mask >> asset & 1 == 0) {
                laws[asset].push(_law(0, 0, 0, 0));
            }
            // A bit further up: this one stays as it is, where it is listed.
            else if (mask >> (asset + 3) & 1 == 0 || laws[asset][laws[asset].length - 1].perAction == 0) {
                laws[asset].push(_law(burst, rate, perAction, lifetime));
                if (lifetime > largestLifetime[asset]) largestLifetime[asset] = lifetime;
            }
        }
        vm.prank(address(dao.timelock));
        dao.policies.publish(agentId, root, _limits(), new Rule[](0));
        for (uint256 asset; asset < ASSETS; ++asset) {
            if (mask >> asset & 1 == 0) continue;
            // The first listing starts full; nothing after it may raise a level.
            if (known[asset] && vault.bucketOf(assets[asset]).level > before[asset]) _fault("a vote raised a level");
            known[asset] = true;
        }
    }

    function _law(uint256 burst, uint256 rate, uint256 perAction, uint256 lifetime)
        private
        view
        returns (InForce memory)
    {
        return InForce(vm.getBlockTimestamp(), burst, rate, perAction, lifetime);
    }

    function _limits() internal view override returns (Limit[] memory limits) {
        limits = new Limit[](ASSETS);
        uint256 n;
        for (uint256 asset; asset < ASSETS; ++asset) {
            Limit memory l = _limit(asset);
            if (l.perAction == 0) continue;
            uint256 i = n++;
            while (i > 0 && limits[i - 1].asset > l.asset) {
                limits[i] = limits[i - 1];
                --i;
            }
            limits[i] = l;
        }
        assembly ("memory-safe") {
            mstore(limits, n)
        }
    }

    function lease(uint8 who) public folds {
        Node storage n = nodes[who % nodes.length];
        uint256 holder = holderOf[n.operatorId];
        uint8[] memory shards = new uint8[](1);
        shards[0] = dao.ledger.shardOf(agentId);
        bytes32[] memory heads = new bytes32[](1);
        if (holder != 0) heads[0] = folded[_slot("heads", bytes32(uint256(uint160(nodes[holder - 1].anchor))))];
        vm.prank(n.anchor);
        try dao.ledger.take(shards, heads) {
            if (n.retired || suspended[n.operatorId]) _fault("a stopped node took a lease");
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
        if (nodes.length > 8) return;
        uint256 operatorId = nodes.length < 3 ? operatorIds[nodes.length / 2] : nodes[who % nodes.length].operatorId;
        address admin = dao.operators.operatorOf(operatorId).admin;
        if (nodes.length >= 3 && !nodes[who % nodes.length].retired && !nodes[who % nodes.length].mute) {
            Node storage old = nodes[who % nodes.length];
            vm.prank(admin);
            dao.operators.revokeKey(who % 2 == 0 ? old.anchor : old.spender);
            if (who % 2 == 0) old.retired = true;
            else old.mute = true;
        }
        address anchor_ = _bind(operatorId, admin, 2, address(0));
        nodes.push(Node(operatorId, anchor_, _bind(operatorId, admin, 1, anchor_), false, false, 0, 0));
    }

    function _bind(uint256 operatorId, address admin, uint8 role, address node) private returns (address key) {
        uint256 secret = uint256(keccak256(abi.encode("key", ++made)));
        key = vm.addr(secret);
        if (role == 2) node = key;
        uint64 deadline = uint64(vm.getBlockTimestamp());
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(secret, dao.operators.possessionDigest(operatorId, key, role, node, deadline));
        vm.prank(admin);
        dao.operators.addKey(operatorId, key, role, node, deadline, abi.encodePacked(r, s, v));
    }

    function fund(uint8 asset, uint256 amount) external {
        asset = uint8(asset % ASSETS);
        amount = bound(amount, 0, 5000);
        if (asset == 0) {
            vm.prank(dao.usdc.minter());
            dao.usdc.mint(address(vault), amount);
        } else if (asset == 1) {
            odd.mint(address(vault), amount);
        } else {
            vm.deal(address(this), amount);
            (bool done,) = address(vault).call{ value: amount }("");
            if (!done) _fault("a vault refused coin");
        }
        funded[asset] += amount;
    }

    function recover(uint8 asset, uint256 amount) external {
        asset = uint8(asset % ASSETS);
        uint256 before = balance(asset, address(vault));
        vm.prank(address(dao.timelock));
        try vault.recover(assets[asset], payees[3], bound(amount, 0, 50)) {
            recovered[asset] += before - balance(asset, address(vault));
        } catch {
            _refused();
        }
    }

    function issue(int8 extra) external {
        odd.setExtra(extra % 4);
    }

    function setGuardian(uint16 expiry) external {
        guardianUntil = vm.getBlockTimestamp() + expiry % 100;
        vm.prank(address(dao.timelock));
        dao.policies.setGuardian(guardian, uint64(guardianUntil));
    }

    function freeze(uint8 whatSeed, uint8 idSeed, bool byGuardian, uint8 chance) external folds {
        if (chance % 4 != 0) return;
        (uint8 what, uint256 id) = _target(whatSeed, idSeed);
        vm.prank(byGuardian ? guardian : address(dao.timelock));
        try dao.policies.freeze(what, id) {
            if (byGuardian && vm.getBlockTimestamp() >= guardianUntil) _fault("a guardian acted after its expiry");
            isFrozen[what][id] = true;
        } catch {
            _refused();
        }
    }

    function lift(uint8 whatSeed, uint8 idSeed) external folds {
        (uint8 what, uint256 id) = _target(whatSeed, idSeed);
        vm.prank(address(dao.timelock));
        try dao.policies.lift(what, id) {
            isFrozen[what][id] = false;
        } catch {
            _refused();
        }
    }

    function _target(uint8 whatSeed, uint8 idSeed) private view returns (uint8 what, uint256 id) {
        what = whatSeed % 3 + 1;
        if (what == 1) id = agentId + idSeed % 2;
        else if (what == 2) id = operatorIds[idSeed % 2];
        else id = uint160(payees[idSeed % 3]);
    }

    function assign(uint8 to) external folds {
        if (suspended[operatorIds[to % 2]]) return;
        servedBy = operatorIds[to % 2];
        vm.prank(address(dao.timelock));
        dao.agents.assign(agentId, servedBy, bytes32(uint256(to) + 1));
    }

    function suspend(uint8 which, uint8 chance) external {
        bool on = chance % 8 == 0;
        uint256 operatorId = operatorIds[which % 2];
        if (suspended[operatorId] == on) return;
        suspended[operatorId] = on;
        vm.prank(address(dao.timelock));
        dao.operators
            .setStatus(operatorId, on ? IOperatorRegistry.Status.Suspended : IOperatorRegistry.Status.Hosting);
    }

    function pause(uint8 chance) external {
        bool on = chance % 8 == 0;
        if (paused == on) return;
        paused = on;
        vm.prank(address(dao.timelock));
        dao.agents.setStatus(agentId, on ? IAgentRegistry.Status.Paused : IAgentRegistry.Status.Active);
    }

    function wait(uint16 time) external {
        // One block in four has the time of the one before it.
        if (time % 4 != 0) vm.warp(vm.getBlockTimestamp() + time % 400);
        vm.roll(vm.getBlockNumber() + 1);
    }
}
