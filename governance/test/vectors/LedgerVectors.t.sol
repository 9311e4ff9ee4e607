// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Test } from "forge-std/Test.sol";
import { Approvals } from "../../src/libraries/Approvals.sol";
import { Encoding } from "../../src/libraries/Encoding.sol";
import { History } from "../../src/libraries/History.sol";

/// @title The hashes that contracts make, on vectors of an implementation that shares no code with them
contract LedgerVectorsTest is Test {
    string private json;

    function setUp() public {
        json = vm.readFile("vectors/ledger.json");
    }

    function test_Streams() public {
        for (uint256 i = _count(".ids.stream"); i > 0; --i) {
            _at(".ids.stream", i - 1);
            assertEq(Encoding.stream(_uint("chainId"), _address("ledger"), _uint("agentId")), _out());
        }
    }

    function test_Shards() public {
        for (uint256 i = _count(".ids.shard"); i > 0; --i) {
            _at(".ids.shard", i - 1);
            assertEq(Encoding.shard(_uint("agentId")), vm.parseJsonUint(json, string.concat(path, ".out")));
        }
    }

    function test_Targets() public {
        for (uint256 i = _count(".targets"); i > 0; --i) {
            _at(".targets", i - 1);
            assertEq(Encoding.target(uint8(_uint("what")), _uint("id")), _out());
        }
    }

    function test_SpentAndSpends() public {
        for (uint256 i = _count(".spent"); i > 0; --i) {
            _at(".spent", i - 1);
            bytes32 spent = Encoding.spent(
                Encoding.SpentWords({
                    schema: keccak256("dai.spent.1"),
                    stream: _word("stream"),
                    vault: _address("vault"),
                    number: uint64(_uint("number")),
                    opened: _word("opened"),
                    action: _word("action"),
                    asset: _address("asset"),
                    to: _address("to"),
                    amount: _uint("amount"),
                    epoch: uint64(_uint("epoch"))
                })
            );
            assertEq(spent, _out());
            path = string.concat(path, ".spends");
            assertEq(Encoding.spends(_word("spends"), spent), _out());
        }
    }

    function test_CheckpointHeads() public {
        for (uint256 i = _count(".checkpoints"); i > 0; --i) {
            _at(".checkpoints", i - 1);
            assertEq(
                Encoding.checkpoint(
                    Encoding.CheckpointWords({
                        schema: keccak256("dai.checkpoint.1"),
                        chainId: _uint("chainId"),
                        ledger: _address("ledger"),
                        node: _address("node"),
                        number: uint64(_uint("number")),
                        head: _word("head"),
                        streamsRoot: _word("streamsRoot"),
                        streams: uint32(_uint("streams")),
                        leaves: uint64(_uint("leaves")),
                        blockNumber: uint64(_uint("block")),
                        time: uint64(_uint("time")),
                        leases: _word("leases")
                    })
                ),
                _out()
            );
        }
    }

    function test_HistoryOfLeases() public {
        for (uint256 i = _count(".histories.leases"); i > 0; --i) {
            _at(".histories.leases", i - 1);
            bytes32 next = Encoding.lease(
                Encoding.LeaseWords({
                    schema: keccak256("dai.lease.1"),
                    before: _word("leases"),
                    shard: uint8(_uint("shard")),
                    node: _address("node"),
                    epoch: uint64(_uint("epoch")),
                    blockNumber: uint64(_uint("block"))
                })
            );
            assertEq(next, _out());
        }
    }

    function test_HistoryOfPublications() public {
        for (uint256 i = _count(".histories.publications"); i > 0; --i) {
            _at(".histories.publications", i - 1);
            bytes32 next = Encoding.publication(
                _word("publications"), _word("root"), _word("limitsHash"), uint64(_uint("block"))
            );
            assertEq(next, _out());
        }
    }

    function test_HistoryOfKeys() public {
        for (uint256 i = _count(".histories.keys"); i > 0; --i) {
            _at(".histories.keys", i - 1);
            bytes32 next = Encoding.key(
                _word("keys"), _address("key"), uint8(_uint("role")), uint8(_uint("on")), uint64(_uint("block"))
            );
            assertEq(next, _out());
        }
    }

    function test_HistoryOfFreezes() public {
        for (uint256 i = _count(".histories.freezes"); i > 0; --i) {
            _at(".histories.freezes", i - 1);
            assertEq(Encoding.freeze(_word("freezes"), uint8(_uint("on")), uint64(_uint("block"))), _out());
        }
    }

    function test_HistoryOfCompositions() public {
        for (uint256 i = _count(".histories.compositions"); i > 0; --i) {
            _at(".histories.compositions", i - 1);
            bytes32 next = Encoding.composition(
                _word("compositions"),
                _word("composition"),
                _uint("operator"),
                _address("vault"),
                uint64(_uint("block"))
            );
            assertEq(next, _out());
        }
    }

    function test_Slots() public {
        for (uint256 i = _count(".slots"); i > 0; --i) {
            _at(".slots", i - 1);
            string memory name = vm.parseJsonString(json, string.concat(path, ".in.name"));
            bytes32 base = _base(name);
            assertEq(base, vm.parseJsonBytes32(json, string.concat(path, ".base")), name);
            if (keccak256(bytes(name)) == keccak256("spends")) assertEq(base, _out(), name);
            else if (_isHex("key", 42)) assertEq(History.slotOf(base, _address("key")), _out(), name);
            else assertEq(History.slotOf(base, _uint("key")), _out(), name);
        }
    }

    function test_Approvals() public {
        bytes32 separator = vm.parseJsonBytes32(json, ".eip712.domain.separator");
        address ledger = vm.parseJsonAddress(json, ".eip712.domain.verifyingContract");
        vm.chainId(vm.parseJsonUint(json, ".eip712.domain.chainId"));
        assertEq(Approvals.separatorOf(ledger), separator);
        assertEq(Approvals.TYPE, vm.parseJsonBytes32(json, ".eip712.typeHashes.Approval"));
        for (uint256 i = _count(".eip712.Approval"); i > 0; --i) {
            _at(".eip712.Approval", i - 1);
            bytes32 digest = Approvals.digest(
                separator,
                Approvals.Words({
                    stream: _word("stream"),
                    action: _word("action"),
                    call: _word("call"),
                    asset: _address("asset"),
                    amount: _uint("amount"),
                    to: _address("to"),
                    policyRoot: _word("policyRoot"),
                    deadline: uint64(_uint("deadline"))
                })
            );
            assertEq(digest, vm.parseJsonBytes32(json, string.concat(path, ".digest")));
        }
    }

    string private path;

    function _base(string memory name) private pure returns (bytes32) {
        bytes32 hash = keccak256(bytes(name));
        if (hash == keccak256("heads")) return History.HEADS;
        if (hash == keccak256("leases")) return History.LEASES;
        if (hash == keccak256("publications")) return History.PUBLICATIONS;
        if (hash == keccak256("freezes")) return History.FREEZES;
        if (hash == keccak256("names")) return History.NAMES;
        if (hash == keccak256("compositions")) return History.COMPOSITIONS;
        if (hash == keccak256("keys")) return History.KEYS;
        if (hash == keccak256("spends")) return History.SPENDS;
        revert(name);
    }

    function _count(string memory list) private view returns (uint256 n) {
        while (vm.keyExistsJson(json, string.concat(list, "[", vm.toString(n), "]"))) ++n;
        assertGt(n, 2, list);
    }

    function _at(string memory list, uint256 i) private {
        path = string.concat(list, "[", vm.toString(i), "]");
    }

    function _field(string memory name) private view returns (string memory) {
        return string.concat(path, ".in.", name);
    }

    function _isHex(string memory name, uint256 length) private view returns (bool) {
        return bytes(vm.parseJsonString(json, _field(name))).length == length;
    }

    function _uint(string memory name) private view returns (uint256) {
        return vm.parseJsonUint(json, _field(name));
    }

    function _word(string memory name) private view returns (bytes32) {
        return vm.parseJsonBytes32(json, _field(name));
    }

    function _address(string memory name) private view returns (address) {
        return vm.parseJsonAddress(json, _field(name));
    }

    function _out() private view returns (bytes32) {
        return vm.parseJsonBytes32(json, string.concat(path, ".out"));
    }
}
