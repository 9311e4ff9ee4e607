// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IERC1271 } from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { AgentVault } from "../../src/AgentVault.sol";
import { Approval, IAgentVault, Spend } from "../../src/interfaces/IAgentVault.sol";
import { Limit, Rule } from "../../src/interfaces/IPolicyRegistry.sol";
import { Encoding } from "../../src/libraries/Encoding.sol";
import { Proposals } from "../AgentGovernor/Proposals.sol";
import { CallingPayee } from "../mocks.sol";

/// @dev A payee that makes its call when coin comes in, without being of mode 1.
contract CoinPayee {
    address private target;
    bytes private data;

    receive() external payable {
        (bool done, bytes memory fault) = target.call(data);
        if (!done) {
            assembly {
                revert(add(fault, 32), mload(fault))
            }
        }
    }

    function setCall(address target_, bytes calldata data_) external {
        (target, data) = (target_, data_);
    }
}

/// @dev Code that a spender's account lends itself: whoever calls it sends what was stored, in that account's name.
contract Borrowed {
    function run(address target, bytes calldata data) external {
        (bool done, bytes memory fault) = target.call(data);
        if (!done) {
            assembly {
                revert(add(fault, 32), mload(fault))
            }
        }
    }
}

/// @dev An approver that makes a call before it says yes, and says it in a form of its choice.
contract OddApprover {
    enum Answer {
        Yes,
        Reverts,
        Short,
        Dirty,
        True,
        Burns
    }

    address private immutable target;
    bytes private data;
    Answer private immutable answer;

    constructor(address target_, bytes memory data_, Answer answer_) {
        (target, data, answer) = (target_, data_, answer_);
    }

    /// @dev Not `view` as ERC-1271 has it; the vault's side of the call decides what it may do.
    function isValidSignature(bytes32, bytes calldata) external returns (bytes4) {
        if (answer == Answer.Yes) {
            (bool done,) = target.call(data);
            require(!done, "nothing is changed by who only looks");
            return IERC1271.isValidSignature.selector;
        }
        if (answer == Answer.Reverts) revert("no");
        if (answer == Answer.Burns) while (true) { }
        bytes32 word = bytes32(IERC1271.isValidSignature.selector);
        if (answer == Answer.Dirty) word |= bytes32(uint256(1));
        if (answer == Answer.True) word = bytes32(uint256(1));
        uint256 length = answer == Answer.Short ? 4 : 32;
        assembly {
            mstore(0, word)
            return(0, length)
        }
    }
}

