// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { CommonBase } from "forge-std/Base.sol";
import { VmSafe } from "forge-std/Vm.sol";
import { IActionLedger } from "../../src/interfaces/IActionLedger.sol";
import { IAgentRegistry } from "../../src/interfaces/IAgentRegistry.sol";
import { IAgentVault } from "../../src/interfaces/IAgentVault.sol";
import { IOperatorRegistry } from "../../src/interfaces/IOperatorRegistry.sol";
import { IPolicyRegistry, Limit, Rule } from "../../src/interfaces/IPolicyRegistry.sol";

/// @title What a stranger makes of the events alone: every history, step by step as the specification has it
/// @dev Without the contracts' libraries and without their storage. A step that does not follow is a fault.
abstract contract Folding is CommonBase {
    struct Chain {
        address where;
        bytes32 slot;
    }

    mapping(bytes32 slot => bytes32) public folded;
    mapping(address node => uint64) public checkpoints;
    mapping(address key => bool) private bound;
    mapping(address node => address) private spenderOf;
    mapping(bytes32 lease => uint64) private epochs;
    mapping(bytes32 sentence => bool) private said;
    Chain[] public chains;
    string[] public faults;

    function chainCount() external view returns (uint256) {
        return chains.length;
    }

    function faultCount() external view returns (uint256) {
        return faults.length;
    }

    /// @dev Each sentence once: what is broken, not how often.
    function _fault(string memory what) internal {
        bytes32 sentence = keccak256(bytes(what));
        if (!said[sentence]) faults.push(what);
        said[sentence] = true;
    }

    function _foldEvents() internal {
        VmSafe.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) {
            bytes32 topic = logs[i].topics[0];
            if (topic == IActionLedger.Taken.selector) _taken(logs[i]);
            else if (topic == IActionLedger.Checkpointed.selector) _checkpointed(logs[i]);
            else if (topic == IPolicyRegistry.Published.selector) _published(logs[i]);
            else if (topic == IPolicyRegistry.Frozen.selector) _freeze(logs[i], 1);
            else if (topic == IPolicyRegistry.Lifted.selector) _freeze(logs[i], 0);
            else if (topic == IOperatorRegistry.KeySet.selector) _key(logs[i]);
            else if (topic == IAgentRegistry.Assigned.selector) _assigned(logs[i]);
            else if (topic == IAgentVault.Spent.selector) _spent(logs[i]);
        }
    }

    function _taken(VmSafe.Log memory log) private {
        (uint8[] memory shards, uint64[] memory given, bytes32 leases) =
            abi.decode(log.data, (uint8[], uint64[], bytes32));
        bytes32 slot = _slot("leases", log.topics[1]);
        bytes32 value = folded[slot];
        for (uint256 i; i < shards.length; ++i) {
            bytes32 lease = keccak256(abi.encode(log.topics[1], shards[i]));
            if (given[i] != ++epochs[lease]) _fault("an epoch is not the next one");
            value = keccak256(
                abi.encode(keccak256("dai.lease.1"), value, shards[i], log.topics[2], given[i], vm.getBlockNumber())
            );
        }
        if (value != leases) _fault("a lease does not follow from the leases before it");
        _step(log.emitter, slot, leases);
    }

    function _checkpointed(VmSafe.Log memory log) private {
        (bytes32 root, uint32 streams, uint64 leaves, bytes32 leases, bytes32 head) =
            abi.decode(log.data, (bytes32, uint32, uint64, bytes32, bytes32));
        address node = address(uint160(uint256(log.topics[1])));
        uint64 number = uint64(uint256(log.topics[2]));
        if (number != ++checkpoints[node]) _fault("a checkpoint's number leaves a gap");
        bytes32 slot = _slot("heads", log.topics[1]);
        bytes memory words = bytes.concat(
            abi.encode(keccak256("dai.checkpoint.1"), block.chainid, log.emitter, node, number, folded[slot]),
            abi.encode(root, streams, leaves, vm.getBlockNumber(), vm.getBlockTimestamp(), leases)
        );
        if (keccak256(words) != head) _fault("a checkpoint does not follow from the head before it");
        _step(log.emitter, slot, head);
    }

    function _published(VmSafe.Log memory log) private {
        (bytes32 limitsHash, bytes32 previous, bytes32 publications,,) =
            abi.decode(log.data, (bytes32, bytes32, bytes32, Limit[], Rule[]));
        bytes32 slot = _slot("publications", log.topics[1]);
        if (previous != folded[slot]) _fault("a publication names another one before it");
        bytes32 value = keccak256(
            abi.encode(keccak256("dai.publication.1"), folded[slot], log.topics[2], limitsHash, vm.getBlockNumber())
        );
        if (value != publications) _fault("a publication does not follow from those before it");
        _step(log.emitter, slot, publications);
    }

    function _freeze(VmSafe.Log memory log, uint8 on) private {
        bytes32 target = keccak256(abi.encode(keccak256("dai.target.1"), log.topics[1], log.topics[2]));
        bytes32 slot = _slot("freezes", target);
        bytes32 freezes = on == 1 ? abi.decode(log.data, (bytes32)) : _second(log.data);
        bytes32 value = keccak256(abi.encode(keccak256("dai.freeze.1"), folded[slot], on, vm.getBlockNumber()));
        if (value != freezes) _fault("a freeze does not follow from those before it");
        _step(log.emitter, slot, freezes);
    }

    function _key(VmSafe.Log memory log) private {
        (uint8 role, uint8 on, bytes32 keys) = abi.decode(log.data, (uint8, uint8, bytes32));
        address key = address(uint160(uint256(log.topics[2])));
        if (on == 1 && bound[key]) _fault("a key was bound twice");
        bound[key] = true;
        if (role == 1) _spender(address(uint160(uint256(log.topics[3]))), on == 1 ? key : address(0));
        bytes32 slot = _slot("keys", log.topics[1]);
        bytes32 value =
            keccak256(abi.encode(keccak256("dai.key.1"), folded[slot], key, role, on, vm.getBlockNumber()));
        if (value != keys) _fault("a key does not follow from those before it");
        _step(log.emitter, slot, keys);
    }

    function _spender(address node, address key) private {
        if (key != address(0) && spenderOf[node] != address(0)) _fault("a node has two spenders");
        spenderOf[node] = key;
    }

    function _assigned(VmSafe.Log memory log) private {
        (address vault, bytes32 compositions) = abi.decode(log.data, (address, bytes32));
        bytes32 slot = _slot("compositions", log.topics[1]);
        bytes32 value = keccak256(
            abi.encode(
                keccak256("dai.composition.1"), folded[slot], log.topics[2], log.topics[3], vault, vm.getBlockNumber()
            )
        );
        if (value != compositions) _fault("a composition does not follow from those before it");
        _step(log.emitter, slot, compositions);
    }

    function _spent(VmSafe.Log memory log) private {
        (address asset, uint256 amount, uint64 epoch, bytes32 opened,, bytes32 spent, bytes32 spends) =
            abi.decode(log.data, (address, uint256, uint64, bytes32, bytes32, bytes32, bytes32));
        bytes memory words = bytes.concat(
            abi.encode(keccak256("dai.spent.1"), IAgentVault(log.emitter).stream(), log.emitter, log.topics[1]),
            abi.encode(opened, log.topics[2], asset, log.topics[3], amount, epoch)
        );
        if (keccak256(words) != spent) _fault("a receipt's words are not its hash");
        bytes32 slot = keccak256("dai.slot.spends");
        bytes32 value = keccak256(abi.encode(keccak256("dai.spends.1"), folded[slot], spent));
        if (value != spends) _fault("a spend does not follow from those before it");
        _step(log.emitter, slot, spends);
    }

    function _step(address where, bytes32 slot, bytes32 value) private {
        if (folded[slot] == 0) chains.push(Chain(where, slot));
        folded[slot] = value;
    }

    function _second(bytes memory data) private pure returns (bytes32 word) {
        (, word) = abi.decode(data, (uint64, bytes32));
    }

    function _slot(string memory name, bytes32 key) internal pure returns (bytes32) {
        return keccak256(abi.encode(key, keccak256(bytes(string.concat("dai.slot.", name)))));
    }
}
