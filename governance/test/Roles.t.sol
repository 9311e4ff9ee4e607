// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Fixture } from "./Fixture.sol";

/// @title roles.json, and with it the table of the README, against the deployed contracts
/// @dev That the two name the same functions as the ABI is checked by roles.mjs; that each right caller is let in,
/// and each wrong one is told why, by the tests of the functions. Here: a stranger gets in nowhere else.
contract RolesTest is Fixture {
    function test_AStrangerGetsInNowhereButWhereAnybodyMay() public {
        string memory json = vm.readFile("roles.json");
        string[] memory callers = vm.parseJsonKeys(json, "$");
        uint256 refused;
        for (uint256 i; i < callers.length; ++i) {
            if (vm.contains(callers[i], "anybody")) continue;
            string memory at = string.concat('$["', callers[i], '"]');
            string[] memory contracts = vm.parseJsonKeys(json, at);
            for (uint256 j; j < contracts.length; ++j) {
                // What is no part of every DAO is knocked at by its own tests.
                if (_where(contracts[j]) == address(0)) continue;
                refused += _knock(contracts[j], vm.parseJsonStringArray(json, string.concat(at, ".", contracts[j])));
            }
        }
        assertGt(refused, 45);
    }

    /// @dev Every overload, with plausible words: ids that exist, a payee, no dynamic part longer than nothing.
    function _knock(string memory name, string[] memory functions) private returns (uint256 refused) {
        string memory abi_ = vm.readFile(string.concat("abi/", name, ".json"));
        string memory item = ".abi[0]";
        for (uint256 i; vm.keyExistsJson(abi_, item); item = string.concat(".abi[", vm.toString(++i), "]")) {
            if (!_equal(vm.parseJsonString(abi_, string.concat(item, ".type")), "function")) continue;
            string memory entry = vm.parseJsonString(abi_, string.concat(item, ".name"));
            for (uint256 j; j < functions.length; ++j) {
                if (!_equal(entry, functions[j])) continue;
                bytes memory data = bytes.concat(_selector(abi_, item, entry), _words(abi_, item));
                vm.prank(stranger);
                (bool done,) = _where(name).call(data);
                assertFalse(done, string.concat(name, ".", entry));
                ++refused;
            }
        }
    }

    function _selector(string memory abi_, string memory item, string memory entry) private returns (bytes4) {
        string memory types;
        for (uint256 i; vm.keyExistsJson(abi_, _input(item, i)); ++i) {
            types = string.concat(types, i == 0 ? "" : ",", _type(abi_, _input(item, i)));
        }
        return bytes4(keccak256(bytes(string.concat(entry, "(", types, ")"))));
    }

    function _words(string memory abi_, string memory item) private returns (bytes memory words) {
        uint256 count;
        while (vm.keyExistsJson(abi_, _input(item, count))) ++count;
        for (uint256 i; i < count; ++i) {
            string memory type_ = vm.parseJsonString(abi_, string.concat(_input(item, i), ".type"));
            bool dynamic = vm.contains(type_, "[]") || _equal(type_, "bytes") || _equal(type_, "string")
                || _equal(type_, "tuple");
            // Dynamic parts point behind the head, where there are only zeros.
            if (dynamic) words = bytes.concat(words, abi.encode(count * 32));
            else if (_equal(type_, "address")) words = bytes.concat(words, abi.encode(hosting));
            else words = bytes.concat(words, abi.encode(1));
        }
        words = bytes.concat(words, new bytes(1024));
    }

    function _type(string memory abi_, string memory input) private returns (string memory) {
        string memory type_ = vm.parseJsonString(abi_, string.concat(input, ".type"));
        if (!vm.contains(type_, "tuple")) return type_;
        string memory inner;
        for (uint256 i; vm.keyExistsJson(abi_, _component(input, i)); ++i) {
            inner = string.concat(inner, i == 0 ? "" : ",", _type(abi_, _component(input, i)));
        }
        return string.concat("(", inner, ")", vm.contains(type_, "[]") ? "[]" : "");
    }

    function _where(string memory name) private view returns (address) {
        if (_equal(name, "PolicyRegistry")) return address(dao.policies);
        if (_equal(name, "OperatorRegistry")) return address(dao.operators);
        if (_equal(name, "AgentRegistry")) return address(dao.agents);
        if (_equal(name, "AgentVault")) return address(vault);
        if (_equal(name, "ActionLedger")) return address(dao.ledger);
        return _equal(name, "AgentGovernor") ? address(dao.governor) : address(0);
    }

    function _input(string memory item, uint256 i) private pure returns (string memory) {
        return string.concat(item, ".inputs[", vm.toString(i), "]");
    }

    function _component(string memory input, uint256 i) private pure returns (string memory) {
        return string.concat(input, ".components[", vm.toString(i), "]");
    }

    function _equal(string memory a, string memory b) private pure returns (bool) {
        return keccak256(bytes(a)) == keccak256(bytes(b));
    }
}
