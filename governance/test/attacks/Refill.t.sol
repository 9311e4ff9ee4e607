// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Test } from "forge-std/Test.sol";
import { TokenBucket } from "../../src/libraries/TokenBucket.sol";

/// @title Changes that would fill a bucket again, and numbers that would brick it
contract RefillAttackTest is Test {
    using TokenBucket for TokenBucket.Bucket;

    TokenBucket.Bucket private b;

    struct Limits {
        uint128 burst;
        uint192 rate;
        uint64 time;
        uint128 spend;
    }

    function testFuzz_AChangeNeverRaisesTheLevel(Limits memory first, Limits memory next, bool relist) public {
        _set(first);
        b.take(first.time, first.spend);
        if (relist) b.unlist(first.time);
        uint192 before = b.levelAt(next.time);
        _set(next);
        assertLe(b.level, before);
        assertLe(b.level, TokenBucket.fullLevel(next.burst));
    }

    /// @dev Saturates for all inputs; a revert here would stop an agent's money until the next vote.
    function testFuzz_TheLevelGrowsWithTimeUpToTheBurst(Limits memory l, uint64 t1, uint64 t2) public {
        _set(l);
        b.take(l.time, l.spend);
        (t1, t2) = t1 < t2 ? (t1, t2) : (t2, t1);
        assertLe(b.levelAt(t1), b.levelAt(t2));
        assertLe(b.levelAt(t2), TokenBucket.fullLevel(l.burst));
        assertGe(b.levelAt(0), b.level, "time that runs backwards changes nothing");
    }

    function testFuzz_ASpendIsTakenFromTheLevelExactly(Limits memory l, uint64 time) public {
        _set(l);
        uint192 before = b.levelAt(time);
        TokenBucket.Refusal refusal = b.take(time, l.spend);
        bool fits = uint256(l.spend) << 64 <= before && l.spend <= l.burst;
        assertEq(refusal == TokenBucket.Refusal.None, fits);
        assertEq(b.level, fits ? before - (uint192(l.spend) << 64) : before);
        assertEq(b.spent(), fits ? l.spend : 0);
    }

    /// @dev Settling often gives exactly what settling once gives.
    function testFuzz_PokesDoNotStarve(uint64 rate, uint8 pokes) public {
        b.set(0, 1000, 1000, rate, type(uint128).max);
        b.take(0, 1000);
        for (uint64 i = 1; i <= pokes; ++i) {
            b.settle(i);
        }
        uint256 grown = uint256(rate) * pokes;
        assertEq(b.level, grown < uint256(1000) << 64 ? grown : uint256(1000) << 64);
    }

    function _set(Limits memory l) private {
        b.set(l.time, l.burst, l.burst, l.rate, type(uint128).max);
    }
}
