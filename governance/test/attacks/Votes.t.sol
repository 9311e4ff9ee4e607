// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IGovernor } from "@openzeppelin/contracts/governance/IGovernor.sol";
import { IVotes } from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import { TimelockController } from "@openzeppelin/contracts/governance/TimelockController.sol";
import { Votes } from "@openzeppelin/contracts/governance/utils/Votes.sol";
import { AgentGovernor } from "../../src/governor/AgentGovernor.sol";
import { IAgentGovernor } from "../../src/interfaces/IAgentGovernor.sol";
import { Proposals } from "../AgentGovernor/Proposals.sol";
import { ContractApprover } from "../mocks.sol";

/// @title Votes that are shown twice, borrowed, moved, or signed by a contract
contract VotesAttackTest is Proposals {
    bytes32 private constant BALLOT =
        keccak256("Ballot(uint256 proposalId,uint8 support,address voter,uint256 nonce)");

    uint256 private id;
    address private voter;
    uint256 private secret;

    function setUp() public override {
        super.setUp();
        (voter, secret) = makeAddrAndKey("holder0");
        id = _propose(address(dao.usdc), "");
        _warpToVote(id);
    }

    // signatures

    function test_ASignedVoteCountsOnce() public {
        bytes memory signature = _ballot(address(dao.governor), block.chainid, voter, secret);
        dao.governor.castVoteBySig(id, 1, voter, signature);
        _expectVotes(100e18);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorInvalidSignature.selector, voter));
        dao.governor.castVoteBySig(id, 1, voter, signature);
        _expectVotes(100e18);
    }

    function test_RevertWhen_TheVoteWasSignedForAnotherChain() public {
        bytes memory signature = _ballot(address(dao.governor), block.chainid + 1, voter, secret);
        _refuse(signature);
        // And the other way: ours, on a fork with another id.
        signature = _ballot(address(dao.governor), block.chainid, voter, secret);
        vm.chainId(block.chainid + 1);
        _refuse(signature);
    }

    function test_RevertWhen_TheVoteWasSignedForAnotherGovernor() public {
        IAgentGovernor.Settings memory settings = IAgentGovernor.Settings(1, 4, 0, 10, 2);
        AgentGovernor other = new AgentGovernor(IVotes(address(dao.token)), dao.timelock, address(0), settings);
        _refuse(_ballot(address(other), block.chainid, voter, secret));
    }

    function test_RevertWhen_AnotherChoiceOrProposalWasSigned() public {
        bytes memory signature = _ballot(address(dao.governor), block.chainid, voter, secret);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorInvalidSignature.selector, voter));
        dao.governor.castVoteBySig(id, 0, voter, signature);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorInvalidSignature.selector, stranger));
        dao.governor.castVoteBySig(id, 1, stranger, signature);
    }

    /// @dev ERC-1271: a wallet that is a contract votes by its owner's signature, or by calling.
    function test_AContractWalletVotes() public {
        ContractApprover wallet = new ContractApprover(voter);
        uint256 proposal = _holdAndPropose(address(wallet));
        bytes memory signature = _ballot(proposal, address(dao.governor), block.chainid, address(wallet), secret);
        (, uint256 wrong) = makeAddrAndKey("wrong");
        bytes memory bad = _ballot(proposal, address(dao.governor), block.chainid, address(wallet), wrong);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorInvalidSignature.selector, address(wallet)));
        dao.governor.castVoteBySig(proposal, 1, address(wallet), bad);
        dao.governor.castVoteBySig(proposal, 1, address(wallet), signature);
        (, uint256 inFavour,) = dao.governor.proposalVotes(proposal);
        assertEq(inFavour, 100e18);
    }

    /// @dev An account that lends itself code (EIP-7702) has code, and is no contract wallet: it votes by calling.
    function test_AnAccountWithBorrowedCodeVotesByCalling() public {
        vm.etch(voter, abi.encodePacked(hex"ef0100", address(dao.usdc)));
        vm.prank(voter);
        dao.governor.castVote(id, 1);
        _expectVotes(100e18);
    }

    function test_AContractWalletIsGuardian() public {
        address wallet = address(new ContractApprover(voter));
        vm.prank(authority);
        dao.policies.setGuardian(wallet, uint64(vm.getBlockTimestamp() + 1));
        vm.prank(wallet);
        dao.policies.freeze(1, agentId);
        assertTrue(dao.policies.frozen(1, agentId));
    }

    // borrowed and moved votes

    /// @dev Beanstalk: votes borrowed for one transaction are in nobody's hand at the snapshot.
    function test_ABorrowedVoteDoesNotCount() public {
        address thief = makeAddr("thief");
        vm.prank(holder(1));
        dao.token.transfer(thief, 100e18);
        vm.startPrank(thief);
        dao.token.delegate(thief);
        dao.governor.castVote(id, 1);
        _expectVotes(0);
        targets.push(address(dao.usdc));
        (values, calldatas) = (new uint256[](2), new bytes[](2));
        uint256 own = dao.governor.propose(targets, values, calldatas, "mine");
        vm.expectPartialRevert(IGovernor.GovernorUnexpectedProposalState.selector);
        dao.governor.castVote(own, 1);
        dao.token.transfer(holder(1), 100e18);
        vm.stopPrank();
        vm.warp(dao.governor.proposalSnapshot(own) + 1);
        vm.prank(thief);
        dao.governor.castVote(own, 1);
        (, uint256 inFavour,) = dao.governor.proposalVotes(own);
        assertEq(inFavour, 0);
    }

    function test_OneTokenVotesOnce() public {
        vm.prank(voter);
        dao.governor.castVote(id, 1);
        address second = makeAddr("second");
        vm.prank(voter);
        dao.token.transfer(second, 100e18);
        vm.startPrank(second);
        dao.token.delegate(second);
        dao.governor.castVote(id, 1);
        vm.stopPrank();
        _expectVotes(100e18);
        vm.prank(voter);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorAlreadyCastVote.selector, voter));
        dao.governor.castVote(id, 1);
    }

    /// @dev With seconds for a clock, a delegation in the snapshot's own second is not seen before it is over.
    function test_RevertWhen_TheSnapshotIsNow() public {
        vm.expectPartialRevert(Votes.ERC5805FutureLookup.selector);
        dao.token.getPastVotes(voter, vm.getBlockTimestamp());
    }

    /// forge-config: default.isolate = false
    function testFuzz_VotesNeverExceedTheSupply(uint8[4] calldata moves, uint96[4] calldata amounts) public {
        for (uint256 i; i < moves.length; ++i) {
            address from = holder(moves[i] % 3);
            address to = holder(moves[i] / 3 % 3);
            address delegatee = holder(moves[i] / 9 % 3);
            uint256 amount = amounts[i] % (dao.token.balanceOf(from) + 1);
            vm.prank(from);
            dao.token.transfer(to, amount);
            vm.prank(to);
            dao.token.delegate(delegatee);
        }
        uint256 sum;
        for (uint256 i; i < 3; ++i) {
            sum += dao.token.getVotes(holder(i));
        }
        assertEq(sum, dao.token.totalSupply());
    }

    // proposals

    /// @dev CVE-2023-34234: whoever copies a proposal that names its proposer cannot send it first.
    function test_RevertWhen_AProposalIsFrontRun() public {
        description = string.concat("a proposal#proposer=", vm.toString(holder(0)));
        vm.prank(holder(1));
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorRestrictedProposer.selector, holder(1)));
        dao.governor.propose(targets, values, calldatas, description);
        _pass(_propose());
        _queue();
    }

    function test_EveryDescriptionIsQueuedByItsBytes() public {
        string[6] memory texts =
            [unicode"é", string(hex"65cc81"), "a\r\nb ", unicode"# 🏦", "", "a proposal#proposer=0x00"];
        for (uint256 i; i < texts.length; ++i) {
            description = texts[i];
            _pass(_propose());
            _queue();
        }
    }

    function _holdAndPropose(address account) private returns (uint256) {
        vm.startPrank(voter);
        dao.token.transfer(account, 100e18);
        vm.stopPrank();
        vm.prank(account);
        dao.token.delegate(account);
        vm.warp(vm.getBlockTimestamp() + 1);
        description = "another";
        uint256 proposal = _propose();
        _warpToVote(proposal);
        return proposal;
    }

    function _ballot(address governor, uint256 chainId, address account, uint256 key)
        private
        view
        returns (bytes memory)
    {
        return _ballot(id, governor, chainId, account, key);
    }

    function _ballot(uint256 proposal, address governor, uint256 chainId, address account, uint256 key)
        private
        pure
        returns (bytes memory)
    {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("DecentralizedAi"),
                keccak256("1"),
                chainId,
                governor
            )
        );
        // Nonces are keyed by the proposal: the first of this voter for it.
        uint256 nonce = uint256(uint192(proposal)) << 64;
        bytes32 words = keccak256(abi.encode(BALLOT, proposal, uint8(1), account, nonce));
        return sign(key, keccak256(abi.encodePacked(hex"1901", domain, words)));
    }

    function _refuse(bytes memory signature) private {
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorInvalidSignature.selector, voter));
        dao.governor.castVoteBySig(id, 1, voter, signature);
    }

    function _expectVotes(uint256 amount) private view {
        (, uint256 inFavour,) = dao.governor.proposalVotes(id);
        assertEq(inFavour, amount);
    }
}
