// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { GovernanceToken } from "../src/governor/GovernanceToken.sol";
import { Dao, Deployment } from "../script/Deployment.sol";

/// @title The deployer of the tests' DAO; apart from them, so that it is compiled once
contract DevelopmentDeployer is Deployment {
    function deploy(GovernanceToken.Holder[] calldata holders, address minter) external returns (Dao memory) {
        return deployDevelopment(address(this), holders, minter);
    }
}
