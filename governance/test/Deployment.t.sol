// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ActionLedger } from "../src/ActionLedger.sol";
import { AgentRegistry } from "../src/AgentRegistry.sol";
import { AgentVault } from "../src/AgentVault.sol";
import { IAgentRegistry } from "../src/interfaces/IAgentRegistry.sol";
import { OperatorRegistry } from "../src/OperatorRegistry.sol";
import { PolicyRegistry } from "../src/PolicyRegistry.sol";
import { Fixture } from "./Fixture.sol";

contract DeploymentTest is Fixture {
    function test_TimelockBelongsToTheGovernorAlone() public {
        bytes32[4] memory roles = [
            dao.timelock.DEFAULT_ADMIN_ROLE(),
            dao.timelock.PROPOSER_ROLE(),
            dao.timelock.EXECUTOR_ROLE(),
            dao.timelock.CANCELLER_ROLE()
        ];
        address[5] memory others = [deployer, address(0), holder(0), address(this), authority];
        for (uint256 i; i < roles.length; ++i) {
            assertEq(dao.timelock.hasRole(roles[i], address(dao.governor)), i != 0, "governor");
            for (uint256 j; j < others.length; ++j) {
                bool selfAdmin = i == 0 && others[j] == authority;
                assertEq(dao.timelock.hasRole(roles[i], others[j]), selfAdmin, "somebody else");
            }
        }
    }

    function test_NobodyElseMayTouchTheTimelock() public {
        vm.prank(deployer);
        vm.expectRevert();
        dao.timelock.schedule(address(dao.usdc), 0, "", 0, 0, 2);
        vm.prank(deployer);
        vm.expectRevert();
        dao.timelock.execute(address(dao.usdc), 0, "", 0, 0);
        vm.expectRevert();
        dao.timelock.updateDelay(0);
    }

    function test_EveryPartKnowsTheAuthorityAndItsNeighbours() public view {
        assertEq(dao.operators.authority(), authority);
        assertEq(dao.policies.authority(), authority);
        assertEq(dao.agents.authority(), authority);
        assertEq(dao.governor.timelock(), authority);
        assertEq(address(dao.governor.token()), address(dao.token));
        assertEq(dao.operators.ledger(), address(dao.ledger));
        assertEq(dao.policies.agents(), address(dao.agents));
        assertEq(dao.ledger.agents(), address(dao.agents));
        assertEq(dao.ledger.operators(), address(dao.operators));
        assertEq(dao.agents.vaultImplementation(), dao.vaultImplementation);
    }

    function test_DevelopmentValues() public view {
        assertEq(dao.governor.votingDelay(), 1);
        assertEq(dao.governor.votingPeriod(), 4);
        assertEq(dao.governor.lateQuorumVoteExtension(), 2);
        assertEq(dao.timelock.getMinDelay(), 2);
        assertEq(dao.policies.immunity(), 9);
        assertEq(dao.ledger.finality(), 2);
        assertEq(dao.ledger.staleMoney(), 3);
        assertEq(dao.ledger.anchorWithin(), 30);
        assertEq(dao.ledger.maxLogAge(), 600);
        assertEq(dao.ledger.maxUnlogged(), 64);
        assertEq(dao.usdc.decimals(), 6);
        assertEq(dao.usdc.symbol(), "USDC");
        assertEq(dao.token.totalSupply(), 300e18);
    }

    function test_RevertWhen_PartsAreMiswired() public {
        OperatorRegistry other = new OperatorRegistry(authority, address(1));
        vm.expectRevert(abi.encodeWithSelector(IAgentRegistry.AgentRegistryMiswired.selector, address(other)));
        new AgentRegistry(
            authority, address(other), address(dao.policies), address(dao.ledger), payable(dao.vaultImplementation)
        );
        // All parts are right, but they were made for the registry at another address.
        vm.expectRevert(abi.encodeWithSelector(IAgentRegistry.AgentRegistryMiswired.selector, address(dao.policies)));
        new AgentRegistry(
            authority,
            address(dao.operators),
            address(dao.policies),
            address(dao.ledger),
            payable(dao.vaultImplementation)
        );
    }

    /// @dev All parts know the registry's address, and one of them another neighbour.
    function test_RevertWhen_OnePartKnowsAnotherNeighbour() public {
        // Of operators, policies, ledger and vault: how many neighbours each is made with.
        uint8[4] memory neighbours = [2, 2, 2, 4];
        for (uint256 part; part < 4; ++part) {
            for (uint256 wrong; wrong < neighbours[part]; ++wrong) {
                _expectMiswired(part, wrong);
            }
        }
        _expectMiswired(4, 0);
    }

    /// @param part whose neighbour is a stranger; 4 = none
    function _expectMiswired(uint256 part, uint256 wrong) private {
        uint256 snapshot = vm.snapshotState();
        uint64 nonce = vm.getNonce(address(this));
        address[4] memory made;
        for (uint64 i; i < 4; ++i) {
            made[i] = vm.computeCreateAddress(address(this), nonce + i);
        }
        address registry = vm.computeCreateAddress(address(this), nonce + 4);
        address[4][4] memory known = [
            [authority, made[2], address(0), address(0)],
            [authority, registry, address(0), address(0)],
            [made[0], registry, address(0), address(0)],
            [registry, made[1], made[2], authority]
        ];
        if (part < 4) known[part][wrong] = stranger;
        new OperatorRegistry(known[0][0], known[0][1]);
        new PolicyRegistry(known[1][0], known[1][1], 9);
        new ActionLedger(known[2][0], known[2][1], ActionLedger.Constants(2, 3, 30, 600, 64));
        new AgentVault(known[3][0], known[3][1], known[3][2], known[3][3]);
        if (part < 4) {
            vm.expectRevert(abi.encodeWithSelector(IAgentRegistry.AgentRegistryMiswired.selector, made[part]));
        }
        new AgentRegistry(authority, made[0], made[1], made[2], payable(made[3]));
        vm.revertToState(snapshot);
    }

    function test_NoContractIsLargerThan20KB() public view {
        string[9] memory names = [
            "AgentGovernor",
            "GovernanceToken",
            "PolicyRegistry",
            "OperatorRegistry",
            "AgentRegistry",
            "AgentVault",
            "ActionLedger",
            "PolicyAttestations",
            "DaoFactory"
        ];
        for (uint256 i; i < names.length; ++i) {
            uint256 size = vm.getDeployedCode(string.concat(names[i], ".sol:", names[i])).length;
            assertGt(size, 0, names[i]);
            assertLe(size, 20 * 1024, names[i]);
        }
    }

    function test_APaymentWorks() public {
        serve(freeLimit());
        spend(100e6);
        assertEq(dao.usdc.balanceOf(hosting), 100e6);
    }
}