/// @title Code of others in the middle of a payment: payees, approvers, spenders with borrowed code, queued votes
contract MidwayAttackTest is Proposals {
    CallingPayee private payee;

    function setUp() public override {
        super.setUp();
        payee = new CallingPayee();
    }

    /// @dev Coin for a contract is a call as well, also where the payee's mode is 0.
    function test_RevertWhen_APayeeSpendsAgainWhenCoinComesIn() public {
        CoinPayee coin = new CoinPayee();
        _serve(NATIVE, address(coin), 0);
        Spend memory again = _spend(NATIVE, address(coin), 0);
        again.number = 2;
        bytes[3] memory calls = [
            abi.encodeCall(vault.spend, (again)),
            abi.encodeCall(vault.recover, (NATIVE, address(coin), 1)),
            abi.encodeCall(vault.setLimits, (new Limit[](0)))
        ];
        for (uint256 i; i < 3; ++i) {
            coin.setCall(address(vault), calls[i]);
            Spend memory s = _spend(NATIVE, address(coin), 0);
            vm.prank(spender1);
            vm.expectRevert(
                abi.encodeWithSelector(IAgentVault.AgentVaultNativeFailed.selector, address(coin), s.amount)
            );
            vault.spend(s);
        }
        assertEq(address(vault).balance, 100 ether);
        assertEq(vault.nextNumber(), 1);
    }

    /// @dev The spender's own account calls from inside the payment, so the right key is there twice.
    function test_RevertWhen_ASpenderWithBorrowedCodeSpendsAgain() public {
        _serve(address(dao.usdc), address(payee), 1);
        vm.etch(spender1, abi.encodePacked(hex"ef0100", address(new Borrowed())));
        Spend memory again = _spend(address(dao.usdc), address(payee), 1);
        again.number = 2;
        bytes memory call = abi.encodeCall(vault.spend, (again));
        payee.setCall(spender1, abi.encodeCall(Borrowed.run, (address(vault), call)));
        Spend memory s = _spend(address(dao.usdc), address(payee), 1);
        vm.prank(spender1);
        vm.expectRevert(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        vault.spend(s);
        assertEq(vault.nextNumber(), 1);
    }

    /// @dev A payment of another agent within the payment: each vault counts its own, and the log counts both.
    function test_APaymentWithinAPaymentOfAnotherAgentIsCountedAtBoth() public {
        _serve(address(dao.usdc), address(payee), 1);
        uint256 mine = agentId;
        AgentVault first = vault;
        vm.prank(authority);
        address made;
        (agentId, made) = dao.agents.enroll("other", operatorId, keccak256("c"), "");
        vault = AgentVault(payable(made));
        dao.usdc.mint(made, 1000e6);
        publish(_limit(address(dao.usdc), address(payee), 0));
        take(anchor1);
        Spend memory inner = _spend(address(dao.usdc), address(payee), 0);
        (vault, agentId) = (first, mine);
        vm.etch(spender1, abi.encodePacked(hex"ef0100", address(new Borrowed())));
        bytes memory call = abi.encodeCall(vault.spend, (inner));
        payee.setCall(spender1, abi.encodeCall(Borrowed.run, (made, call)));
        Spend memory s = _spend(address(dao.usdc), address(payee), 1);
        vm.prank(spender1);
        vault.spend(s);
        assertEq(dao.usdc.balanceOf(address(payee)), 2 * s.amount);
        assertEq(first.bucketOf(address(dao.usdc)).spent, s.amount);
        assertEq(AgentVault(payable(made)).bucketOf(address(dao.usdc)).spent, s.amount);
        assertEq(dao.ledger.nodeOf(anchor1).unlogged, 2);
    }

    /// @dev Whoever is paid may run what was voted, but a limit does not change under a payment; the vote is not lost.
    function test_AVotedLimitWaitsForThePaymentInWhichItIsRun() public {
        _serve(address(dao.usdc), address(payee), 1);
        Limit[] memory limits = new Limit[](1);
        limits[0] = _limit(address(dao.usdc), address(payee), 1);
        limits[0].burst = limits[0].perAction = 9;
        _queueUp(
            address(dao.policies),
            abi.encodeCall(dao.policies.publish, (agentId, keccak256(document), limits, new Rule[](0)))
        );
        Spend memory s = _spend(address(dao.usdc), address(payee), 1);
        vm.prank(spender1);
        vm.expectRevert(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        vault.spend(s);
        _execute();
        assertEq(vault.limitOf(address(dao.usdc)).perAction, 9);
        assertEq(vault.bucketOf(address(dao.usdc)).spent, 0);
    }

    /// @dev A freeze that is voted and run by the payee in its own payment stops the next one.
    function test_AFreezeThatThePayeeRunsStopsTheNextPayment() public {
        _serve(address(dao.usdc), address(payee), 1);
        _queueUp(address(dao.policies), abi.encodeCall(dao.policies.freeze, (1, agentId)));
        Spend memory s = _spend(address(dao.usdc), address(payee), 1);
        vm.prank(spender1);
        vault.spend(s);
        s.number = 2;
        vm.prank(spender1);
        vm.expectRevert(abi.encodeWithSelector(IAgentVault.AgentVaultFrozen.selector, 1, agentId));
        vault.spend(s);
    }

    /// @dev A contract that approves is asked without the right to change anything, here or elsewhere.
    function test_AnApproverChangesNothingWhileItIsAsked() public {
        bytes[4] memory calls = [
            abi.encodeCall(vault.spend, (_spend(address(dao.usdc), address(payee), 0))),
            abi.encodeCall(dao.policies.stage, (bytes("a document"))),
            abi.encodeCall(dao.operators.register, (stranger, bytes32(0))),
            abi.encodeCall(dao.usdc.approve, (stranger, 1))
        ];
        address[4] memory targets_ =
            [address(vault), address(dao.policies), address(dao.operators), address(dao.usdc)];
        for (uint256 i; i < 4; ++i) {
            (Spend memory s,) = _asked(new OddApprover(targets_[i], calls[i], OddApprover.Answer.Yes));
            vm.prank(spender1);
            vault.spend(s);
        }
        assertEq(vault.nextNumber(), 5);
        assertEq(dao.policies.storeOf(keccak256("a document")), address(0));
    }

    /// @dev Anything but the whole word is a no.
    function test_RevertWhen_AnApproverAnswersOddly() public {
        for (uint256 i = 1; i < 6; ++i) {
            OddApprover askBy = new OddApprover(address(0), "", OddApprover.Answer(i));
            (Spend memory s, bytes32 digest) = _asked(askBy);
            vm.prank(spender1);
            vm.expectRevert(
                abi.encodeWithSelector(IAgentVault.AgentVaultApprovalInvalid.selector, address(askBy), digest)
            );
            vault.spend{ gas: 3_000_000 }(s);
            assertFalse(vault.approvalUsed(digest));
        }
        assertEq(vault.nextNumber(), 1);
    }

    /// @return s a payment above the threshold with an approval
    /// @return digest that the approver is shown
    function _asked(OddApprover askBy) private returns (Spend memory s, bytes32 digest) {
        Limit memory l = _limit(address(dao.usdc), address(payee), 0);
        (l.askAbove, l.askBy) = (0, address(askBy));
        publish(l);
        if (dao.ledger.nodeOf(anchor1).number == 0) {
            take(anchor1);
            checkpoint(anchor1);
        }
        s = _spend(address(dao.usdc), address(payee), 0);
        uint64 deadline = uint64(vm.getBlockTimestamp());
        s.action = bytes32(uint256(s.number));
        s.approval = Approval(bytes32(0), deadline, "any");
        digest = vault.approvalDigest(s.action, 0, s.asset, s.amount, s.to, deadline);
    }

    /// @dev The payee runs the vote from inside the payment.
    function _queueUp(address target, bytes memory call) private {
        _pass(_propose(target, call));
        _queue();
        vm.warp(vm.getBlockTimestamp() + 2);
        payee.setCall(
            address(dao.governor),
            abi.encodeCall(dao.governor.execute, (targets, values, calldatas, keccak256(bytes(description))))
        );
    }

    function _serve(address asset, address to, uint8 mode) private {
        serve(_limit(asset, to, mode));
    }

    function _limit(address asset, address to, uint8 mode) private view returns (Limit memory l) {
        l = freeLimit();
        l.asset = asset;
        l.payeesRoot = Encoding.payee(to, mode);
    }

    function _spend(address asset, address to, uint8 mode) private view returns (Spend memory s) {
        s = spendOf(100);
        (s.asset, s.to, s.mode, s.payeeProof) = (asset, to, mode, new bytes32[](0));
    }
}
