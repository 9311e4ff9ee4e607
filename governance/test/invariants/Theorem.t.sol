// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Fixture } from "../Fixture.sol";
import { Adversaries } from "./Adversaries.sol";

/// @title In any window of length P: spent <= B + r P, with the largest B and r in force in it; never above the
/// lifetime; only to listed payees. For any mix of stolen keys, lease moves, epochs, freezes, votes, clocks and reorgs.
/// @dev One campaign for all invariants; each is a sentence, and a red one is named by its own. Windows are judged with
/// every payment, against the ghost's own record.
/// forge-config: default.isolate = false
contract TheoremTest is Fixture {
    Adversaries private all;
    // The only sentence that is asked; empty = each of them.
    string private only;

    function setUp() public override {
        vm.recordLogs();
        super.setUp();
        uint256 other = newOperator(stranger);
        address[2] memory voters = [holder(0), holder(1)];
        all = new Adversaries(dao, vault, [operatorId, other], [hosting, design], voters);
        all.begin();
        targetContract(address(all));
        only = vm.envOr("DAI_INVARIANT", string(""));
    }

    function invariant_NoSentenceIsBroken() public view {
        assertEq(_broken(), "");
    }

    /// @return text every sentence that is broken, one a line
    function _broken() private view returns (string memory text) {
        uint256 n = all.faultCount();
        for (uint256 i; i < n; ++i) {
            text = _unless(text, false, all.faults(i));
        }
        for (uint256 asset; asset < 3; ++asset) {
            text = _money(text, asset);
        }
        text = _unless(text, vault.nextNumber() == all.spends() + 1, "the vault counts other spends");
        return _histories(text);
    }

    function _money(string memory text, uint256 asset) private view returns (string memory) {
        text = _unless(
            text, vault.bucketOf(all.assets(asset)).spent == all.spent(asset), "the vault counts another amount"
        );
        uint256 gone = all.left(asset) + all.recovered(asset);
        text = _unless(
            text,
            all.balance(asset, address(vault)) + gone == all.funded(asset),
            "balance, paid and recovered are not what was funded"
        );
        return _unless(text, all.balance(asset, all.payees(4)) == 0, "a fence has money");
    }

    /// @dev What a stranger folds from the events is what the slots hold.
    function _histories(string memory text) private view returns (string memory) {
        uint256 n = all.chainCount();
        for (uint256 i; i < n; ++i) {
            (address where, bytes32 slot) = all.chains(i);
            text = _unless(text, vm.load(where, slot) == all.folded(slot), "a history is not its events");
        }
        return text;
    }

    function _unless(string memory text, bool holds, string memory sentence) private view returns (string memory) {
        if (holds || (bytes(only).length != 0 && keccak256(bytes(only)) != keccak256(bytes(sentence)))) return text;
        return string.concat(text, sentence, "\n");
    }

    /// @dev A run in which nothing is ever paid would prove nothing.
    function test_TheAdversariesReachTheBound() public {
        for (uint256 i; i < 30; ++i) {
            all.stealAll(0, 0);
            all.wait(3);
        }
        assertEq(all.spent(0), 1000 + 2 * 3 * 29);
        all.steal(0, 10, 0, 3, 0, 1);
        assertEq(all.refusals(), 1);
        all.stealAll(1, 1);
        all.stealAll(2, 0);
        assertEq(all.spends(), 32);
        invariant_NoSentenceIsBroken();
    }

    /// @dev Each door of the others is knocked at, and the judge sees each payment of the called payee.
    function test_TheAdversariesDoWhatTheyAreMadeFor() public {
        for (uint8 i; i < 17; ++i) {
            all.meddle(i, i);
        }
        assertEq(all.meddled(), 17);
        for (uint256 i = 4; i < 8; ++i) {
            all.steal(0, i, 0, 2, 0, 1);
        }
        assertGt(all.payees(2).code.length, 0);
        assertGt(all.spends(), 1);
        all.rekey(0);
        all.lease(3);
        all.anchor(3);
        uint256 before = all.spends();
        all.stealAll(0, 1);
        assertEq(all.spends(), before + 1, "a new node goes on");
        all.assign(1);
        all.lease(2);
        all.anchor(2);
        all.wait(1);
        all.stealAll(0, 1);
        assertEq(all.spends(), before + 2, "so does another operator");
        invariant_NoSentenceIsBroken();
        assertGt(all.chainCount(), 9);
    }

    /// @dev What was signed on the lost branch is paid at most once, and in the order of its numbers only.
    function test_TheChainGoesBack() public {
        uint256 before = vm.getBlockTimestamp();
        all.reorg(0, 0, 0x10, 1);
        assertEq(all.reorgs(), 1);
        assertEq(all.spends(), 3, "the same three again, the fourth is the first once more");
        assertEq(vm.getBlockTimestamp(), before + 1);
        all.reorg(1, 0, 0x11, 0);
        assertEq(all.spends(), 4, "in the other order only the first is the next");
        all.reorg(2, 0, 0, 0);
        assertEq(all.spends(), 4, "another node took the lease before they came again");
        assertEq(all.reorgs(), 3);
        invariant_NoSentenceIsBroken();
    }

    /// @dev Nor does a log without the lease, or under another epoch of it; where nobody else is left, a node is made.
    function test_TheWrongNodeAndTheWrongEpochPayNothing() public {
        all.usurp(0, 0);
        all.assign(1);
        all.lease(2);
        all.anchor(2);
        all.usurp(0, 0);
        all.lag(0, 0, 0);
        all.lag(0, 0, 1);
        assertEq(all.refusals(), 4);
        assertEq(all.spends(), 0);
        all.stealAll(0, 0);
        assertEq(all.spends(), 1);
        invariant_NoSentenceIsBroken();
    }

    function test_NobodyElseIsPaidAndNobodyInTheOtherMode() public {
        for (uint8 i; i < 10; ++i) {
            all.smuggle(0, i);
        }
        assertEq(all.refusals(), 10);
        assertEq(all.spends(), 0);
    }

    /// @dev What a vote has lifted stays lifted for nine seconds, whoever is guardian.
    function test_AGuardianWaitsAfterALift() public {
        for (uint8 i; i < 3; ++i) {
            all.refreeze(i, 0, 8);
        }
        assertEq(all.refusals(), 6, "neither the freeze nor the lift of what was not frozen");
        all.stealAll(0, 0);
        assertEq(all.spends(), 1);
        all.refreeze(0, 0, 249);
        all.stealAll(0, 0);
        assertEq(all.spends(), 1, "the ninth second is the guardian's");
        invariant_NoSentenceIsBroken();
    }

    /// @dev A vote is carried out when its delay is over, not before.
    function test_AVoteWaitsForItsDelay() public {
        uint256 recovered = all.recovered(0);
        all.decree(0, 40, 1, 0);
        assertEq(all.recovered(0), recovered);
        all.decree(0, 40, 2, 0);
        assertEq(all.recovered(0), recovered + 40);
    }

    /// @dev A lease alone is no log: the new node pays when it has logged, and not before.
    function test_ANodeThatNeverLoggedPaysNothing() public {
        for (uint256 i = 1; i < 3; ++i) {
            all.rush(0, 0);
            assertEq(all.refusals(), i);
            assertEq(all.spends(), 0);
        }
        all.anchor(3);
        all.stealAll(0, 0);
        assertEq(all.spends(), 1);
        invariant_NoSentenceIsBroken();
    }

    /// @dev A log that stops is a thief's last one.
    function test_TheSixtyFifthUnloggedSpendIsRefused() public {
        all.crumble(0, 0, 0);
        assertEq(all.spends(), 64);
        assertEq(all.refusals(), 2);
        invariant_NoSentenceIsBroken();
    }
}
