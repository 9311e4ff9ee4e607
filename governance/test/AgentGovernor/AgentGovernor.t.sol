// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IGovernor } from "@openzeppelin/contracts/governance/IGovernor.sol";
import { IAgentGovernor } from "../../src/interfaces/IAgentGovernor.sol";
import { IProposalGate } from "../../src/interfaces/IProposalGate.sol";
import { Limit, Rule } from "../../src/interfaces/IPolicyRegistry.sol";
import { GovernanceToken } from "../../src/governor/GovernanceToken.sol";
import { Proposals } from "./Proposals.sol";

contract Gate is IProposalGate {
    bytes4 public answer = IProposalGate.check.selector;
    uint256 public asked;

    error GateClosed();

    function set(bytes4 answer_) external {
        answer = answer_;
    }

    function check(uint256 id, address[] calldata, uint256[] calldata, bytes[] calldata, bytes32)
        external
        returns (bytes4)
    {
        if (answer == 0) revert GateClosed();
        asked = id;
        return answer;
    }
}

contract AgentGovernorTest is Proposals {
    // the whole way

    function test_AVotePublishesAPolicy() public {
        bytes32 root = dao.policies.stage(document);
        Limit[] memory limits = new Limit[](1);
        limits[0] = usdcLimit();
        uint256 id = _propose(
            address(dao.policies), abi.encodeCall(dao.policies.publish, (agentId, root, limits, new Rule[](0)))
        );
        _pass(id);
        _queue();
        vm.expectRevert();
        _execute();
        vm.warp(vm.getBlockTimestamp() + 2);
        _execute();
        assertEq(dao.policies.policyOf(agentId).root, root);
        assertEq(uint8(dao.governor.state(id)), uint8(IGovernor.ProposalState.Executed));
    }

    function test_OneProposalBootstrapsADao() public {
        bytes32 root = dao.policies.stage(document);
        vm.prank(stranger);
        uint256 operator = dao.operators.register(beneficiary, 0);
        uint256 agent = dao.agents.agentCount() + 1;
        _add(address(dao.operators), abi.encodeCall(dao.operators.setStatus, (operator, HOSTING)));
        _add(address(dao.agents), abi.encodeCall(dao.agents.enroll, ("novice", operator, keccak256("c"), "")));
        Limit[] memory limits = new Limit[](1);
        limits[0] = usdcLimit();
        _add(address(dao.policies), abi.encodeCall(dao.policies.publish, (agent, root, limits, new Rule[](0))));
        _carry();
        assertEq(dao.policies.policyOf(agent).root, root);
        assertEq(dao.agents.agentNamed(keccak256("novice")), agent);
    }

    function test_ADefeatedProposalDoesNothing() public {
        uint256 id = _propose(address(dao.usdc), "");
        _warpToVote(id);
        vm.prank(holder(0));
        dao.governor.castVote(id, 0);
        vm.warp(dao.governor.proposalDeadline(id) + 1);
        vm.expectPartialRevert(IGovernor.GovernorUnexpectedProposalState.selector);
        _queue();
    }

    function test_ALateQuorumExtendsTheVote() public {
        uint256 id = _propose(address(dao.usdc), "");
        uint256 deadline = dao.governor.proposalDeadline(id);
        vm.warp(deadline);
        vm.prank(holder(0));
        dao.governor.castVote(id, 1);
        assertEq(dao.governor.proposalDeadline(id), deadline + 2);
    }

    // propose

    function test_Propose_Pins() public {
        _add(address(dao.usdc), "");
        _add(address(dao.policies), "");
        bytes32 pin = keccak256(abi.encodePacked(address(dao.usdc).codehash, address(dao.policies).codehash));
        uint256 id = dao.governor.hashProposal(targets, values, calldatas, keccak256(bytes(description)));
        vm.expectEmit(address(dao.governor));
        emit IAgentGovernor.Pinned(id, pin);
        vm.prank(holder(0));
        dao.governor.propose(targets, values, calldatas, description);
        assertEq(dao.governor.pinOf(id), pin);
    }

    function test_Propose_RevertWhen_ATargetHasNoCodeOfItsOwn() public {
        address lent = makeAddr("lent");
        vm.etch(lent, abi.encodePacked(hex"ef0100", address(dao.usdc)));
        address[2] memory bad = [stranger, lent];
        for (uint256 i; i < 2; ++i) {
            delete targets;
            delete values;
            delete calldatas;
            _add(bad[i], "");
            vm.prank(holder(0));
            vm.expectRevert(abi.encodeWithSelector(IAgentGovernor.AgentGovernorNoCode.selector, bad[i]));
            dao.governor.propose(targets, values, calldatas, description);
        }
    }

    // gate

    function test_Propose_TakesAContractOfTwentyThreeBytes() public {
        address small = makeAddr("small");
        vm.etch(small, new bytes(23));
        _add(small, "");
        vm.prank(holder(0));
        uint256 id = dao.governor.propose(targets, values, calldatas, description);
        assertNotEq(dao.governor.pinOf(id), 0);
    }

    function test_SetGate_RevertWhen_NotByAProposal() public {
        vm.prank(holder(0));
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorOnlyExecutor.selector, holder(0)));
        dao.governor.setGate(IProposalGate(address(0)));
    }

    function test_AGateThatAgreesIsAsked() public {
        Gate gate = _gate();
        _start();
        uint256 id = _propose(address(dao.usdc), abi.encodeCall(dao.usdc.approve, (stranger, 0)));
        _pass(id);
        _queue();
        assertEq(gate.asked(), id);
    }

    function test_RevertWhen_TheGateRefuses() public {
        Gate gate = _gate();
        _start();
        uint256 id = _propose(address(dao.usdc), abi.encodeCall(dao.usdc.approve, (stranger, 0)));
        _pass(id);
        gate.set(0xdeadbeef);
        vm.expectRevert(abi.encodeWithSelector(IAgentGovernor.AgentGovernorGateRefused.selector, id, address(gate)));
        _queue();
        gate.set(0);
        vm.expectRevert(Gate.GateClosed.selector);
        _queue();
    }

    function test_ABrokenGateCanBeVotedAway() public {
        Gate gate = _gate();
        gate.set(0);
        _start();
        _add(address(dao.governor), abi.encodeCall(dao.governor.setGate, (IProposalGate(address(0)))));
        _carry();
        assertEq(address(dao.governor.gate()), address(0));
    }

    function test_RevertWhen_AProposalHidesBehindSetGate() public {
        Gate gate = _gate();
        gate.set(0);
        _start();
        _add(address(dao.governor), abi.encodeCall(dao.governor.setGate, (IProposalGate(address(0)))));
        uint256 id = _propose(address(dao.usdc), "");
        _pass(id);
        vm.expectRevert(Gate.GateClosed.selector);
        _queue();
    }

    // relay

    function test_Relay_RevertWhen_CalledByAProposal() public {
        _add(address(dao.governor), abi.encodeCall(dao.governor.relay, (address(dao.usdc), 0, "")));
        uint256 id = _propose();
        _pass(id);
        _queue();
        vm.warp(vm.getBlockTimestamp() + 2);
        vm.expectRevert(IAgentGovernor.AgentGovernorNoRelay.selector);
        _execute();
    }

    // token

    function test_Token_RevertWhen_NobodyHoldsIt() public {
        vm.expectRevert(GovernanceToken.GovernanceTokenNoHolders.selector);
        new GovernanceToken("x", "X", new GovernanceToken.Holder[](0));
    }

    function test_Token_VotesMoveWithTheToken() public {
        vm.prank(holder(0));
        dao.token.transfer(stranger, 40e18);
        assertEq(dao.token.getVotes(holder(0)), 60e18);
        assertEq(dao.token.getVotes(stranger), 0, "not delegated");
        assertEq(dao.token.CLOCK_MODE(), "mode=timestamp");
        assertEq(dao.token.clock(), vm.getBlockTimestamp());
    }

    function _gate() private returns (Gate gate) {
        gate = new Gate();
        _add(address(dao.governor), abi.encodeCall(dao.governor.setGate, (gate)));
        _carry();
        assertEq(address(dao.governor.gate()), address(gate));
    }
}
