// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IAgentGovernor } from "../../src/interfaces/IAgentGovernor.sol";
import { Proposals } from "../AgentGovernor/Proposals.sol";

/// @dev Deploys whatever code it holds to one and the same address.
contract Shapeshifter {
    bytes public code;

    function setCode(bytes calldata code_) external {
        code = code_;
    }

    function deploy() external returns (address made) {
        made = address(new Shape{ salt: 0 }());
    }

    function where() external view returns (address) {
        return address(
            uint160(
                uint256(
                    keccak256(
                        abi.encodePacked(hex"ff", address(this), bytes32(0), keccak256(type(Shape).creationCode))
                    )
                )
            )
        );
    }

    /// @dev Made and gone within one transaction: the only way that an account still loses its code.
    function flash() external {
        Clean(this.deploy()).end();
    }
}

/// @dev Its creation code is always the same; what stays is what its maker says.
contract Shape {
    constructor() {
        bytes memory code = Shapeshifter(msg.sender).code();
        assembly ("memory-safe") {
            return(add(code, 32), mload(code))
        }
    }
}

contract Clean {
    uint256 public calls;

    function run() external {
        ++calls;
    }

    function end() external {
        selfdestruct(payable(msg.sender));
    }
}

contract Dirty {
    function run() external {
        selfdestruct(payable(msg.sender));
    }
}

/// @title The target of a vote is destroyed and made again at the same address by CREATE2
contract RedeployAttackTest is Proposals {
    Shapeshifter private shifter;
    address private target;
    bytes private clean = type(Clean).runtimeCode;
    bytes private dirty = type(Dirty).runtimeCode;

    function setUp() public override {
        super.setUp();
        shifter = new Shapeshifter();
        shifter.setCode(clean);
        target = shifter.where();
    }

    function test_RevertWhen_ItIsProposedBeforeItExists() public {
        _add(target, abi.encodeCall(Clean.run, ()));
        _expectNoCode();
        shifter.flash();
        assertEq(target.code.length, 0, "made and gone");
        _expectNoCode();
    }

    function test_RevertWhen_ItIsMadeAgainBetweenVoteAndExecution() public {
        assertEq(shifter.deploy(), target);
        uint256 id = _propose(target, abi.encodeCall(Clean.run, ()));
        _pass(id);
        _queue();
        vm.warp(vm.getBlockTimestamp() + 2);
        // What SELFDESTRUCT did before EIP-6780, and what a chain without it still does.
        vm.etch(target, "");
        vm.resetNonce(target);
        shifter.setCode(dirty);
        assertEq(shifter.deploy(), target);
        assertEq(target.code, dirty);
        bytes32 found = keccak256(abi.encodePacked(target.codehash));
        bytes32 pin = dao.governor.pinOf(id);
        vm.expectRevert(abi.encodeWithSelector(IAgentGovernor.AgentGovernorTargetChanged.selector, id, pin, found));
        _execute();
    }

    function test_TheVotedCodeRunsWhenItIsMadeAgainAsItWas() public {
        shifter.deploy();
        uint256 id = _propose(target, abi.encodeCall(Clean.run, ()));
        _pass(id);
        vm.etch(target, "");
        vm.resetNonce(target);
        shifter.deploy();
        _queue();
        vm.warp(vm.getBlockTimestamp() + 2);
        _execute();
        assertEq(Clean(target).calls(), 1);
    }

    function _expectNoCode() private {
        vm.prank(holder(0));
        vm.expectRevert(abi.encodeWithSelector(IAgentGovernor.AgentGovernorNoCode.selector, target));
        dao.governor.propose(targets, values, calldatas, description);
    }
}
