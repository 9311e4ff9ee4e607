// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { CommonBase } from "forge-std/Base.sol";
import { StdUtils } from "forge-std/StdUtils.sol";
import { AgentVault } from "../../src/AgentVault.sol";
import { IAgentVault, Approval, Spend } from "../../src/interfaces/IAgentVault.sol";
import { Limit, Rule } from "../../src/interfaces/IPolicyRegistry.sol";
import { Encoding } from "../../src/libraries/Encoding.sol";
import { Dao } from "../../script/Deployment.sol";

/// @title Everybody who could move a vault's money or its limits, in any order and at any time
/// @dev The thief holds both spender keys and both anchor keys and pays whom it likes as much as it likes.
contract VaultHandler is CommonBase, StdUtils {
    struct Payment {
        uint256 time;
        uint256 amount;
        address to;
    }

    /// @dev Limits in force from a time on.
    struct InForce {
        uint256 time;
        uint256 burst;
        uint256 rate;
    }

    Dao private dao;
    AgentVault private vault;
    uint256 private agentId;
    bytes32 private root;
    address[2] private anchors;
    address[2] private spenders;
    address[4] private payees;
    bytes32[2] private leaves;

    Payment[] public payments;
    InForce[] public laws;
    uint256 public spent;
    uint256 public recovered;
    uint256 public funded;
    uint256 public largestLifetime;
    uint256 public levelRises;
    uint256 public refusals;
    uint256 public wrongEpochs;
    uint256 public takes;
    uint256 public publications;

    constructor(
        Dao memory dao_,
        AgentVault vault_,
        bytes32 root_,
        address[2] memory anchors_,
        address[2] memory spenders_,
        address[4] memory payees_
    ) {
        dao = dao_;
        vault = vault_;
        agentId = vault_.agentId();
        root = root_;
        anchors = anchors_;
        spenders = spenders_;
        payees = payees_;
        leaves = [Encoding.payee(payees_[0], 0), Encoding.payee(payees_[1], 0)];
        funded = dao_.usdc.balanceOf(address(vault_));
    }

    function count() external view returns (uint256, uint256) {
        return (payments.length, laws.length);
    }

    function steal(uint256 amount, uint8 who, uint8 payee, uint8 epochBack) external {
        _steal(bound(amount, 1, 3000), who, payee, epochBack);
    }

    /// @dev As much as fits, so that long runs stay at the bound.
    function stealAll(uint8 who, uint8 payee) external {
        Limit memory l = vault.limitOf(address(dao.usdc));
        IAgentVault.Bucket memory b = vault.bucketOf(address(dao.usdc));
        uint256 most = b.level >> 64;
        uint256 left = l.lifetime > b.spent ? l.lifetime - b.spent : 0;
        if (most > l.perAction) most = l.perAction;
        if (most > left) most = left;
        _steal(most, who, payee % 2, 0);
    }

    function _steal(uint256 amount, uint8 who, uint8 payee, uint8 epochBack) private {
        (, uint64 epoch,) = dao.ledger.holder(agentId);
        uint64 given = epoch > epochBack % 3 ? epoch - epochBack % 3 : epoch;
        bytes32[] memory proof = new bytes32[](1);
        proof[0] = leaves[payee % 2 == 0 ? 1 : 0];
        Spend memory s = Spend({
            number: vault.nextNumber(),
            epoch: given,
            asset: address(dao.usdc),
            to: payees[payee % 4],
            mode: 0,
            amount: amount,
            opened: bytes32(0),
            action: bytes32(0),
            purpose: bytes32(0),
            notAfter: type(uint64).max,
            payeeProof: proof,
            approval: Approval(bytes32(0), 0, "")
        });
        vm.prank(spenders[who % 2]);
        try vault.spend(s) {
            if (given != epoch) ++wrongEpochs;
            payments.push(Payment(vm.getBlockTimestamp(), amount, s.to));
            spent += amount;
        } catch {
            ++refusals;
        }
    }

    function vote(uint256 burst, uint256 rate, uint256 lifetime, bool listed) external {
        Limit[] memory limits = new Limit[](listed ? 1 : 0);
        uint256 before = vault.bucketOf(address(dao.usdc)).level;
        burst = bound(burst, 1, 2000);
        rate = bound(rate, 0, 5 << 64);
        lifetime = bound(lifetime, 1000, 20_000);
        if (listed) {
            limits[0] = Limit({
                asset: address(dao.usdc),
                perAction: uint128(burst),
                burst: uint128(burst),
                rate: uint192(rate),
                lifetime: uint128(lifetime),
                payeesRoot: leaves[0] < leaves[1]
                    ? keccak256(abi.encode(leaves[0], leaves[1]))
                    : keccak256(abi.encode(leaves[1], leaves[0])),
                askAbove: type(uint128).max,
                askBy: address(0)
            });
            if (lifetime > largestLifetime) largestLifetime = lifetime;
            laws.push(InForce(vm.getBlockTimestamp(), burst, rate));
        } else {
            laws.push(InForce(vm.getBlockTimestamp(), 0, 0));
        }
        vm.prank(address(dao.timelock));
        dao.policies.publish(agentId, root, limits, new Rule[](0));
        // The first listing starts full; nothing after it may raise a level.
        if (++publications > 1 && vault.bucketOf(address(dao.usdc)).level > before) ++levelRises;
    }

    function lease(uint8 who) external {
        (address from,,) = dao.ledger.holder(agentId);
        if (from == anchors[who % 2]) return;
        uint8[] memory shards = new uint8[](1);
        shards[0] = dao.ledger.shardOf(agentId);
        bytes32[] memory heads = new bytes32[](1);
        heads[0] = dao.ledger.head(from);
        vm.prank(anchors[who % 2]);
        dao.ledger.take(shards, heads);
        ++takes;
    }

    function anchor(uint8 who) external {
        vm.prank(anchors[who % 2]);
        dao.ledger.checkpoint(bytes32(uint256(1)), 1, 1);
    }

    function fund(uint256 amount) external {
        amount = bound(amount, 0, 5000);
        vm.prank(dao.usdc.minter());
        dao.usdc.mint(address(vault), amount);
        funded += amount;
    }

    function recover(uint256 amount) external {
        amount = bound(amount, 0, 50);
        if (dao.usdc.balanceOf(address(vault)) < amount) return;
        vm.prank(address(dao.timelock));
        vault.recover(address(dao.usdc), payees[2], amount);
        recovered += amount;
    }

    function wait(uint16 time) external {
        vm.warp(vm.getBlockTimestamp() + bound(time, 0, 400));
        vm.roll(vm.getBlockNumber() + 1);
    }
}
