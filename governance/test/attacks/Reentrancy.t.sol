// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ERC20 } from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { IAgentVault, Spend } from "../../src/interfaces/IAgentVault.sol";
import { Limit } from "../../src/interfaces/IPolicyRegistry.sol";
import { Encoding } from "../../src/libraries/Encoding.sol";
import { Fixture } from "../Fixture.sol";
import { CallingPayee } from "../mocks.sol";

/// @dev Tells the receiver of a transfer, as ERC-777 does.
contract CallbackToken is ERC20 {
    constructor() ERC20("Callback", "CB") { }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        super.transfer(to, amount);
        CallingPayee(payable(to)).onPaid(0, address(this), amount, 0, 0);
        return true;
    }
}

/// @title A payee that is called in the middle of a payment and calls back
contract ReentrancyAttackTest is Fixture {
    CallingPayee private payee;

    function setUp() public override {
        super.setUp();
        payee = new CallingPayee();
        Limit memory l = freeLimit();
        l.payeesRoot = Encoding.payee(address(payee), 1);
        serve(l);
    }

    function test_RevertWhen_ItSpendsAgain() public {
        Spend memory again = _spend(1);
        again.number = 2;
        payee.setCall(address(vault), abi.encodeCall(vault.spend, (again)));
        _expectGuard();
    }

    function test_RevertWhen_ItRecovers() public {
        payee.setCall(address(vault), abi.encodeCall(vault.recover, (address(dao.usdc), address(payee), 1)));
        _expectGuard();
    }

    function test_RevertWhen_ItSetsLimits() public {
        payee.setCall(address(vault), abi.encodeCall(vault.setLimits, (new Limit[](0))));
        _expectGuard();
    }

    function test_RevertWhen_ATokensCallbackSpendsAgain() public {
        CallbackToken token = new CallbackToken();
        token.mint(address(vault), 1000e6);
        Limit memory l = freeLimit();
        l.asset = address(token);
        l.payeesRoot = Encoding.payee(address(payee), 0);
        publish(l);
        Spend memory s = _spend(100e6);
        s.mode = 0;
        s.asset = address(token);
        Spend memory again = s;
        payee.setCall(address(vault), abi.encodeCall(vault.spend, (again)));
        vm.prank(spender1);
        vm.expectRevert(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        vault.spend(s);
        assertEq(token.balanceOf(address(vault)), 1000e6);
    }

    function _expectGuard() private {
        Spend memory s = _spend(100e6);
        vm.prank(spender1);
        vm.expectRevert(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        vault.spend(s);
        assertEq(dao.usdc.balanceOf(address(vault)), FUNDED);
        assertEq(vault.nextNumber(), 1);
    }

    function _spend(uint256 amount) private view returns (Spend memory s) {
        s = spendOf(amount);
        s.to = address(payee);
        s.mode = 1;
        s.payeeProof = new bytes32[](0);
    }
}
