// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Hash chains that stand alone in slots a stranger can compute: one storage proof proves the whole past
/// @dev The base slots are keccak256 of a text and far from what the compiler assigns.
library History {
    bytes32 internal constant HEADS = keccak256("dai.slot.heads");
    bytes32 internal constant LEASES = keccak256("dai.slot.leases");
    bytes32 internal constant PUBLICATIONS = keccak256("dai.slot.publications");
    bytes32 internal constant FREEZES = keccak256("dai.slot.freezes");
    bytes32 internal constant NAMES = keccak256("dai.slot.names");
    bytes32 internal constant COMPOSITIONS = keccak256("dai.slot.compositions");
    bytes32 internal constant KEYS = keccak256("dai.slot.keys");
    bytes32 internal constant SPENDS = keccak256("dai.slot.spends");

    /// @notice Slot of a key in the mapping at `base`.
    function slotOf(bytes32 base, bytes32 key) internal pure returns (bytes32) {
        return keccak256(abi.encode(key, base));
    }

    function slotOf(bytes32 base, uint256 key) internal pure returns (bytes32) {
        return slotOf(base, bytes32(key));
    }

    function slotOf(bytes32 base, address key) internal pure returns (bytes32) {
        return slotOf(base, bytes32(uint256(uint160(key))));
    }

    function read(bytes32 slot) internal view returns (bytes32 value) {
        assembly ("memory-safe") {
            value := sload(slot)
        }
    }

    function write(bytes32 slot, bytes32 value) internal {
        assembly ("memory-safe") {
            sstore(slot, value)
        }
    }
}
