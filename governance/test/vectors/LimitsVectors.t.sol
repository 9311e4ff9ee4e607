// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Limit, Rule } from "../../src/interfaces/IPolicyRegistry.sol";
import { Fixture } from "../Fixture.sol";

/// @title What documents compile to for the vault: the hash that is published with the root
contract LimitsVectorsTest is Fixture {
    function test_EveryDocument() public {
        string memory json = vm.readFile("vectors/policy.json");
        bytes32[] memory hashes = abi.decode(vm.parseJson(json, ".limits[*].hash"), (bytes32[]));
        assertGt(hashes.length, 10);
        uint256 most;
        for (uint256 i; i < hashes.length; ++i) {
            Limit[] memory limits = _limits(json, string.concat(".limits[", vm.toString(i), "].limits"));
            assertEq(dao.policies.hashLimits(limits, new Rule[](0)), hashes[i]);
            if (limits.length > most) most = limits.length;
        }
        assertGt(most, 1, "no document with several assets");
    }

    function test_PublishedHashIsThatOfTheFirstDocument() public {
        string memory json = vm.readFile("vectors/policy.json");
        publish(_limits(json, ".limits[0].limits"));
        assertEq(dao.policies.policyOf(agentId).limitsHash, vm.parseJsonBytes32(json, ".limits[0].hash"));
    }

    function _limits(string memory json, string memory path) private view returns (Limit[] memory limits) {
        uint256 n;
        while (vm.keyExistsJson(json, string.concat(path, "[", vm.toString(n), "]"))) ++n;
        limits = new Limit[](n);
        for (uint256 i; i < n; ++i) {
            string memory item = string.concat(path, "[", vm.toString(i), "].");
            limits[i] = Limit({
                asset: vm.parseJsonAddress(json, string.concat(item, "asset")),
                perAction: uint128(vm.parseJsonUint(json, string.concat(item, "per_action"))),
                burst: uint128(vm.parseJsonUint(json, string.concat(item, "burst"))),
                rate: uint192(vm.parseJsonUint(json, string.concat(item, "rate"))),
                lifetime: uint128(vm.parseJsonUint(json, string.concat(item, "lifetime"))),
                payeesRoot: vm.parseJsonBytes32(json, string.concat(item, "payees")),
                askAbove: uint128(vm.parseJsonUint(json, string.concat(item, "ask_above"))),
                askBy: vm.parseJsonAddress(json, string.concat(item, "ask_by"))
            });
        }
    }
}
