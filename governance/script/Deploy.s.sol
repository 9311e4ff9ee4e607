// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Script } from "forge-std/Script.sol";
import { console2 } from "forge-std/console2.sol";
import { GovernanceToken } from "../src/governor/GovernanceToken.sol";
import { Dao, Deployment } from "./Deployment.sol";

/// @title forge script script/Deploy.s.sol --sig "run(address[],uint256,address)" HOLDERS AMOUNT MINTER --broadcast
contract Deploy is Script, Deployment {
    /// @param accounts holders of the token
    /// @param amount for each of them, in 10^-18 tokens
    /// @param minter of the development token
    function run(address[] calldata accounts, uint256 amount, address minter) external returns (Dao memory dao) {
        GovernanceToken.Holder[] memory holders = new GovernanceToken.Holder[](accounts.length);
        for (uint256 i; i < accounts.length; ++i) {
            holders[i] = GovernanceToken.Holder(accounts[i], amount);
        }
        (, address deployer,) = vm.readCallers();
        vm.startBroadcast(deployer);
        dao = deployDevelopment(deployer, holders, minter);
        vm.stopBroadcast();
        console2.log("governor", address(dao.governor));
        console2.log("actionLedger", address(dao.ledger));
        console2.log("policyRegistry", address(dao.policies));
        console2.log("agentRegistry", address(dao.agents));
        console2.log("operatorRegistry", address(dao.operators));
    }
}
