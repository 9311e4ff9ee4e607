// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IGovernor } from "@openzeppelin/contracts/governance/IGovernor.sol";
import { IVotes } from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import { AgentGovernor } from "../../src/governor/AgentGovernor.sol";
import { IAgentGovernor } from "../../src/interfaces/IAgentGovernor.sol";
import { Proposals } from "./Proposals.sol";

/// @title What OpenZeppelin's parts do here, where two of them had to be put together
contract AgentGovernorInheritedTest is Proposals {
    bytes32 private constant EXTENDED = keccak256(
        "ExtendedBallot(uint256 proposalId,uint8 support,address voter,uint256 nonce,string reason,bytes params)"
    );

    function test_SettingsChangeByAVoteAlone() public {
        address governor = address(dao.governor);
        vm.expectRevert();
        dao.governor.setVotingDelay(7);
        _add(governor, abi.encodeCall(dao.governor.setVotingDelay, (7)));
        _add(governor, abi.encodeCall(dao.governor.setVotingPeriod, (70)));
        _add(governor, abi.encodeCall(dao.governor.setProposalThreshold, (50e18)));
        _add(governor, abi.encodeCall(dao.governor.setLateQuorumVoteExtension, (8)));
        _add(governor, abi.encodeCall(dao.governor.updateQuorumNumerator, (20)));
        _add(governor, abi.encodeCall(dao.governor.setProposalGuardian, (guardian)));
        _carry();
        assertEq(dao.governor.votingDelay(), 7);
        assertEq(dao.governor.votingPeriod(), 70);
        assertEq(dao.governor.proposalThreshold(), 50e18);
        assertEq(dao.governor.lateQuorumVoteExtension(), 8);
        assertEq(dao.governor.quorumNumerator(), 20);
        assertEq(dao.governor.proposalGuardian(), guardian);
    }

    function test_ThePoorProposeNothingAboveTheThreshold() public {
        _add(address(dao.governor), abi.encodeCall(dao.governor.setProposalThreshold, (100e18 + 1)));
        _carry();
        vm.warp(vm.getBlockTimestamp() + 1);
        vm.prank(holder(0));
        vm.expectRevert(
            abi.encodeWithSelector(
                IGovernor.GovernorInsufficientProposerVotes.selector, holder(0), 100e18, 100e18 + 1
            )
        );
        dao.governor.propose(targets, values, calldatas, "poor");
    }

    function test_TheProposalGuardianCancels_AndNobodyElse() public {
        IAgentGovernor.Settings memory settings = IAgentGovernor.Settings(1, 4, 0, 10, 2);
        AgentGovernor other = new AgentGovernor(IVotes(address(dao.token)), dao.timelock, guardian, settings);
        _add(address(dao.usdc), "");
        vm.prank(holder(0));
        uint256 id = other.propose(targets, values, calldatas, description);
        vm.warp(other.proposalSnapshot(id) + 1);
        address[3] memory callers = [holder(0), holder(1), authority];
        for (uint256 i; i < 3; ++i) {
            vm.prank(callers[i]);
            vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorUnableToCancel.selector, id, callers[i]));
            other.cancel(targets, values, calldatas, keccak256(bytes(description)));
        }
        vm.prank(guardian);
        other.cancel(targets, values, calldatas, keccak256(bytes(description)));
        assertEq(uint8(other.state(id)), uint8(IGovernor.ProposalState.Canceled));
    }

    function test_AProposalIsQueuedBeforeItRuns() public {
        uint256 id = _propose(address(dao.usdc), "");
        assertTrue(dao.governor.proposalNeedsQueuing(id));
        _pass(id);
        vm.expectRevert();
        _execute();
    }

    function test_AVoteWithReasonIsSigned() public {
        uint256 id = _propose(address(dao.usdc), "");
        _warpToVote(id);
        (address voter, uint256 secret) = makeAddrAndKey("holder0");
        // With the nonce of this proposal, then with the account's own.
        bytes memory keyed = _extended(id, voter, secret, uint256(uint192(id)) << 64);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorInvalidSignature.selector, voter));
        dao.governor.castVoteWithReasonAndParamsBySig(id, 1, voter, "another reason", "", keyed);
        uint256 before = vm.snapshotState();
        dao.governor.castVoteWithReasonAndParamsBySig(id, 1, voter, "because", "", keyed);
        assertTrue(dao.governor.hasVoted(id, voter));
        vm.revertToState(before);
        dao.governor.castVoteWithReasonAndParamsBySig(id, 1, voter, "because", "", _extended(id, voter, secret, 0));
        assertTrue(dao.governor.hasVoted(id, voter));
        assertEq(dao.governor.nonces(voter), 1);
    }

    function test_TheTokenCountsInSecondsAndKnowsNonces() public {
        assertEq(dao.token.CLOCK_MODE(), "mode=timestamp");
        assertEq(dao.token.clock(), vm.getBlockTimestamp());
        (address owner, uint256 secret) = makeAddrAndKey("holder0");
        bytes32 kind = keccak256("Delegation(address delegatee,uint256 nonce,uint256 expiry)");
        bytes32 words = keccak256(abi.encode(kind, stranger, 0, vm.getBlockTimestamp()));
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", dao.token.DOMAIN_SEPARATOR(), words));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(secret, digest);
        dao.token.delegateBySig(stranger, 0, vm.getBlockTimestamp(), v, r, s);
        assertEq(dao.token.nonces(owner), 1);
        assertEq(dao.token.delegates(owner), stranger);
        vm.expectRevert();
        dao.token.delegateBySig(stranger, 0, vm.getBlockTimestamp(), v, r, s);
    }

    function _extended(uint256 id, address voter, uint256 secret, uint256 nonce) private view returns (bytes memory) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("DecentralizedAi"),
                keccak256("1"),
                block.chainid,
                dao.governor
            )
        );
        bytes32 words =
            keccak256(abi.encode(EXTENDED, id, uint8(1), voter, nonce, keccak256("because"), keccak256("")));
        return sign(secret, keccak256(abi.encodePacked(hex"1901", domain, words)));
    }
}
