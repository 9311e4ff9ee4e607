// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The hashes of the log that contracts make
/// @dev E("name", ...) = keccak256(abi.encode(keccak256("dai.name.1"), ...)), static types in 32-byte words.
library Encoding {
    bytes32 internal constant SPENT = keccak256("dai.spent.1");
    bytes32 internal constant LEASE = keccak256("dai.lease.1");
    bytes32 internal constant CHECKPOINT = keccak256("dai.checkpoint.1");

    function stream(uint256 chainId, address ledger, uint256 agentId) internal pure returns (bytes32) {
        return keccak256(abi.encode(keccak256("dai.stream.1"), chainId, ledger, agentId));
    }

    /// @return 0-63
    function shard(uint256 agentId) internal pure returns (uint8) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint8(uint256(keccak256(abi.encode(keccak256("dai.shard.1"), agentId))) & 63);
    }

    function target(uint8 what, uint256 id) internal pure returns (bytes32) {
        return keccak256(abi.encode(keccak256("dai.target.1"), what, id));
    }

    /// @param schema SPENT; in memory these ten words lie as the ABI encodes them, so they are hashed where they are
    struct SpentWords {
        bytes32 schema;
        bytes32 stream;
        address vault;
        uint64 number;
        bytes32 opened;
        bytes32 action;
        address asset;
        address to;
        uint256 amount;
        uint64 epoch;
    }

    function spent(SpentWords memory w) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            hash := keccak256(w, 320)
        }
    }

    function spends(bytes32 before, bytes32 spent_) internal pure returns (bytes32) {
        return keccak256(abi.encode(keccak256("dai.spends.1"), before, spent_));
    }

    /// @param schema CHECKPOINT; twelve words that are hashed where they are
    struct CheckpointWords {
        bytes32 schema;
        uint256 chainId;
        address ledger;
        address node;
        uint64 number;
        bytes32 head;
        bytes32 streamsRoot;
        uint32 streams;
        uint64 leaves;
        uint64 blockNumber;
        uint64 time;
        bytes32 leases;
    }

    function checkpoint(CheckpointWords memory w) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            hash := keccak256(w, 384)
        }
    }

    /// @param schema LEASE; six words that are hashed where they are
    struct LeaseWords {
        bytes32 schema;
        bytes32 before;
        uint8 shard;
        address node;
        uint64 epoch;
        uint64 blockNumber;
    }

    function lease(LeaseWords memory w) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            hash := keccak256(w, 192)
        }
    }

    function publication(bytes32 before, bytes32 root, bytes32 limitsHash, uint64 blockNumber)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(keccak256("dai.publication.1"), before, root, limitsHash, blockNumber));
    }

    function freeze(bytes32 before, uint8 on, uint64 blockNumber) internal pure returns (bytes32) {
        return keccak256(abi.encode(keccak256("dai.freeze.1"), before, on, blockNumber));
    }

    function composition(bytes32 before, bytes32 composition_, uint256 operatorId, address vault, uint64 blockNumber)
        internal
        pure
        returns (bytes32)
    {
        return
            keccak256(
                abi.encode(keccak256("dai.composition.1"), before, composition_, operatorId, vault, blockNumber)
            );
    }

    function key(bytes32 before, address key_, uint8 role, uint8 on, uint64 blockNumber)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(keccak256("dai.key.1"), before, key_, role, on, blockNumber));
    }

    /// @dev Hashed twice, so that no inner node of the payees' tree passes for a payee.
    function payee(address account, uint8 mode) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(keccak256("dai.payee.1"), account, mode))));
    }
}
