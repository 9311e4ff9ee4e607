// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IAgentRegistry } from "../../src/interfaces/IAgentRegistry.sol";
import { IOperatorRegistry } from "../../src/interfaces/IOperatorRegistry.sol";
import { IProposalGate } from "../../src/interfaces/IProposalGate.sol";
import { Rule } from "../../src/interfaces/IPolicyRegistry.sol";
import { World } from "./World.sol";

/// @title Everybody who is not the authority, at the doors that are the authority's or another contract's
abstract contract Meddlers is World {
    uint8 internal constant OWNED = 13;
    uint8 internal constant DOORS = 17;
    uint256 public meddled;

    /// @dev Whoever is not the authority tries what is the authority's, or another contract's.
    function meddle(uint8 who, uint8 what) external folds {
        address[6] memory callers =
            [guardian, nodes[0].spender, nodes[0].anchor, payees[0], address(callee), address(this)];
        what %= DOORS;
        address caller = callers[who % 6];
        // To freeze is what a guardian is for.
        if (what == 12 && caller == guardian) caller = payees[1];
        (address to, bytes memory data) = what < OWNED ? _owned(what) : _between(what);
        vm.prank(caller);
        (bool done,) = to.call(data);
        if (!done) ++meddled;
        else if (caller == guardian) _fault("a guardian did more than freeze");
        else if (what < OWNED) _fault("somebody else did what is the authority's");
        else _fault("somebody else did what is a contract's");
    }

    function _owned(uint256 i) private view returns (address, bytes memory) {
        if (i == 0) return (address(vault), abi.encodeCall(vault.recover, (assets[0], payees[3], 1)));
        if (i == 1) {
            return _policies(abi.encodeCall(dao.policies.publish, (agentId, root, _limits(), new Rule[](0))));
        }
        if (i == 2) return _policies(_lift());
        if (i == 3) return _policies(abi.encodeCall(dao.policies.setGuardian, (guardian, type(uint64).max)));
        if (i == 4) return _agents(abi.encodeCall(dao.agents.assign, (agentId, operatorIds[1], root)));
        if (i == 5) return _agents(abi.encodeCall(dao.agents.setStatus, (agentId, IAgentRegistry.Status.Active)));
        if (i == 6) {
            return _agents(abi.encodeCall(dao.agents.transferFrom, (address(dao.timelock), guardian, agentId)));
        }
        if (i == 7) return _operators(abi.encodeCall(dao.operators.revokeKey, (nodes[1].anchor)));
        if (i == 8) return _operators(_host());
        if (i == 9) {
            return (address(dao.timelock), abi.encodeCall(dao.timelock.schedule, (address(vault), 0, "", 0, 0, 2)));
        }
        if (i == 10) {
            return (address(dao.governor), abi.encodeCall(dao.governor.setGate, (IProposalGate(payees[0]))));
        }
        if (i == 11) return (address(dao.governor), abi.encodeCall(dao.governor.relay, (payees[0], 0, "")));
        return _policies(abi.encodeCall(dao.policies.freeze, (3, uint160(payees[3]))));
    }

    function _between(uint256 i) private view returns (address, bytes memory) {
        if (i == 13) return (address(vault), abi.encodeCall(vault.setLimits, (_limits())));
        if (i == 14) return _ledger(abi.encodeCall(dao.ledger.countSpend, (agentId, nodes[0].spender, 1)));
        if (i == 15) return _ledger(abi.encodeCall(dao.ledger.seat, (agentId, payees[3], operatorIds[1], true)));
        return _ledger(abi.encodeCall(dao.ledger.bind, (payees[3], nodes[0].anchor)));
    }

    /// @dev Of what is frozen, where anything is.
    function _lift() private view returns (bytes memory) {
        if (isFrozen[2][operatorIds[0]]) return abi.encodeCall(dao.policies.lift, (2, operatorIds[0]));
        if (isFrozen[3][uint160(payees[0])]) return abi.encodeCall(dao.policies.lift, (3, uint160(payees[0])));
        return abi.encodeCall(dao.policies.lift, (1, agentId));
    }

    function _host() private view returns (bytes memory) {
        uint256 id = suspended[operatorIds[1]] ? operatorIds[1] : operatorIds[0];
        return abi.encodeCall(dao.operators.setStatus, (id, IOperatorRegistry.Status.Hosting));
    }

    function _policies(bytes memory data) private view returns (address, bytes memory) {
        return (address(dao.policies), data);
    }

    function _agents(bytes memory data) private view returns (address, bytes memory) {
        return (address(dao.agents), data);
    }

    function _operators(bytes memory data) private view returns (address, bytes memory) {
        return (address(dao.operators), data);
    }

    function _ledger(bytes memory data) private view returns (address, bytes memory) {
        return (address(dao.ledger), data);
    }
}
