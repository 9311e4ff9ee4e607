// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ERC20 } from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { IAgentVault, Spend } from "../../src/interfaces/IAgentVault.sol";
import { Limit } from "../../src/interfaces/IPolicyRegistry.sol";
import { Fixture } from "../Fixture.sol";
import { OddToken, QuietToken } from "../mocks.sol";

/// @dev Balances are shares of a supply that its issuer moves up and down.
contract RebasingToken {
    mapping(address => uint256) private shares;
    uint256 public percent = 100;

    function mint(address to, uint256 amount) external {
        shares[to] += amount * 100 / percent;
    }

    function rebase(uint256 percent_) external {
        percent = percent_;
    }

    function balanceOf(address account) public view returns (uint256) {
        return shares[account] * percent / 100;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        uint256 moved = amount * 100 / percent;
        shares[msg.sender] -= moved;
        shares[to] += moved;
        return true;
    }
}

/// @dev Its issuer blocks accounts, pauses everything, and may have any number of decimals.
contract IssuedToken is ERC20 {
    error Blocked(address account);
    error Paused();

    uint8 private immutable _decimals;
    mapping(address => bool) public blocked;
    bool public paused;

    constructor(uint8 decimals_) ERC20("Issued", "ISS") {
        _decimals = decimals_;
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function setBlocked(address account, bool on) external {
        blocked[account] = on;
    }

    function setPaused(bool on) external {
        paused = on;
    }

    function decimals() public view override returns (uint8) {
        return _decimals;
    }

    function _update(address from, address to, uint256 value) internal override {
        if (paused) revert Paused();
        if (blocked[to]) revert Blocked(to);
        super._update(from, to, value);
    }
}

/// @dev Its issuer puts other code behind it, which takes the sender's whole balance.
contract TakingToken is ERC20 {
    constructor() ERC20("Taking", "TAK") { }

    function transfer(address to, uint256) public override returns (bool) {
        _transfer(msg.sender, to, balanceOf(msg.sender));
        return true;
    }
}

/// @dev Says yes and moves nothing.
contract LyingToken is ERC20 {
    constructor() ERC20("Lying", "LIE") { }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function transfer(address, uint256) public pure override returns (bool) {
        return true;
    }
}

/// @title Tokens that do not do what a transfer says: the limits hold whatever they do
contract TokensAttackTest is Fixture {
    uint256 private constant MINTED = 1000e6;

    function setUp() public override {
        super.setUp();
        serve(freeLimit());
    }

    function test_NoReturnValue_PaysAndDebits() public {
        QuietToken token = new QuietToken();
        token.mint(address(vault), MINTED);
        _pay(_list(address(token), 100e6));
        assertEq(token.balanceOf(hosting), 100e6);
        _expectSpent(address(token), 100e6);
    }

    function test_FeeOnTransfer_FromThePayee_DebitsWhatWasAsked() public {
        OddToken token = new OddToken();
        token.mint(address(vault), MINTED);
        token.setExtra(-1e6);
        _pay(_list(address(token), 100e6));
        assertEq(token.balanceOf(hosting), 99e6);
        _expectSpent(address(token), 100e6);
    }

    function test_FeeOnTransfer_FromTheVault_IsUndone() public {
        OddToken token = new OddToken();
        token.mint(address(vault), MINTED);
        token.setExtra(1e6);
        Spend memory s = _list(address(token), 100e6);
        _refuse(s, abi.encodeWithSelector(IAgentVault.AgentVaultTookMore.selector, address(token), 100e6, 101e6));
        assertEq(token.balanceOf(address(vault)), MINTED);
        _expectSpent(address(token), 0);
    }

    function test_RebasingUp_TheBudgetDoesNotGrow() public {
        RebasingToken token = new RebasingToken();
        token.mint(address(vault), MINTED);
        token.rebase(200);
        _pay(_list(address(token), 1000e6));
        _pay(_again(address(token), 500e6));
        _refuse(
            _again(address(token), 1),
            abi.encodeWithSelector(IAgentVault.AgentVaultBurst.selector, address(token), 1, 0)
        );
        assertEq(token.balanceOf(address(vault)), 500e6);
        _expectSpent(address(token), 1500e6);
    }

    function test_RebasingDown_TheDebitStaysAndTheVaultGoesOn() public {
        RebasingToken token = new RebasingToken();
        token.mint(address(vault), MINTED);
        _pay(_list(address(token), 400e6));
        token.rebase(50);
        assertEq(token.balanceOf(address(vault)), 300e6);
        _pay(_again(address(token), 300e6));
        assertEq(token.balanceOf(address(vault)), 0);
        _expectSpent(address(token), 700e6);
    }

    function test_Blocking_OneBlockedPayeeDoesNotStopTheOther() public {
        IssuedToken token = new IssuedToken(6);
        token.mint(address(vault), MINTED);
        token.setBlocked(hosting, true);
        _refuse(_list(address(token), 100e6), abi.encodeWithSelector(IssuedToken.Blocked.selector, hosting));
        Spend memory s = _again(address(token), 100e6);
        s.to = design;
        s.payeeProof[0] = _leaf(hosting);
        _pay(s);
        assertEq(token.balanceOf(design), 100e6);
        _expectSpent(address(token), 100e6);
    }

    function test_Pausing_RefusesAndLosesNothing() public {
        IssuedToken token = new IssuedToken(6);
        token.mint(address(vault), MINTED);
        token.setPaused(true);
        Spend memory s = _list(address(token), 100e6);
        _refuse(s, abi.encodeWithSelector(IssuedToken.Paused.selector));
        _expectSpent(address(token), 0);
        token.setPaused(false);
        _pay(s);
        _expectSpent(address(token), 100e6);
    }

    function test_Upgradeable_NewCodeThatTakesAllIsUndone() public {
        OddToken token = new OddToken();
        token.mint(address(vault), MINTED);
        Spend memory s = _list(address(token), 100e6);
        _pay(s);
        vm.etch(address(token), address(new TakingToken()).code);
        s = _again(address(token), 100e6);
        _refuse(s, abi.encodeWithSelector(IAgentVault.AgentVaultTookMore.selector, address(token), 100e6, 900e6));
        _expectSpent(address(token), 100e6);
        // Gone altogether: no code is no payment.
        vm.etch(address(token), "");
        vm.prank(spender1);
        vm.expectRevert();
        vault.spend(s);
        _expectSpent(address(token), 100e6);
    }

    function test_MoreThan18Decimals_EveryUnitCounts() public {
        IssuedToken token = new IssuedToken(36);
        uint128 one = 10 ** 36;
        token.mint(address(vault), 5 * uint256(one));
        Limit memory l = freeLimit();
        l.asset = address(token);
        (l.perAction, l.burst, l.rate, l.lifetime) = (one, 2 * one, uint192(1) << 64, 3 * one);
        publish(l);
        _pay(_again(address(token), one));
        _pay(_again(address(token), one - 1));
        _refuse(
            _again(address(token), 2),
            abi.encodeWithSelector(IAgentVault.AgentVaultBurst.selector, address(token), 2, 1)
        );
        vm.warp(vm.getBlockTimestamp() + 1);
        _pay(_again(address(token), 2));
        _expectSpent(address(token), 2 * uint256(one) + 1);
    }

    function test_AnswersFalse_IsNoPayment() public {
        QuietToken token = new QuietToken();
        token.mint(address(vault), MINTED);
        token.setRefuses(true);
        _refuse(
            _list(address(token), 1),
            abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(token))
        );
        _expectSpent(address(token), 0);
    }

    /// @dev The debit stands, the payee got nothing: a node calls this failed, the vault's count stays the safe one.
    function test_SaysYesAndMovesNothing_DebitsWhatWasAsked() public {
        LyingToken token = new LyingToken();
        token.mint(address(vault), MINTED);
        _pay(_list(address(token), 100e6));
        assertEq(token.balanceOf(hosting), 0);
        _expectSpent(address(token), 100e6);
    }

    function _list(address token, uint256 amount) private returns (Spend memory) {
        Limit memory l = freeLimit();
        l.asset = token;
        publish(l);
        return _again(token, amount);
    }

    function _again(address token, uint256 amount) private view returns (Spend memory s) {
        s = spendOf(amount);
        s.asset = token;
    }

    function _pay(Spend memory s) private {
        vm.prank(spender1);
        vault.spend(s);
    }

    function _refuse(Spend memory s, bytes memory fault) private {
        vm.prank(spender1);
        vm.expectRevert(fault);
        vault.spend(s);
    }

    function _expectSpent(address token, uint256 amount) private view {
        assertEq(vault.bucketOf(token).spent, amount);
    }

    function _leaf(address account) private pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(keccak256("dai.payee.1"), account, uint8(0)))));
    }
}
