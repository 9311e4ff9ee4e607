// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { MerkleProof } from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import { Approvals } from "../../src/libraries/Approvals.sol";
import { Encoding } from "../../src/libraries/Encoding.sol";
import { History } from "../../src/libraries/History.sol";
import { TokenBucket } from "../../src/libraries/TokenBucket.sol";
import { IPolicyRegistry, Limit, Rule } from "../../src/interfaces/IPolicyRegistry.sol";

/// @title Replays traces that C# wrote and answers one digest for each
/// @dev A trace is a number of steps; a step is a word with its kind and then its arguments, a word each. Every step
/// adds its results to the digest of its trace. The libraries are those that the contracts are compiled from.
contract ArithmeticReplay {
    using TokenBucket for TokenBucket.Bucket;

    error ArithmeticReplayUnknownStep(uint256 kind);

    uint256 private constant SLOTS = 7;

    TokenBucket.Bucket private _bucket;

    /// @param policies asked for the fold of limits
    /// @param w number of traces, then the traces
    function run(IPolicyRegistry policies, bytes32[] calldata w) external returns (bytes32[] memory digests) {
        digests = new bytes32[](uint256(w[0]));
        uint256 at = 1;
        for (uint256 i; i < digests.length; ++i) {
            delete _bucket;
            bytes32[SLOTS] memory histories;
            uint256 steps = uint256(w[at++]);
            bytes32 digest;
            for (uint256 j; j < steps; ++j) {
                uint256 kind = uint256(w[at++]);
                if (kind < 4) (digest, at) = _budget(digest, kind, w, at);
                else if (kind < 11) (digest, at) = _history(digest, histories, kind - 4, w, at);
                else if (kind == 11) (digest, at) = _limits(digest, policies, w, at);
                else if (kind == 12) (digest, at) = _payee(digest, w, at);
                else (digest, at) = _words(digest, kind, w, at);
            }
            digests[i] = digest;
        }
    }

    function _budget(bytes32 digest, uint256 kind, bytes32[] calldata w, uint256 at)
        private
        returns (bytes32, uint256)
    {
        uint64 time = uint64(uint256(w[at]));
        uint256 answer;
        if (kind == 0) {
            _bucket.set(
                time,
                uint128(uint256(w[at + 1])),
                uint128(uint256(w[at + 2])),
                uint192(uint256(w[at + 3])),
                uint128(uint256(w[at + 4]))
            );
            at += 5;
        } else if (kind == 1) {
            _bucket.unlist(time);
            at += 1;
        } else if (kind == 2) {
            _bucket.settle(time);
            at += 1;
        } else {
            answer = uint256(_bucket.take(time, uint256(w[at + 1])));
            at += 2;
        }
        TokenBucket.Bucket storage b = _bucket;
        // A refusal stores nothing, so the level is read as of the step.
        return (keccak256(abi.encode(digest, answer, b.levelAt(time), b.spent(), b.listed)), at);
    }

    /// @dev spends, head, leases, publications, freezes, compositions, keys: each continues its own chain.
    function _history(bytes32 digest, bytes32[SLOTS] memory histories, uint256 kind, bytes32[] calldata w, uint256 at)
        private
        pure
        returns (bytes32, uint256)
    {
        bytes32 before = histories[kind];
        bytes32 next;
        if (kind == 0) {
            bytes memory words = bytes.concat(Encoding.SPENT, _slice(w, at, 9));
            next = Encoding.spends(before, Encoding.spent(abi.decode(words, (Encoding.SpentWords))));
            at += 9;
        } else if (kind == 1) {
            bytes memory given = bytes.concat(Encoding.CHECKPOINT, _slice(w, at, 11));
            Encoding.CheckpointWords memory words = abi.decode(given, (Encoding.CheckpointWords));
            words.head = before;
            words.leases = histories[2];
            next = Encoding.checkpoint(words);
            at += 11;
        } else if (kind == 2) {
            next = Encoding.lease(
                Encoding.LeaseWords(
                    Encoding.LEASE,
                    before,
                    uint8(uint256(w[at])),
                    _address(w[at + 1]),
                    _u64(w[at + 2]),
                    _u64(w[at + 3])
                )
            );
            at += 4;
        } else if (kind == 3) {
            next = Encoding.publication(before, w[at], w[at + 1], _u64(w[at + 2]));
            at += 3;
        } else if (kind == 4) {
            next = Encoding.freeze(before, uint8(uint256(w[at])), _u64(w[at + 1]));
            at += 2;
        } else if (kind == 5) {
            next = Encoding.composition(before, w[at], uint256(w[at + 1]), _address(w[at + 2]), _u64(w[at + 3]));
            at += 4;
        } else {
            next = Encoding.key(
                before, _address(w[at]), uint8(uint256(w[at + 1])), uint8(uint256(w[at + 2])), _u64(w[at + 3])
            );
            at += 4;
        }
        histories[kind] = next;
        return (keccak256(abi.encode(digest, next)), at);
    }

    function _limits(bytes32 digest, IPolicyRegistry policies, bytes32[] calldata w, uint256 at)
        private
        pure
        returns (bytes32, uint256)
    {
        uint256 count = uint256(w[at]);
        Limit[] memory limits = new Limit[](count);
        for (uint256 i; i < count; ++i) {
            limits[i] = abi.decode(_slice(w, at + 1 + 8 * i, 8), (Limit));
        }
        bytes32 hash = policies.hashLimits(limits, new Rule[](0));
        return (keccak256(abi.encode(digest, hash)), at + 1 + 8 * count);
    }

    /// @dev root, account, mode, length of the path, path
    function _payee(bytes32 digest, bytes32[] calldata w, uint256 at) private pure returns (bytes32, uint256) {
        uint256 length = uint256(w[at + 3]);
        bytes32 leaf = Encoding.payee(_address(w[at + 1]), uint8(uint256(w[at + 2])));
        bool proven = MerkleProof.verifyCalldata(w[at + 4:at + 4 + length], w[at], leaf);
        return (keccak256(abi.encode(digest, leaf, proven)), at + 4 + length);
    }

    function _words(bytes32 digest, uint256 kind, bytes32[] calldata w, uint256 at)
        private
        view
        returns (bytes32, uint256)
    {
        if (kind == 13) {
            bytes32 stream = Encoding.stream(uint256(w[at]), _address(w[at + 1]), uint256(w[at + 2]));
            bytes32 target = Encoding.target(uint8(uint256(w[at + 3])), uint256(w[at + 2]));
            bytes32 slot = History.slotOf(History.FREEZES, target);
            return (keccak256(abi.encode(digest, stream, target, slot, Encoding.shard(uint256(w[at + 2])))), at + 4);
        }
        if (kind != 14) revert ArithmeticReplayUnknownStep(kind);
        // The chain's own id is part of the domain.
        bytes32 separator = Approvals.separatorOf(_address(w[at]));
        bytes32 signed = Approvals.digest(separator, abi.decode(_slice(w, at + 1, 8), (Approvals.Words)));
        return (keccak256(abi.encode(digest, separator, signed)), at + 9);
    }

    function _slice(bytes32[] calldata w, uint256 at, uint256 count) private pure returns (bytes memory) {
        return abi.encodePacked(w[at:at + count]);
    }

    function _address(bytes32 word) private pure returns (address) {
        return address(uint160(uint256(word)));
    }

    function _u64(bytes32 word) private pure returns (uint64) {
        return uint64(uint256(word));
    }
}
