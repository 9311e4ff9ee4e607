// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Fixture } from "../Fixture.sol";
import { Adversaries } from "./Adversaries.sol";

/// @title In any window of length P: spent <= B + r P, with the largest B and r in force in it; never above the
/// lifetime; only to listed payees. For any mix of stolen keys, lease moves, epochs, freezes, votes and clocks.
/// @dev One invariant for one campaign: the parts have names of their own in the faults. Windows are judged with
/// every payment, against the ghost's own record.
/// forge-config: default.isolate = false
contract TheoremTest is Fixture {
    Adversaries private all;

    function setUp() public override {
        vm.recordLogs();
        super.setUp();
        uint256 other = newOperator(stranger);
        all = new Adversaries(dao, vault, [operatorId, other], [hosting, design]);
        all.begin();
        targetContract(address(all));
    }

    /// @dev Windows, per action, lifetime, payees, epochs, logs, freezes, stops, numbers, levels, keys, rights, events.
    function invariant_NoFaults() public view {
        uint256 n = all.faultCount();
        if (n > 0) assertEq(all.faults(n - 1), "");
        for (uint256 asset; asset < 3; ++asset) {
            _checkMoney(asset);
        }
        assertEq(vault.nextNumber(), all.spends() + 1);
        _checkHistories();
    }

    function _checkMoney(uint256 asset) private view {
        address token = all.assets(asset);
        assertEq(vault.bucketOf(token).spent, all.spent(asset), "what the vault counted");
        assertLe(all.spent(asset), all.largestLifetime(asset), "lifetime");
        assertLe(all.left(asset), all.spent(asset), "left is at most debited");
        assertEq(
            all.balance(asset, address(vault)) + all.left(asset) + all.recovered(asset),
            all.funded(asset),
            "balance + left + recovered = funded"
        );
        assertEq(all.balance(asset, all.payees(4)), 0, "a fence has nothing");
    }

    /// @dev What a stranger folds from the events is what the slots hold.
    function _checkHistories() private view {
        for (uint256 i; i < all.chainCount(); ++i) {
            (address where, bytes32 slot) = all.chains(i);
            assertEq(vm.load(where, slot), all.folded(slot), "a history is not its events");
        }
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
        invariant_NoFaults();
    }

    /// @dev Each door of the others is knocked at, and the judge sees each payment of the called payee.
    function test_TheAdversariesDoWhatTheyAreMadeFor() public {
        for (uint8 i; i < 14; ++i) {
            all.meddle(i, i);
        }
        assertEq(all.meddled(), 14);
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
        invariant_NoFaults();
        assertGt(all.chainCount(), 9);
    }
}
