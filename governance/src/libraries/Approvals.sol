// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Typed data that people sign about actions: domain {DecentralizedAi, 1, chain, ledger}
library Approvals {
    bytes32 internal constant TYPE = keccak256(
        "Approval(bytes32 stream,bytes32 action,bytes32 call,address asset,uint256 amount,address to,"
        "bytes32 policyRoot,uint64 deadline)"
    );

    struct Words {
        bytes32 stream;
        bytes32 action;
        bytes32 call;
        address asset;
        uint256 amount;
        address to;
        bytes32 policyRoot;
        uint64 deadline;
    }

    function digest(bytes32 separator, Words memory w) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", separator, keccak256(abi.encode(TYPE, w))));
    }

    function separatorOf(address ledger) internal view returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("DecentralizedAi"),
                keccak256("1"),
                block.chainid,
                ledger
            )
        );
    }
}
