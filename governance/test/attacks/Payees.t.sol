// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IAgentVault, Spend } from "../../src/interfaces/IAgentVault.sol";
import { IPolicyRegistry, Limit, Rule } from "../../src/interfaces/IPolicyRegistry.sol";
import { Fixture } from "../Fixture.sol";

/// @title Lists of payees: long ones, empty ones, and proofs that are built
contract PayeesAttackTest is Fixture {
    uint256 private constant MANY = 10_000;

    bytes32[][] private levels;

    function test_TenThousandPayees() public {
        Limit memory l = freeLimit();
        l.payeesRoot = _build(MANY);
        serve(l);
        uint256[5] memory places = [0, 1, 4999, 9998, MANY - 1];
        uint256 most;
        for (uint256 i; i < places.length; ++i) {
            Spend memory s = _spend(places[i], places[i]);
            vm.prank(spender1);
            vault.spend(s);
            if (i > 0 && vm.lastCallGas().gasTotalUsed > most) most = vm.lastCallGas().gasTotalUsed;
            assertEq(dao.usdc.balanceOf(_payee(places[i])), 1);
            _refuse(_spend(places[i], places[(i + 1) % 5]), _payee(places[(i + 1) % 5]));
        }
        // Each payee is new to the token: 17,100 more than a steady payment.
        assertLt(most, 160_000);
        _refuse(_spend(0, MANY), _payee(MANY));
    }

    /// @dev The two halves of an inner node are 64 bytes; a leaf is hashed twice, so no pair passes for a payee.
    function test_RevertWhen_AnInnerNodeIsShownAsAPayee() public {
        Limit memory l = freeLimit();
        l.payeesRoot = _build(4);
        serve(l);
        Spend memory s = spendOf(1);
        for (uint256 level = 1; level < levels.length; ++level) {
            s.to = address(uint160(uint256(levels[level][0])));
            s.payeeProof = new bytes32[](levels.length - 1 - level);
            for (uint256 i; i < s.payeeProof.length; ++i) {
                s.payeeProof[i] = levels[level + i][1];
            }
            _refuse(s, s.to);
        }
    }

    /// forge-config: default.isolate = false
    function testFuzz_NoOtherAccountIsAPayee(address to, uint8 mode, bytes32[4] calldata proof, uint8 length) public {
        vm.assume(to != hosting && to != design && to != address(0) && to != address(vault));
        vm.assume(to != address(dao.usdc));
        serve(freeLimit());
        Spend memory s = spendOf(1);
        (s.to, s.mode, s.payeeProof) = (to, mode, new bytes32[](length % 5));
        for (uint256 i; i < s.payeeProof.length; ++i) {
            s.payeeProof[i] = proof[i];
        }
        vm.prank(spender1);
        vm.expectRevert(abi.encodeWithSelector(IAgentVault.AgentVaultNotPayee.selector, address(dao.usdc), to, mode));
        vault.spend(s);
    }

    function test_AnEmptyListIsNobody() public {
        Limit memory l = freeLimit();
        l.payeesRoot = 0;
        serve(l);
        Spend memory s = spendOf(1);
        _refuse(s, hosting);
        s.payeeProof = new bytes32[](0);
        _refuse(s, hosting);
        s.payeeProof = new bytes32[](1);
        _refuse(s, hosting);
    }

    /// @dev No document, no law: nothing is in force that nobody staged, and an empty one cannot be staged.
    function test_RevertWhen_ThePolicyIsEmpty() public {
        vm.expectRevert(IPolicyRegistry.PolicyRegistryEmptyDocument.selector);
        dao.policies.stage("");
        bytes32[2] memory roots = [bytes32(0), keccak256("")];
        for (uint256 i; i < 2; ++i) {
            vm.prank(authority);
            vm.expectRevert(abi.encodeWithSelector(IPolicyRegistry.PolicyRegistryNotStaged.selector, roots[i]));
            dao.policies.publish(agentId, roots[i], new Limit[](0), new Rule[](0));
        }
        take(anchor1);
        checkpoint(anchor1);
        Spend memory s = spendOf(1);
        vm.prank(spender1);
        vm.expectRevert(abi.encodeWithSelector(IAgentVault.AgentVaultNotListed.selector, address(dao.usdc)));
        vault.spend(s);
    }

    function _build(uint256 count) private returns (bytes32 root) {
        delete levels;
        bytes32[] memory level = new bytes32[](count);
        for (uint256 i; i < count; ++i) {
            level[i] = _leaf(_payee(i));
        }
        levels.push(level);
        while (level.length > 1) {
            bytes32[] memory next = new bytes32[]((level.length + 1) / 2);
            for (uint256 i; i < next.length; ++i) {
                next[i] = 2 * i + 1 < level.length ? pair(level[2 * i], level[2 * i + 1]) : level[2 * i];
            }
            level = next;
            levels.push(level);
        }
        return level[0];
    }

    /// @dev The proof of place `at`, shown for the payee of place `payee`.
    function _spend(uint256 at, uint256 payee) private view returns (Spend memory s) {
        s = spendOf(1);
        s.to = _payee(payee);
        bytes32[] memory proof = new bytes32[](levels.length);
        uint256 n;
        for (uint256 level; level + 1 < levels.length; ++level) {
            uint256 sibling = at ^ 1;
            if (sibling < levels[level].length) proof[n++] = levels[level][sibling];
            at /= 2;
        }
        s.payeeProof = new bytes32[](n);
        for (uint256 i; i < n; ++i) {
            s.payeeProof[i] = proof[i];
        }
    }

    function _refuse(Spend memory s, address to) private {
        vm.prank(spender1);
        vm.expectRevert(abi.encodeWithSelector(IAgentVault.AgentVaultNotPayee.selector, s.asset, to, s.mode));
        vault.spend(s);
    }

    function _payee(uint256 i) private pure returns (address) {
        return address(uint160(0x10000000 + i));
    }

    function _leaf(address account) private pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(keccak256("dai.payee.1"), account, uint8(0)))));
    }
}
