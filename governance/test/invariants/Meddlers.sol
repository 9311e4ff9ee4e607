// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IAgentRegistry } from "../../src/interfaces/IAgentRegistry.sol";
import { IOperatorRegistry } from "../../src/interfaces/IOperatorRegistry.sol";
import { Limit, Rule } from "../../src/interfaces/IPolicyRegistry.sol";
import { World } from "./World.sol";

/// @title Everybody who is not the authority, at the doors that are the authority's or another contract's
abstract contract Meddlers is World {
    bytes32 internal root;
    uint256 public meddled;

    /// @dev Whoever is not the authority tries what is the authority's, or another contract's.
    function meddle(uint8 who, uint8 what) external folds {
        address[6] memory callers =
            [guardian, nodes[0].spender, nodes[0].anchor, payees[0], address(callee), address(this)];
        (address to, bytes memory data) = _privileged(what % 14);
        vm.prank(callers[who % 6]);
        (bool done,) = to.call(data);
        if (done) _fault(string.concat("meddling worked: ", vm.toString(what % 14)));
        else ++meddled;
    }

    function _privileged(uint256 i) private view returns (address, bytes memory) {
        if (i == 0) return (address(vault), abi.encodeCall(vault.recover, (assets[0], payees[3], 1)));
        if (i == 1) return (address(vault), abi.encodeCall(vault.setLimits, (_limits())));
        if (i == 2) {
            return _policies(abi.encodeCall(dao.policies.publish, (agentId, root, _limits(), new Rule[](0))));
        }
        if (i == 3) return _policies(abi.encodeCall(dao.policies.lift, (1, agentId)));
        if (i == 4) return _policies(abi.encodeCall(dao.policies.setGuardian, (guardian, type(uint64).max)));
        if (i == 5) return _agents(abi.encodeCall(dao.agents.assign, (agentId, operatorIds[1], root)));
        if (i == 6) return _agents(abi.encodeCall(dao.agents.setStatus, (agentId, IAgentRegistry.Status.Active)));
        if (i == 7) {
            return _agents(abi.encodeCall(dao.agents.transferFrom, (address(dao.timelock), guardian, agentId)));
        }
        if (i == 8) return _operators(abi.encodeCall(dao.operators.revokeKey, (nodes[1].anchor)));
        if (i == 9) {
            return
                _operators(
                    abi.encodeCall(dao.operators.setStatus, (operatorIds[0], IOperatorRegistry.Status.Hosting))
                );
        }
        if (i == 10) return _ledger(abi.encodeCall(dao.ledger.countSpend, (agentId, nodes[0].spender, 1)));
        if (i == 11) return _ledger(abi.encodeCall(dao.ledger.seat, (agentId, payees[3], operatorIds[1], true)));
        if (i == 12) return _ledger(abi.encodeCall(dao.ledger.bind, (payees[3], nodes[0].anchor)));
        return (address(dao.timelock), abi.encodeCall(dao.timelock.schedule, (address(vault), 0, "", 0, 0, 2)));
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

    function _limits() internal view virtual returns (Limit[] memory);
}
