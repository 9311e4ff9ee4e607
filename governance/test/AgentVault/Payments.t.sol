// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { IAgentVault, Spend } from "../../src/interfaces/IAgentVault.sol";
import { Limit } from "../../src/interfaces/IPolicyRegistry.sol";
import { Encoding } from "../../src/libraries/Encoding.sol";
import { Fixture } from "../Fixture.sol";
import { OddToken, Payee, QuietToken } from "../mocks.sol";

contract AgentVaultPaymentsTest is Fixture {
    function setUp() public override {
        super.setUp();
        serve(freeLimit());
    }

    // tokens

    function test_RevertWhen_TheTokenTakesMore() public {
        OddToken token = new OddToken();
        Spend memory s = _list(address(token));
        token.mint(address(vault), 1000e6);
        token.setExtra(1);
        vm.prank(spender1);
        vm.expectRevert(
            abi.encodeWithSelector(IAgentVault.AgentVaultTookMore.selector, address(token), 100e6, 100e6 + 1)
        );
        vault.spend(s);
    }

    function test_TheDebitIsWhatWasAskedWhenTheTokenTakesLess() public {
        OddToken token = new OddToken();
        Spend memory s = _list(address(token));
        token.mint(address(vault), 1000e6);
        token.setExtra(-40e6);
        vm.prank(spender1);
        vault.spend(s);
        assertEq(token.balanceOf(hosting), 60e6);
        assertEq(vault.bucketOf(address(token)).spent, 100e6);
        assertEq(vault.bucketOf(address(token)).level, uint256(1400e6) << 64);
    }

    function test_ATokenThatAnswersNothing() public {
        QuietToken token = new QuietToken();
        Spend memory s = _list(address(token));
        token.mint(address(vault), 1000e6);
        vm.prank(spender1);
        vault.spend(s);
        assertEq(token.balanceOf(hosting), 100e6);
        token.setRefuses(true);
        s.number = 2;
        vm.prank(spender1);
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(token)));
        vault.spend(s);
    }

    function test_RevertWhen_TheVaultIsEmpty() public {
        OddToken token = new OddToken();
        Spend memory s = _list(address(token));
        vm.prank(spender1);
        vm.expectRevert();
        vault.spend(s);
        assertEq(vault.nextNumber(), 1);
    }

    // payees of mode 1

    function test_APayeeOfMode1IsTold() public {
        Payee payee = new Payee();
        Spend memory s = _listPayee(address(payee), address(dao.usdc));
        s.purpose = keccak256("job");
        vm.prank(spender1);
        vault.spend(s);
        (
            uint256 agent,
            address asset,
            uint256 debit,
            bytes32 purpose,
            bytes32 action,
            uint64 nextNumber,
            bytes32 spends,
            uint256 balance
        ) = payee.seen();
        assertEq(agent, agentId);
        assertEq(asset, address(dao.usdc));
        assertEq(debit, 100e6);
        assertEq(purpose, keccak256("job"));
        assertEq(action, keccak256("action"));
        assertEq(nextNumber, 2, "the number was written before");
        assertEq(spends, vault.spends(), "the receipt was written before");
        assertEq(balance, 100e6, "the money was there before");
    }

    function test_APayeeOfMode1GetsNativeCoin() public {
        Payee payee = new Payee();
        Spend memory s = _listPayee(address(payee), NATIVE);
        vm.prank(spender1);
        vault.spend(s);
        assertEq(address(payee).balance, 100e6);
    }

    function test_RevertWhen_ThePayeeAnswersWrongly() public {
        Payee payee = new Payee();
        Spend memory s = _listPayee(address(payee), address(dao.usdc));
        payee.setAnswer(0xdeadbeef);
        vm.prank(spender1);
        vm.expectRevert(abi.encodeWithSelector(IAgentVault.AgentVaultWrongAnswer.selector, address(payee)));
        vault.spend(s);
        assertEq(dao.usdc.balanceOf(address(payee)), 0);
    }

    function test_RevertWhen_ThePayeeIsNoContract() public {
        Spend memory s = _listPayee(hosting, address(dao.usdc));
        vm.prank(spender1);
        vm.expectRevert();
        vault.spend(s);
    }

    // recover, receive

    function test_Recover() public {
        vm.startPrank(authority);
        vm.expectEmit(address(vault));
        emit IAgentVault.Recovered(address(dao.usdc), stranger, FUNDED);
        vault.recover(address(dao.usdc), stranger, FUNDED);
        vault.recover(NATIVE, stranger, 100 ether);
        assertEq(dao.usdc.balanceOf(stranger), FUNDED);
        assertEq(stranger.balance, 100 ether);
        assertEq(vault.nextNumber(), 1);
        assertEq(vault.bucketOf(address(dao.usdc)).spent, 0);
    }

    function test_Recover_RevertWhen_NotAllowed() public {
        address[4] memory callers = [stranger, admin, spender1, address(dao.policies)];
        for (uint256 i; i < 4; ++i) {
            vm.prank(callers[i]);
            vm.expectRevert(abi.encodeWithSelector(IAgentVault.AgentVaultNotAuthority.selector, callers[i]));
            vault.recover(address(dao.usdc), callers[i], 1);
        }
        vm.startPrank(authority);
        vm.expectRevert(abi.encodeWithSelector(IAgentVault.AgentVaultBadPayee.selector, address(0)));
        vault.recover(address(dao.usdc), address(0), 1);
        vm.expectRevert(abi.encodeWithSelector(IAgentVault.AgentVaultBadPayee.selector, address(vault)));
        vault.recover(NATIVE, address(vault), 1);
    }

    function test_ReceivesNativeCoin() public {
        vm.deal(stranger, 1 ether);
        vm.expectEmit(address(vault));
        emit IAgentVault.Funded(stranger, 1 ether);
        vm.prank(stranger);
        (bool done,) = address(vault).call{ value: 1 ether }("");
        assertTrue(done);
    }

    function _list(address asset) private returns (Spend memory s) {
        Limit memory l = freeLimit();
        l.asset = asset;
        publish(l);
        s = spendOf(100e6);
        s.asset = asset;
    }

    function _listPayee(address to, address asset) private returns (Spend memory s) {
        Limit memory l = freeLimit();
        l.asset = asset;
        l.payeesRoot = Encoding.payee(to, 1);
        publish(l);
        s = spendOf(100e6);
        s.asset = asset;
        s.to = to;
        s.mode = 1;
        s.payeeProof = new bytes32[](0);
    }
}
