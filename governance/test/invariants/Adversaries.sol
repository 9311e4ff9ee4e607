// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IAgentRegistry } from "../../src/interfaces/IAgentRegistry.sol";
import { IOperatorRegistry } from "../../src/interfaces/IOperatorRegistry.sol";
import { AgentVault } from "../../src/AgentVault.sol";
import { Dao } from "../../script/Deployment.sol";
import { CallingPayee, OddToken } from "../mocks.sol";
import { Guardians } from "./Guardians.sol";
import { Meddlers } from "./Meddlers.sol";
import { Thieves } from "./Thieves.sol";
import { Voters } from "./Voters.sol";

/// @title Everybody who could move a vault's money or its limits, in any order and at any time
/// @dev Beside thieves, voters, a guardian and meddlers there are a token whose issuer changes what a transfer takes,
/// a payee that is called and calls back, a clock that may stand still and a chain that goes back.
contract Adversaries is Thieves, Voters, Guardians, Meddlers {
    constructor(
        Dao memory dao_,
        AgentVault vault_,
        uint256[2] memory operators_,
        address[2] memory listed,
        address[2] memory voters_
    ) {
        dao = dao_;
        vault = vault_;
        voters = voters_;
        agentId = vault_.agentId();
        operatorIds = operators_;
        servedBy = operators_[0];
        root = dao_.policies.stage("any document");
        odd = new OddToken();
        callee = new CallingPayee();
        guardian = address(uint160(uint256(keccak256("a rogue guardian"))));
        payees = [listed[0], listed[1], address(callee), address(0xF00D), address(odd)];
        assets = [address(dao_.usdc), address(odd), NATIVE];
        for (uint256 asset; asset < ASSETS; ++asset) {
            funded[asset] = balance(asset, address(vault_));
            laws[asset].push();
        }
    }

    function begin() external {
        if (nodes.length != 0) return;
        _foldEvents();
        odd.mint(address(vault), 100_000);
        funded[1] = 100_000;
        for (uint256 i; i < 2; ++i) {
            vm.prank(voters[i]);
            dao.token.delegate(voters[i]);
        }
        for (uint256 i; i < 3; ++i) {
            rekey(uint8(i));
        }
        vote(7, 1000, 2 << 64, 15_000);
        lease(0);
        anchor(0);
        anchor(1);
    }

    function fund(uint8 asset, uint256 amount) external {
        asset = uint8(asset % ASSETS);
        amount = bound(amount, 0, 5000);
        if (asset == 0) {
            vm.prank(dao.usdc.minter());
            dao.usdc.mint(address(vault), amount);
        } else if (asset == 1) {
            odd.mint(address(vault), amount);
        } else {
            vm.deal(address(this), amount);
            (bool done,) = address(vault).call{ value: amount }("");
            require(done, "a vault takes coin");
        }
        funded[asset] += amount;
    }

    function issue(int8 extra) external {
        odd.setExtra(extra % 4);
    }

    function assign(uint8 to) external folds {
        if (suspended[operatorIds[to % 2]]) return;
        servedBy = operatorIds[to % 2];
        vm.prank(address(dao.timelock));
        dao.agents.assign(agentId, servedBy, bytes32(uint256(to) + 1));
    }

    function suspend(uint8 which, uint8 chance) external {
        bool on = chance % 8 == 0;
        uint256 operatorId = operatorIds[which % 2];
        if (suspended[operatorId] == on) return;
        suspended[operatorId] = on;
        vm.prank(address(dao.timelock));
        dao.operators
            .setStatus(operatorId, on ? IOperatorRegistry.Status.Suspended : IOperatorRegistry.Status.Hosting);
    }

    function pause(uint8 chance) external {
        bool on = chance % 8 == 0;
        if (paused == on) return;
        paused = on;
        vm.prank(address(dao.timelock));
        dao.agents.setStatus(agentId, on ? IAgentRegistry.Status.Paused : IAgentRegistry.Status.Active);
    }

    function wait(uint16 time) external {
        // One block in four has the time of the one before it.
        if (time % 4 != 0) vm.warp(vm.getBlockTimestamp() + time % 400);
        vm.roll(vm.getBlockNumber() + 1);
    }
}
