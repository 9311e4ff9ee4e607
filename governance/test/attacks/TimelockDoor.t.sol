// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IAccessControl } from "@openzeppelin/contracts/access/IAccessControl.sol";
import { TimelockController } from "@openzeppelin/contracts/governance/TimelockController.sol";
import { IAgentGovernor } from "../../src/interfaces/IAgentGovernor.sol";
import { Proposals } from "../AgentGovernor/Proposals.sol";

/// @dev A target that tries, while a vote runs it, to get a door of its own into the timelock.
contract DoorOpener {
    TimelockController private immutable timelock;
    bytes public answer;
    bool public done;

    constructor(TimelockController timelock_) {
        timelock = timelock_;
    }

    function run(bytes calldata data) external {
        (done, answer) = address(timelock).call(data);
    }
}

/// @title Doors to the timelock beside the Governor: through any of them the pin of targets would not count
contract TimelockDoorAttackTest is Proposals {
    address[] private everybody;

    function setUp() public override {
        super.setUp();
        everybody = [
            deployer, holder(0), admin, guardian, stranger, anchor1, address(dao.policies), address(vault), address(0)
        ];
    }

    function test_NobodyElseSchedules() public {
        address[] memory to = new address[](1);
        to[0] = address(dao.usdc);
        for (uint256 i; i < everybody.length; ++i) {
            bytes memory fault = _missing(everybody[i], dao.timelock.PROPOSER_ROLE());
            vm.startPrank(everybody[i]);
            vm.expectRevert(fault);
            dao.timelock.schedule(to[0], 0, "", 0, 0, 2);
            vm.expectRevert(fault);
            dao.timelock.scheduleBatch(to, new uint256[](1), new bytes[](1), 0, 0, 2);
            vm.stopPrank();
        }
    }

    function test_NobodyElseExecutesWhatWasVotedAndQueued() public {
        uint256 id = _propose(address(dao.policies), abi.encodeCall(dao.policies.setGuardian, (guardian, 9)));
        _pass(id);
        _queue();
        vm.warp(vm.getBlockTimestamp() + 2);
        bytes32 salt = bytes20(address(dao.governor)) ^ keccak256(bytes(description));
        for (uint256 i; i < everybody.length; ++i) {
            bytes memory fault = _missing(everybody[i], dao.timelock.EXECUTOR_ROLE());
            vm.prank(everybody[i]);
            vm.expectRevert(fault);
            dao.timelock.executeBatch(targets, values, calldatas, 0, salt);
        }
        // By anybody, through the Governor, which compares the pin.
        vm.prank(stranger);
        dao.governor.execute(targets, values, calldatas, keccak256(bytes(description)));
        assertEq(dao.policies.guardianUntil(guardian), 9);
    }

    function test_NobodyElseCancelsOrChangesDelayAndRoles() public {
        bytes32 proposer = dao.timelock.PROPOSER_ROLE();
        for (uint256 i; i < everybody.length; ++i) {
            bytes memory canceller = _missing(everybody[i], dao.timelock.CANCELLER_ROLE());
            bytes memory caller = _missing(everybody[i], dao.timelock.DEFAULT_ADMIN_ROLE());
            vm.startPrank(everybody[i]);
            vm.expectRevert(canceller);
            dao.timelock.cancel(keccak256("operation"));
            vm.expectRevert(caller);
            dao.timelock.grantRole(proposer, everybody[i]);
            vm.expectRevert(
                abi.encodeWithSelector(TimelockController.TimelockUnauthorizedCaller.selector, everybody[i])
            );
            dao.timelock.updateDelay(0);
            vm.stopPrank();
        }
    }

    /// @dev GHSA-vrw4-w73r-6mm8: a target that is run scheduled more within the same execution.
    function test_ATargetThatIsRunGetsNoDoorOfItsOwn() public {
        DoorOpener opener = new DoorOpener(dao.timelock);
        bytes32 proposer = dao.timelock.PROPOSER_ROLE();
        bytes[3] memory tries = [
            abi.encodeCall(dao.timelock.schedule, (address(dao.usdc), 0, "", 0, 0, 0)),
            abi.encodeCall(dao.timelock.grantRole, (proposer, address(opener))),
            abi.encodeCall(dao.timelock.updateDelay, (0))
        ];
        for (uint256 i; i < 3; ++i) {
            _start();
            description = string.concat("try ", vm.toString(i));
            _add(address(opener), abi.encodeCall(opener.run, (tries[i])));
            _carry();
            assertFalse(opener.done());
            assertGt(opener.answer().length, 4);
        }
        assertEq(dao.timelock.getMinDelay(), 2);
        assertFalse(dao.timelock.hasRole(proposer, address(opener)));
    }

    function test_TheDelayIsWaitedFor() public {
        uint256 id = _propose(address(dao.policies), abi.encodeCall(dao.policies.setGuardian, (guardian, 9)));
        _pass(id);
        _queue();
        uint256 queued = vm.getBlockTimestamp();
        vm.warp(queued + 1);
        vm.expectPartialRevert(TimelockController.TimelockUnexpectedOperationState.selector);
        _execute();
        vm.warp(queued + 2);
        _execute();
    }

    /// @dev A vote that opens another door is a vote like any other, and is seen: what goes through it is not pinned.
    function test_OnlyAVoteOpensAnotherDoor() public {
        bytes32 proposer = dao.timelock.PROPOSER_ROLE();
        _add(authority, abi.encodeCall(dao.timelock.grantRole, (proposer, stranger)));
        _carry();
        assertTrue(dao.timelock.hasRole(proposer, stranger));
        vm.prank(stranger);
        vm.expectRevert(IAgentGovernor.AgentGovernorNoRelay.selector);
        dao.governor.relay(address(dao.usdc), 0, "");
    }

    function _missing(address account, bytes32 role) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, account, role);
    }
}
