// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Test } from "forge-std/Test.sol";
import { TokenBucket } from "../../src/libraries/TokenBucket.sol";

/// @title Traces of buckets, step by step; the nodes run the same file
/// @dev A trace ends here at its first release (a vault never gives budget back), at its first time above 2^64 - 1
/// (no block has it) and at its first lifetime above 2^128 - 1 (a document that says so is refused).
contract BucketVectorsTest is Test {
    using TokenBucket for TokenBucket.Bucket;

    mapping(uint256 trace => TokenBucket.Bucket) private buckets;

    function test_EveryStep() public {
        // One document for each trace: the whole file is too long to parse for each value.
        string memory section =
            vm.split(vm.split(vm.readFile("vectors/policy.json"), '"buckets": [')[1], '"limits": [')[0];
        string[] memory traces = vm.split(section, '{"name":');
        uint256 steps;
        for (uint256 i = 1; i < traces.length; ++i) {
            steps += _runTrace(string.concat('{"name":', _upToLastBrace(traces[i])), buckets[i]);
        }
        assertEq(traces.length - 1, 55);
        assertGt(steps, 390);
    }

    function _runTrace(string memory json, TokenBucket.Bucket storage b) private returns (uint256 n) {
        string memory name = vm.parseJsonString(json, ".name");
        string memory step = ".steps[0]";
        while (vm.keyExistsJson(json, step)) {
            if (_beyondVaults(json, step)) break;
            string memory where = string.concat(name, step);
            assertEq(_step(json, step, b), _text(json, step, "answer"), where);
            assertEq(b.level, _uint(json, step, "level"), where);
            assertEq(b.spent(), _uint(json, step, "spent"), where);
            step = string.concat(".steps[", vm.toString(++n), "]");
        }
    }

    function _step(string memory json, string memory step, TokenBucket.Bucket storage b)
        private
        returns (string memory)
    {
        uint64 time = uint64(_uint(json, step, "at"));
        if (_is(json, step, "settle")) {
            b.settle(time);
        } else if (_is(json, step, "unlist")) {
            if (!b.listed) return "unlisted";
            b.unlist(time);
        } else if (_is(json, step, "spend")) {
            TokenBucket.Refusal refusal = b.take(time, _uint(json, step, "amount"));
            // A vault reverts here; in the file a refusal settles what it looked at.
            if (refusal > TokenBucket.Refusal.Unlisted) b.settle(time);
            return ["ok", "unlisted", "per_action", "lifetime", "burst"][uint256(refusal)];
        } else {
            if (_is(json, step, "list") && b.listed) return "listed";
            if (_is(json, step, "update") && !b.listed) return "unlisted";
            b.set(
                time,
                uint128(_uint(json, step, "per_action")),
                uint128(_uint(json, step, "burst")),
                uint192(_uint(json, step, "rate")),
                uint128(_uint(json, step, "lifetime"))
            );
        }
        return "ok";
    }

    function _beyondVaults(string memory json, string memory step) private view returns (bool) {
        if (_is(json, step, "release") || _uint(json, step, "at") > type(uint64).max) return true;
        return
            vm.keyExistsJson(json, string.concat(step, ".lifetime"))
                && _uint(json, step, "lifetime") > type(uint128).max;
    }

    function _upToLastBrace(string memory text) private pure returns (string memory) {
        bytes memory all = bytes(text);
        uint256 end = all.length;
        while (all[end - 1] != "}") --end;
        bytes memory cut = new bytes(end);
        for (uint256 i; i < end; ++i) {
            cut[i] = all[i];
        }
        return string(cut);
    }

    function _is(string memory json, string memory step, string memory op) private pure returns (bool) {
        return keccak256(bytes(_text(json, step, "op"))) == keccak256(bytes(op));
    }

    function _text(string memory json, string memory step, string memory name) private pure returns (string memory) {
        return vm.parseJsonString(json, string.concat(step, ".", name));
    }

    function _uint(string memory json, string memory step, string memory name) private pure returns (uint256) {
        return vm.parseJsonUint(json, string.concat(step, ".", name));
    }
}
