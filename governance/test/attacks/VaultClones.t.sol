// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IERC1271 } from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import { Clones } from "@openzeppelin/contracts/proxy/Clones.sol";
import { AgentVault } from "../../src/AgentVault.sol";
import { IActionLedger } from "../../src/interfaces/IActionLedger.sol";
import { IAgentVault, Spend } from "../../src/interfaces/IAgentVault.sol";
import { Limit } from "../../src/interfaces/IPolicyRegistry.sol";
import { Fixture } from "../Fixture.sol";

/// @title The implementation, forged clones, and what a vault must never sign
contract VaultClonesAttackTest is Fixture {
    function test_TheImplementationIsInert() public {
        AgentVault implementation = AgentVault(payable(dao.vaultImplementation));
        vm.expectRevert(IAgentVault.AgentVaultInert.selector);
        implementation.agentId();
        vm.expectRevert(IAgentVault.AgentVaultInert.selector);
        implementation.stream();
        serve(freeLimit());
        Spend memory s = spendOf(1);
        vm.prank(spender1);
        vm.expectRevert(IAgentVault.AgentVaultInert.selector);
        implementation.spend(s);
        vm.prank(authority);
        vm.expectRevert(IAgentVault.AgentVaultInert.selector);
        implementation.recover(NATIVE, stranger, 0);
        vm.prank(address(dao.policies));
        vm.expectRevert(IAgentVault.AgentVaultInert.selector);
        implementation.setLimits(new Limit[](0));
        (bool done,) = dao.vaultImplementation.call{ value: 1 }("");
        assertFalse(done);
    }

    function test_AForgedCloneIsNobodysVault() public {
        serve(freeLimit());
        AgentVault forged =
            AgentVault(payable(Clones.cloneWithImmutableArgs(dao.vaultImplementation, abi.encode(agentId))));
        assertEq(forged.agentId(), agentId);
        Spend memory s = spendOf(1);
        vm.prank(spender1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IActionLedger.ActionLedgerNotVault.selector, agentId, address(forged), address(vault)
            )
        );
        forged.spend(s);
    }

    function test_AVaultHasNoStateToInitialise() public {
        vm.prank(authority);
        (uint256 id, address made) = dao.agents.enroll("fresh", operatorId, keccak256("c"), "");
        assertEq(AgentVault(payable(made)).agentId(), id);
        for (uint256 slot; slot < 8; ++slot) {
            assertEq(vm.load(made, bytes32(slot)), 0);
        }
    }

    function testFuzz_AVaultSignsNothing(bytes32 hash, bytes calldata signature) public {
        (bool done,) = address(vault).call(abi.encodeCall(IERC1271.isValidSignature, (hash, signature)));
        assertFalse(done);
    }

    /// @dev Nor does any other contract that may hold tokens or rights: no permit in its name.
    function testFuzz_NobodySignsForAContractOfTheDao(bytes32 hash, uint8 v, bytes32 r, bytes32 s) public {
        address[6] memory ours = [
            address(vault),
            authority,
            address(dao.governor),
            address(dao.policies),
            address(dao.agents),
            address(dao.ledger)
        ];
        address one = ours[uint256(hash) % 6];
        (bool done,) = one.call(abi.encodeCall(IERC1271.isValidSignature, (hash, abi.encodePacked(r, s, v))));
        assertFalse(done);
        vm.expectRevert();
        dao.token.permit(one, stranger, 1, type(uint256).max, v, r, s);
    }

    function test_AVaultHasOnlyTheFunctionsThatAreTested() public {
        string memory artifact = vm.readFile("abi/AgentVault.json");
        string[16] memory known = [
            "agentId",
            "agents",
            "approvalDigest",
            "approvalUsed",
            "assets",
            "authority",
            "bucketOf",
            "ledger",
            "limitOf",
            "nextNumber",
            "policies",
            "recover",
            "setLimits",
            "spend",
            "spends",
            "stream"
        ];
        uint256 functions;
        for (uint256 i; vm.keyExistsJson(artifact, string.concat(".abi[", vm.toString(i), "]")); ++i) {
            string memory path = string.concat(".abi[", vm.toString(i), "]");
            if (!_equal(vm.parseJsonString(artifact, string.concat(path, ".type")), "function")) continue;
            string memory name = vm.parseJsonString(artifact, string.concat(path, ".name"));
            bool found;
            for (uint256 j; j < known.length; ++j) {
                if (_equal(known[j], name)) found = true;
            }
            assertTrue(found, name);
            ++functions;
        }
        assertEq(functions, 16);
    }

    function _equal(string memory a, string memory b) private pure returns (bool) {
        return keccak256(bytes(a)) == keccak256(bytes(b));
    }
}
