// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IActionLedger } from "../../src/interfaces/IActionLedger.sol";
import { IAgentVault, Spend } from "../../src/interfaces/IAgentVault.sol";
import { Limit } from "../../src/interfaces/IPolicyRegistry.sol";
import { Fixture } from "../Fixture.sol";

contract AgentVaultSpendTest is Fixture {
    address private usdc;

    function setUp() public override {
        super.setUp();
        usdc = address(dao.usdc);
        serve(freeLimit());
    }

    function test_Spend() public {
        Spend memory s = spendOf(400e6);
        s.purpose = keccak256("job");
        bytes32 spent = keccak256(
            bytes.concat(
                abi.encode(keccak256("dai.spent.1"), vault.stream(), vault, 1, s.opened, s.action),
                abi.encode(usdc, hosting, 400e6, 1)
            )
        );
        bytes32 chain = keccak256(abi.encode(keccak256("dai.spends.1"), bytes32(0), spent));
        vm.expectEmit(address(vault));
        emit IAgentVault.Spent(1, s.action, hosting, usdc, 400e6, 1, s.opened, s.purpose, spent, chain);
        vm.prank(spender1);
        vault.spend(s);
        assertEq(dao.usdc.balanceOf(hosting), 400e6);
        assertEq(dao.usdc.balanceOf(address(vault)), FUNDED - 400e6);
        assertEq(vault.bucketOf(usdc).level, uint256(1100e6) << 64);
        assertEq(vault.bucketOf(usdc).spent, 400e6);
        assertEq(vault.nextNumber(), 2);
        assertEq(vault.spends(), chain);
        assertEq(dao.ledger.nodeOf(anchor1).unlogged, 1);
    }

    function test_Spend_NativeCoin() public {
        Limit memory l = freeLimit();
        l.asset = NATIVE;
        publish(l);
        Spend memory s = spendOf(700e6);
        s.asset = NATIVE;
        vm.prank(spender1);
        vault.spend(s);
        assertEq(hosting.balance, 700e6);
        assertEq(address(vault).balance, 100 ether - 700e6);
        vm.etch(hosting, hex"fe");
        s.number = 2;
        vm.prank(spender1);
        vm.expectRevert(abi.encodeWithSelector(IAgentVault.AgentVaultNativeFailed.selector, hosting, 700e6));
        vault.spend(s);
    }

    function test_RevertWhen_Expired() public {
        Spend memory s = spendOf(1);
        uint256 time = vm.getBlockTimestamp();
        s.notAfter = uint64(time * 1000 - 1);
        _expect(s, abi.encodeWithSelector(IAgentVault.AgentVaultExpired.selector, s.notAfter, time * 1000));
        s.notAfter = uint64(time * 1000);
        vm.prank(spender1);
        vault.spend(s);
    }

    function test_RevertWhen_NumberIsNotTheNext() public {
        Spend memory s = spendOf(1);
        for (uint64 number; number < 3; number += 2) {
            s.number = number;
            _expect(s, abi.encodeWithSelector(IAgentVault.AgentVaultWrongNumber.selector, number, 1));
        }
        spend(1);
        s.number = 1;
        _expect(s, abi.encodeWithSelector(IAgentVault.AgentVaultWrongNumber.selector, 1, 2));
    }

    function test_RevertWhen_AmountIsZero() public {
        _expect(spendOf(0), abi.encodeWithSelector(IAgentVault.AgentVaultZeroAmount.selector));
    }

    function test_RevertWhen_PayeeCannotBePaid() public {
        Spend memory s = spendOf(1);
        address[3] memory bad = [address(0), address(vault), usdc];
        for (uint256 i; i < 3; ++i) {
            s.to = bad[i];
            _expect(s, abi.encodeWithSelector(IAgentVault.AgentVaultBadPayee.selector, bad[i]));
        }
    }

    function test_RevertWhen_TheLedgerRefuses() public {
        Spend memory s = spendOf(1);
        s.epoch = 2;
        _expect(s, abi.encodeWithSelector(IActionLedger.ActionLedgerWrongEpoch.selector, agentId, 2, 1));
        s.epoch = 1;
        vm.prank(spender2);
        vm.expectRevert(
            abi.encodeWithSelector(IActionLedger.ActionLedgerNotHolder.selector, agentId, anchor2, anchor1)
        );
        vault.spend(s);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IActionLedger.ActionLedgerNotSpender.selector, stranger));
        vault.spend(s);
    }

    function test_RevertWhen_Frozen() public {
        uint256[3] memory ids = [agentId, operatorId, uint256(uint160(hosting))];
        for (uint8 what = 1; what < 4; ++what) {
            vm.prank(authority);
            dao.policies.freeze(what, ids[what - 1]);
            _expect(spendOf(1), abi.encodeWithSelector(IAgentVault.AgentVaultFrozen.selector, what, ids[what - 1]));
            vm.prank(authority);
            dao.policies.lift(what, ids[what - 1]);
        }
        spend(1);
    }

    function test_RevertWhen_NotListed() public {
        Spend memory s = spendOf(1);
        s.asset = NATIVE;
        _expect(s, abi.encodeWithSelector(IAgentVault.AgentVaultNotListed.selector, NATIVE));
        publish(new Limit[](0));
        _expect(spendOf(1), abi.encodeWithSelector(IAgentVault.AgentVaultNotListed.selector, usdc));
    }

    function test_RevertWhen_NotAPayee() public {
        Spend memory s = spendOf(1);
        s.to = stranger;
        _expect(s, abi.encodeWithSelector(IAgentVault.AgentVaultNotPayee.selector, usdc, stranger, 0));
        s.to = hosting;
        s.mode = 1;
        _expect(s, abi.encodeWithSelector(IAgentVault.AgentVaultNotPayee.selector, usdc, hosting, 1));
        s.mode = 0;
        s.payeeProof = new bytes32[](0);
        _expect(s, abi.encodeWithSelector(IAgentVault.AgentVaultNotPayee.selector, usdc, hosting, 0));
        // An empty list of payees: nobody.
        Limit memory l = freeLimit();
        l.payeesRoot = 0;
        publish(l);
        _expect(spendOf(1), abi.encodeWithSelector(IAgentVault.AgentVaultNotPayee.selector, usdc, hosting, 0));
    }

    function test_RevertWhen_ModeIsUnknownThoughListed() public {
        Limit memory l = freeLimit();
        l.payeesRoot = keccak256(bytes.concat(keccak256(abi.encode(keccak256("dai.payee.1"), hosting, uint8(2)))));
        publish(l);
        Spend memory s = spendOf(1);
        s.mode = 2;
        s.payeeProof = new bytes32[](0);
        _expect(s, abi.encodeWithSelector(IAgentVault.AgentVaultNotPayee.selector, usdc, hosting, 2));
    }

    function test_RevertWhen_AbovePerAction() public {
        _expect(
            spendOf(1000e6 + 1),
            abi.encodeWithSelector(IAgentVault.AgentVaultPerAction.selector, usdc, 1000e6 + 1, 1000e6)
        );
        _expect(
            spendOf(type(uint256).max),
            abi.encodeWithSelector(IAgentVault.AgentVaultPerAction.selector, usdc, type(uint256).max, 1000e6)
        );
        spend(1000e6);
    }

    function test_RevertWhen_AboveTheLevel() public {
        spend(1000e6);
        _expect(
            spendOf(500e6 + 1), abi.encodeWithSelector(IAgentVault.AgentVaultBurst.selector, usdc, 500e6 + 1, 500e6)
        );
        spend(500e6);
        _expect(spendOf(1), abi.encodeWithSelector(IAgentVault.AgentVaultBurst.selector, usdc, 1, 0));
    }

    function test_RevertWhen_AboveTheLifetime() public {
        Limit memory l = freeLimit();
        l.lifetime = 1200e6;
        publish(l);
        spend(1000e6);
        _expect(
            spendOf(200e6 + 1),
            abi.encodeWithSelector(IAgentVault.AgentVaultLifetime.selector, usdc, 200e6 + 1, 200e6)
        );
        spend(200e6);
        l.lifetime = 100e6;
        publish(l);
        _expect(spendOf(1), abi.encodeWithSelector(IAgentVault.AgentVaultLifetime.selector, usdc, 1, 0));
    }

    function testFuzz_ARefusalChangesNothing(uint256 amount, uint64 number, uint8 mode) public {
        Spend memory s = spendOf(amount);
        s.number = number;
        s.mode = mode;
        bool good = amount > 0 && amount <= 1000e6 && number == 1 && mode == 0;
        bytes memory before = abi.encode(vault.bucketOf(usdc), vault.spends(), dao.ledger.nodeOf(anchor1));
        vm.prank(spender1);
        (bool done,) = address(vault).call(abi.encodeCall(IAgentVault.spend, (s)));
        assertEq(done, good);
        if (!good) {
            assertEq(abi.encode(vault.bucketOf(usdc), vault.spends(), dao.ledger.nodeOf(anchor1)), before);
            assertEq(dao.usdc.balanceOf(address(vault)), FUNDED);
        }
    }

    function _expect(Spend memory s, bytes memory fault) private {
        vm.prank(spender1);
        vm.expectRevert(fault);
        vault.spend(s);
    }
}
