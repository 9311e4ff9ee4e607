// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The budget of one asset: bucket, per action, lifetime
/// @dev In any window of length P at most burst + rate * P leaves, with the largest values in force in the window:
/// every change settles first and never raises the level, and an asset starts full once only.
library TokenBucket {
    /// @dev In the order in which a spend reads and writes it: five slots, of which two change.
    /// @param level in 2^-64 units at `settledAt`
    /// @param left what the lifetime still allows
    /// @param askAbove not the bucket's own: it stands here to share a slot
    /// @param known it was listed once, so its level and what it spent are remembered
    /// @param total `left` and what was spent, so that a spend writes one of them only
    struct Bucket {
        uint192 level;
        uint64 settledAt;
        uint128 left;
        uint128 perAction;
        uint128 burst;
        uint128 askAbove;
        uint192 rate;
        bool listed;
        bool known;
        uint128 total;
        uint128 lifetime;
    }

    enum Refusal {
        None,
        Unlisted,
        PerAction,
        Lifetime,
        Burst
    }

    /// @notice Level at `time`, without storing it.
    function levelAt(Bucket storage b, uint64 time) internal view returns (uint192) {
        if (!b.listed || time <= b.settledAt) return b.level;
        // At most (2^64 - 1) * (2^192 - 1) + 2^192 - 1 < 2^256: it cannot overflow, it saturates at the burst.
        unchecked {
            uint256 grown = uint256(b.level) + uint256(time - b.settledAt) * b.rate;
            uint192 full = fullLevel(b.burst);
            // forge-lint: disable-next-line(unsafe-typecast)
            return grown < full ? uint192(grown) : full;
        }
    }

    function settle(Bucket storage b, uint64 time) internal {
        if (time <= b.settledAt) return;
        (b.level, b.settledAt) = (levelAt(b, time), time);
    }

    /// @notice What left by spends since the first listing.
    function spent(Bucket storage b) internal view returns (uint128) {
        return b.total - b.left;
    }

    /// @notice Lists an asset or changes a listed one.
    function set(Bucket storage b, uint64 time, uint128 perAction, uint128 burst, uint192 rate, uint128 lifetime)
        internal
    {
        settle(b, time);
        uint192 full = fullLevel(burst);
        if (!b.known || b.level > full) b.level = full;
        b.known = true;
        b.listed = true;
        b.perAction = perAction;
        b.burst = burst;
        b.rate = rate;
        uint128 gone = spent(b);
        b.left = lifetime > gone ? lifetime - gone : 0;
        b.total = lifetime > gone ? lifetime : gone;
        b.lifetime = lifetime;
    }

    /// @notice Settles, then stops growth and spends. Level and what was spent stay.
    function unlist(Bucket storage b, uint64 time) internal {
        settle(b, time);
        b.listed = false;
    }

    /// @notice Takes an amount, or says why not and changes nothing. Equality is allowed.
    function take(Bucket storage b, uint64 time, uint256 amount) internal returns (Refusal) {
        if (!b.listed) return Refusal.Unlisted;
        if (amount > b.perAction) return Refusal.PerAction;
        if (amount > b.left || (amount == 0 && b.total > b.lifetime)) return Refusal.Lifetime;
        // amount <= perAction < 2^128, so neither the shift nor a cast loses a bit.
        uint256 level = levelAt(b, time);
        uint256 units = amount << 64;
        if (units > level) return Refusal.Burst;
        unchecked {
            // forge-lint: disable-next-line(unsafe-typecast)
            b.level = uint192(level - units);
            if (time > b.settledAt) b.settledAt = time;
            // forge-lint: disable-next-line(unsafe-typecast)
            b.left -= uint128(amount);
        }
        return Refusal.None;
    }

    function fullLevel(uint128 burst) internal pure returns (uint192) {
        return uint192(burst) << 64;
    }
}
