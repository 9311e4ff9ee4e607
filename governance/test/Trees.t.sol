// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Test } from "forge-std/Test.sol";
import { VmSafe } from "forge-std/Vm.sol";

/// @title Every function that changes state is described in a tree: test/<Contract>/<function>.tree
contract TreesTest is Test {
    function test_EveryStateChangingFunctionHasATree() public {
        string[7] memory contracts = [
            "ActionLedger",
            "AgentRegistry",
            "AgentVault",
            "DaoFactory",
            "OperatorRegistry",
            "PolicyAttestations",
            "PolicyRegistry"
        ];
        uint256 found;
        for (uint256 i; i < contracts.length; ++i) {
            found += _check(contracts[i]);
        }
        assertGt(found, 25);
    }

    function _check(string memory name) private returns (uint256 found) {
        string memory json = vm.readFile(string.concat("abi/", name, ".json"));
        string memory text = _trees(name);
        string memory item = ".abi[0]";
        for (uint256 i; vm.keyExistsJson(json, item); item = string.concat(".abi[", vm.toString(++i), "]")) {
            if (!_equal(vm.parseJsonString(json, string.concat(item, ".type")), "function")) continue;
            if (!_equal(vm.parseJsonString(json, string.concat(item, ".stateMutability")), "nonpayable")) continue;
            string memory entry = vm.parseJsonString(json, string.concat(item, ".name"));
            // OpenZeppelin's part of ERC-721: only transferFrom is changed here, and it is in a tree.
            if (_equal(entry, "approve") || _equal(entry, "setApprovalForAll")) continue;
            if (_equal(entry, "safeTransferFrom")) continue;
            assertTrue(vm.contains(text, entry), string.concat(name, ".", entry));
            ++found;
        }
    }

    function _trees(string memory name) private returns (string memory text) {
        VmSafe.DirEntry[] memory entries = vm.readDir(string.concat("test/", name));
        for (uint256 i; i < entries.length; ++i) {
            if (vm.contains(entries[i].path, ".tree")) text = string.concat(text, vm.readFile(entries[i].path));
        }
    }

    function _equal(string memory a, string memory b) private pure returns (bool) {
        return keccak256(bytes(a)) == keccak256(bytes(b));
    }
}
