// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Spend } from "../src/interfaces/IAgentVault.sol";
import { Limit, Rule } from "../src/interfaces/IPolicyRegistry.sol";
import { Fixture } from "./Fixture.sol";

/// @title What the main calls cost, each as a transaction of its own; snapshots/Gas.json is committed
contract GasTest is Fixture {
    function test_Checkpoint() public {
        take(anchor1);
        checkpoint(anchor1);
        vm.snapshotGasLastCall("Gas", "checkpoint, first of a node");
        vm.roll(1001);
        checkpoint(anchor1);
        vm.snapshotGasLastCall("Gas", "checkpoint, steady");
    }

    function test_Spend() public {
        serve(freeLimit());
        spend(100e6);
        vm.snapshotGasLastCall("Gas", "spend, first");
        spend(100e6);
        vm.snapshotGasLastCall("Gas", "spend, steady");
    }

    function test_Publish() public {
        bytes32 root = dao.policies.stage(document);
        Limit[] memory limits = new Limit[](1);
        limits[0] = usdcLimit();
        vm.startPrank(authority);
        dao.policies.publish(agentId, root, limits, new Rule[](0));
        vm.snapshotGasLastCall("Gas", "publish, first");
        dao.policies.publish(agentId, root, limits, new Rule[](0));
        vm.snapshotGasLastCall("Gas", "publish, again");
    }

    function test_Take() public {
        take(anchor1);
        vm.snapshotGasLastCall("Gas", "take one shard, first of a node");
        checkpoint(anchor1);
        uint8[] memory shards = _rest();
        vm.prank(anchor2);
        dao.ledger.take(shards, new bytes32[](63));
        vm.snapshotGasLastCall("Gas", "take 63 shards that nobody held");
        vm.prank(anchor1);
        dao.ledger.take(shards, new bytes32[](63));
        vm.snapshotGasLastCall("Gas", "take 63 shards of a dead node");
    }

    /// @dev What a payment costs does not grow with the DAO.
    function test_ASpendCostsTheSameAmongManyAgents() public {
        serve(freeLimit());
        spend(100e6);
        Spend memory s = spendOf(100e6);
        vm.prank(spender1);
        vault.spend(s);
        uint256 alone = vm.lastCallGas().gasTotalUsed;
        for (uint256 i; i < 40; ++i) {
            string memory name = string.concat("agent-", vm.toString(i));
            vm.prank(authority);
            dao.agents.enroll(name, operatorId, keccak256("c"), "");
        }
        s.number = 3;
        vm.prank(spender1);
        vault.spend(s);
        assertApproxEqAbs(vm.lastCallGas().gasTotalUsed, alone, 50);
    }

    function _rest() private view returns (uint8[] memory shards) {
        uint8 mine = dao.ledger.shardOf(agentId);
        shards = new uint8[](63);
        for (uint8 i; i < 63; ++i) {
            shards[i] = i < mine ? i : i + 1;
        }
    }
}
