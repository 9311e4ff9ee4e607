// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { CommonBase } from "forge-std/Base.sol";
import { stdJson } from "forge-std/StdJson.sol";
import { AgentGovernor } from "../src/governor/AgentGovernor.sol";
import { GovernanceToken } from "../src/governor/GovernanceToken.sol";
import { ActionLedger } from "../src/ActionLedger.sol";
import { AgentRegistry } from "../src/AgentRegistry.sol";
import { DevToken } from "../src/dev/DevToken.sol";
import { OperatorRegistry } from "../src/OperatorRegistry.sol";
import { PolicyRegistry } from "../src/PolicyRegistry.sol";
import { TimelockController } from "@openzeppelin/contracts/governance/TimelockController.sol";

struct Dao {
    GovernanceToken token;
    TimelockController timelock;
    AgentGovernor governor;
    OperatorRegistry operators;
    PolicyRegistry policies;
    ActionLedger ledger;
    address vaultImplementation;
    AgentRegistry agents;
    DevToken usdc;
}

/// @title Deploys what deployment/plan.json lists, in its order and with its arguments
abstract contract Deployment is CommonBase {
    using stdJson for string;

    error DeploymentFailed(string id, string contractName);
    error DeploymentUnexpected(string id, address expected, address actual);
    error DeploymentUnknownStep(string id);
    error DeploymentUnknownArgument(string argument);

    struct Plan {
        string json;
        string[] ids;
        address[] addresses;
        address minter;
        GovernanceToken.Holder[] holders;
    }

    /// @param deployer account that sends the creations; its nonces decide the addresses
    function deployDevelopment(address deployer, GovernanceToken.Holder[] memory holders, address minter)
        internal
        returns (Dao memory dao)
    {
        Plan memory plan;
        plan.json = vm.readFile("deployment/plan.json");
        plan.holders = holders;
        plan.minter = minter;
        uint256 steps = abi.decode(vm.parseJson(plan.json, ".steps[*].id"), (string[])).length;
        plan.ids = new string[](steps);
        plan.addresses = new address[](steps);
        uint64 nonce = vm.getNonce(deployer);
        for (uint256 i; i < steps; ++i) {
            plan.ids[i] = plan.json.readString(_path(i, "id"));
            plan.addresses[i] = vm.computeCreateAddress(deployer, nonce + i);
        }
        for (uint256 i; i < steps; ++i) {
            _create(plan, i);
        }
        dao.token = GovernanceToken(_addressOf(plan, "token"));
        dao.timelock = TimelockController(payable(_addressOf(plan, "authority")));
        dao.governor = AgentGovernor(payable(_addressOf(plan, "governor")));
        dao.operators = OperatorRegistry(_addressOf(plan, "operatorRegistry"));
        dao.policies = PolicyRegistry(_addressOf(plan, "policyRegistry"));
        dao.ledger = ActionLedger(_addressOf(plan, "actionLedger"));
        dao.vaultImplementation = _addressOf(plan, "agentVault");
        dao.agents = AgentRegistry(_addressOf(plan, "agentRegistry"));
        dao.usdc = DevToken(_addressOf(plan, "usdc"));
    }

    function _create(Plan memory plan, uint256 i) private {
        string memory name = plan.json.readString(_path(i, "contract"));
        bytes memory init = bytes.concat(vm.getCode(name), _encode(plan, plan.json.readStringArray(_path(i, "args"))));
        address made;
        assembly ("memory-safe") {
            made := create(0, add(init, 32), mload(init))
        }
        if (made == address(0)) revert DeploymentFailed(plan.ids[i], name);
        if (made != plan.addresses[i]) revert DeploymentUnexpected(plan.ids[i], plan.addresses[i], made);
    }

    /// @dev ABI encoding of the arguments: a word each, dynamic ones as an offset and a tail.
    function _encode(Plan memory plan, string[] memory args) private view returns (bytes memory) {
        bytes memory head;
        bytes memory tail;
        for (uint256 i; i < args.length; ++i) {
            (bool dynamic, bytes memory value) = _resolve(plan, args[i]);
            head = bytes.concat(head, dynamic ? abi.encode(args.length * 32 + tail.length) : value);
            if (dynamic) tail = bytes.concat(tail, value);
        }
        return bytes.concat(head, tail);
    }

    function _resolve(Plan memory plan, string memory arg) private view returns (bool dynamic, bytes memory value) {
        bytes1 first = bytes(arg)[0];
        if (first == "@") return (false, abi.encode(_addressOf(plan, _cut(arg, 1))));
        if (first == "$") {
            string memory name = _cut(arg, 1);
            if (_same(name, "minter")) return (false, abi.encode(plan.minter));
            return (false, abi.encode(vm.parseUint(plan.json.readString(string.concat(".development.", name)))));
        }
        if (_same(arg, "holders")) return (true, _body(abi.encode(plan.holders)));
        if (first == "t") {
            string memory text =
                plan.json.readString(string.concat(".development.", _cut(arg, bytes("text:").length)));
            return (true, _body(abi.encode(text)));
        }
        if (first == "l") {
            return (true, abi.encode(uint256(1), _addressOf(plan, _cut(arg, bytes("list:@").length))));
        }
        revert DeploymentUnknownArgument(arg);
    }

    function _addressOf(Plan memory plan, string memory id) private pure returns (address) {
        for (uint256 i; i < plan.ids.length; ++i) {
            if (_same(plan.ids[i], id)) return plan.addresses[i];
        }
        revert DeploymentUnknownStep(id);
    }

    /// @dev The encoding of one dynamic value without the offset before it.
    function _body(bytes memory encoded) private pure returns (bytes memory body) {
        body = new bytes(encoded.length - 32);
        for (uint256 i; i < body.length; ++i) {
            body[i] = encoded[i + 32];
        }
    }

    function _cut(string memory text, uint256 count) private pure returns (string memory) {
        bytes memory rest = new bytes(bytes(text).length - count);
        for (uint256 i; i < rest.length; ++i) {
            rest[i] = bytes(text)[i + count];
        }
        return string(rest);
    }

    function _path(uint256 step, string memory field) private pure returns (string memory) {
        return string.concat(".steps[", vm.toString(step), "].", field);
    }

    function _same(string memory a, string memory b) private pure returns (bool) {
        return keccak256(bytes(a)) == keccak256(bytes(b));
    }
}
