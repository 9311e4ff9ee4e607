// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Fixture } from "../Fixture.sol";
import { VaultHandler } from "./VaultHandler.sol";

/// @title In any window of length P: spent <= B + r P, with the largest B and r in force in it; never above the
/// lifetime; only to listed payees. For any mix of stolen keys, lease moves, epochs and votes.
contract TheoremTest is Fixture {
    VaultHandler private handler;

    function setUp() public override {
        super.setUp();
        bytes32 root = dao.policies.stage(document);
        handler = new VaultHandler(
            dao,
            vault,
            root,
            [anchor1, anchor2],
            [spender1, spender2],
            [hosting, design, makeAddr("thief"), makeAddr("fence")]
        );
        handler.vote(1000, 2 << 64, 15_000, true);
        handler.lease(0);
        handler.anchor(0);
        handler.anchor(1);
        targetContract(address(handler));
    }

    function invariant_AnyWindow() public view {
        (uint256 n, uint256 m) = handler.count();
        for (uint256 i; i < n; ++i) {
            (uint256 from,,) = handler.payments(i);
            uint256 sum;
            for (uint256 j = i; j < n; ++j) {
                (uint256 to, uint256 amount,) = handler.payments(j);
                sum += amount;
                assertLe(sum, _atMost(from, to, m), "window");
            }
        }
    }

    /// @dev B + r P, rounded up, with the largest values in force at any moment of [from, to].
    function _atMost(uint256 from, uint256 to, uint256 m) private view returns (uint256) {
        uint256 burst;
        uint256 rate;
        for (uint256 k; k < m; ++k) {
            (uint256 time, uint256 b, uint256 r) = handler.laws(k);
            if (time > to) break;
            bool last = k + 1 == m;
            uint256 end;
            if (!last) (end,,) = handler.laws(k + 1);
            if (!last && end < from) continue;
            if (b > burst) burst = b;
            if (r > rate) rate = r;
        }
        return burst + (rate * (to - from) + (1 << 64) - 1) / (1 << 64);
    }

    function invariant_Lifetime() public view {
        assertLe(handler.spent(), handler.largestLifetime());
        assertEq(vault.bucketOf(address(dao.usdc)).spent, handler.spent());
    }

    function invariant_OnlyListedPayees() public {
        (uint256 n,) = handler.count();
        for (uint256 i; i < n; ++i) {
            (,, address to) = handler.payments(i);
            assertTrue(to == hosting || to == design);
        }
        assertEq(dao.usdc.balanceOf(makeAddr("fence")), 0);
        assertEq(dao.usdc.balanceOf(makeAddr("thief")), handler.recovered());
    }

    function invariant_NoMoneyIsLost() public view {
        assertEq(dao.usdc.balanceOf(address(vault)) + handler.spent() + handler.recovered(), handler.funded());
        assertEq(dao.usdc.balanceOf(hosting) + dao.usdc.balanceOf(design), handler.spent());
    }

    function invariant_LevelsNeverRiseByAVote() public view {
        assertEq(handler.levelRises(), 0);
    }

    function invariant_NoOldEpochPays() public view {
        assertEq(handler.wrongEpochs(), 0);
    }

    function invariant_NumbersHaveNoGaps() public view {
        (uint256 n,) = handler.count();
        assertEq(vault.nextNumber(), n + 1);
    }

    /// @dev A run in which nothing is ever paid would prove nothing.
    function test_TheHandlerReachesTheBound() public {
        for (uint256 i; i < 30; ++i) {
            handler.stealAll(0, 0);
            handler.wait(3);
        }
        assertEq(handler.spent(), 1000 + 2 * 3 * 29);
        handler.steal(10, 0, 2, 0);
        assertEq(handler.refusals(), 1);
    }
}
