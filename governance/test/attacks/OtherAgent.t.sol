// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { AgentVault } from "../../src/AgentVault.sol";
import { IActionLedger } from "../../src/interfaces/IActionLedger.sol";
import { IAgentRegistry } from "../../src/interfaces/IAgentRegistry.sol";
import { Approval, IAgentVault, Spend } from "../../src/interfaces/IAgentVault.sol";
import { Fixture } from "../Fixture.sol";

/// @dev Gives its money to an address that cannot refuse it.
contract Forcer {
    constructor(address to) payable {
        selfdestruct(payable(to));
    }
}

/// @title A payment of one agent used for another, and receipts that name what never was
contract OtherAgentAttackTest is Fixture {
    AgentVault private otherVault;
    uint256 private otherAgent;

    function setUp() public override {
        super.setUp();
        serve(usdcLimit());
        vm.prank(authority);
        address made;
        (otherAgent, made) = dao.agents.enroll("other", operatorId, keccak256("c"), "");
        otherVault = AgentVault(payable(made));
        dao.usdc.mint(made, FUNDED);
        uint256 mine = agentId;
        agentId = otherAgent;
        publish(usdcLimit());
        take(anchor1);
        agentId = mine;
    }

    /// @dev Same operator, node, limits, payees, number, epoch: only the stream differs, and the signature covers it.
    function test_RevertWhen_AnApprovalForOneAgentIsShownAtAnother() public {
        Spend memory s = spendOf(900e6);
        uint64 deadline = uint64(vm.getBlockTimestamp()) + 100;
        bytes32 digest = vault.approvalDigest(s.action, 0, s.asset, s.amount, s.to, deadline);
        s.approval = Approval(0, deadline, sign(approverKey, digest));
        bytes32 asked = otherVault.approvalDigest(s.action, 0, s.asset, s.amount, s.to, deadline);
        assertTrue(asked != digest);
        vm.prank(spender1);
        vm.expectRevert(abi.encodeWithSelector(IAgentVault.AgentVaultApprovalInvalid.selector, approver, asked));
        otherVault.spend(s);
        vm.prank(spender1);
        vault.spend(s);
    }

    /// @dev Nor on another chain: the domain names the chain, and so does the stream.
    function test_RevertWhen_AnApprovalIsShownOnAnotherChain() public {
        Spend memory s = spendOf(900e6);
        uint64 deadline = uint64(vm.getBlockTimestamp()) + 100;
        bytes32 digest = vault.approvalDigest(s.action, 0, s.asset, s.amount, s.to, deadline);
        s.approval = Approval(0, deadline, sign(approverKey, digest));
        vm.chainId(block.chainid + 1);
        vm.prank(spender1);
        vm.expectPartialRevert(IAgentVault.AgentVaultApprovalInvalid.selector);
        vault.spend(s);
    }

    /// @dev What a vault pays, it pays from its own money and limits and writes into its own chain.
    function test_AVaultsMoneyAndLimitsAreItsOwn() public {
        spend(100e6);
        assertEq(dao.usdc.balanceOf(address(otherVault)), FUNDED);
        assertEq(otherVault.bucketOf(address(dao.usdc)).spent, 0);
        assertEq(otherVault.nextNumber(), 1);
        assertEq(otherVault.spends(), 0);
        vm.prank(address(vault));
        vm.expectRevert(
            abi.encodeWithSelector(
                IActionLedger.ActionLedgerNotVault.selector, otherAgent, address(vault), address(otherVault)
            )
        );
        dao.ledger.countSpend(otherAgent, spender1, 1);
    }

    /// @dev The vault cannot know what is true; it freezes what was claimed. `dai log verify` compares.
    function test_AFalseOpenedLeafIsPaidWithinTheLimitsAndStandsInTheReceiptForEver() public {
        Spend memory s = spendOf(100e6);
        (s.opened, s.action) = (keccak256("no leaf of this agent"), keccak256("nobody's action"));
        vm.prank(spender1);
        vault.spend(s);
        bytes32 stream = dao.ledger.streamOf(agentId);
        bytes32 spent = keccak256(
            bytes.concat(
                abi.encode(keccak256("dai.spent.1"), stream, vault, 1, s.opened, s.action),
                abi.encode(dao.usdc, hosting, 100e6, 1)
            )
        );
        bytes32 honest = keccak256(
            bytes.concat(
                abi.encode(keccak256("dai.spent.1"), stream, vault, 1, keccak256("opened"), s.action),
                abi.encode(dao.usdc, hosting, 100e6, 1)
            )
        );
        bytes32 spends = keccak256(abi.encode(keccak256("dai.spends.1"), bytes32(0), spent));
        assertEq(vm.load(address(vault), keccak256("dai.slot.spends")), spends);
        assertTrue(spends != keccak256(abi.encode(keccak256("dai.spends.1"), bytes32(0), honest)));
        assertEq(vault.bucketOf(address(dao.usdc)).spent, 100e6, "the limits counted it");
        // It used the number of an honest payment, which is refused and so noticed.
        s.opened = keccak256("opened");
        vm.prank(spender1);
        vm.expectRevert(abi.encodeWithSelector(IAgentVault.AgentVaultWrongNumber.selector, 1, 2));
        vault.spend(s);
    }

    /// @dev Coin that comes without asking changes no level, no number and no right to be paid.
    function test_ForcedCoinChangesNothing() public {
        bytes32 before = keccak256(abi.encode(vault.bucketOf(NATIVE), vault.nextNumber(), vault.spends()));
        new Forcer{ value: 1 }(address(vault));
        assertEq(address(vault).balance, 100 ether + 1);
        assertEq(keccak256(abi.encode(vault.bucketOf(NATIVE), vault.nextNumber(), vault.spends())), before);
        spend(1);
    }

    /// @dev An agent is not sold: with it would go its vault.
    function test_RevertWhen_AnAgentIsMoved() public {
        bytes memory fault = abi.encodeWithSelector(IAgentRegistry.AgentRegistryNotTransferable.selector, agentId);
        vm.startPrank(authority);
        dao.agents.approve(stranger, agentId);
        vm.expectRevert(fault);
        dao.agents.transferFrom(authority, stranger, agentId);
        vm.stopPrank();
        vm.prank(stranger);
        vm.expectRevert(fault);
        dao.agents.safeTransferFrom(authority, stranger, agentId);
    }

    function test_APausedOrRetiredAgentPaysNothing() public {
        Spend memory s = spendOf(1);
        IAgentRegistry.Status[2] memory states = [IAgentRegistry.Status.Paused, IAgentRegistry.Status.Retired];
        for (uint256 i; i < 2; ++i) {
            vm.prank(authority);
            dao.agents.setStatus(agentId, states[i]);
            vm.prank(spender1);
            vm.expectRevert(abi.encodeWithSelector(IActionLedger.ActionLedgerAgentNotActive.selector, agentId));
            vault.spend(s);
        }
    }
}
