// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IERC721 } from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import { IAgentRegistry } from "../../src/interfaces/IAgentRegistry.sol";
import { IERC8004Identity } from "../../src/interfaces/IERC8004Identity.sol";
import { IOperatorRegistry } from "../../src/interfaces/IOperatorRegistry.sol";
import { Limit } from "../../src/interfaces/IPolicyRegistry.sol";
import { Fixture } from "../Fixture.sol";

contract AgentRegistryTest is Fixture {
    bytes32 private constant C = keccak256("c");
    uint256 private next;

    function setUp() public override {
        super.setUp();
        next = agentId + 1;
    }

    // enroll

    function test_Enroll() public {
        address predicted = dao.agents.vaultOf(next);
        vm.expectEmit(address(dao.agents));
        emit IERC8004Identity.Registered(next, "ipfs://x", authority);
        vm.expectEmit(address(dao.agents));
        emit IAgentRegistry.Enrolled(next, predicted);
        vm.expectEmit(address(dao.agents));
        emit IAgentRegistry.Named(next, keccak256("agent-7"), "agent-7");
        bytes32 chain =
            keccak256(abi.encode(keccak256("dai.composition.1"), bytes32(0), C, operatorId, predicted, 1000));
        vm.expectEmit(address(dao.agents));
        emit IAgentRegistry.Assigned(next, C, operatorId, predicted, chain);
        vm.prank(authority);
        (uint256 id, address made) = dao.agents.enroll("agent-7", operatorId, C, "ipfs://x");
        assertEq(id, next);
        assertEq(made, predicted);
        assertGt(made.code.length, 0);
        IAgentRegistry.Agent memory a = dao.agents.agentOf(id);
        assertEq(a.name, "agent-7");
        assertEq(a.vault, made);
        assertEq(a.operatorId, operatorId);
        assertEq(uint8(a.status), uint8(IAgentRegistry.Status.Active));
        assertEq(a.composition, C);
        assertEq(dao.agents.ownerOf(id), authority);
        assertEq(dao.agents.tokenURI(id), "ipfs://x");
        assertEq(dao.agents.agentNamed(keccak256("agent-7")), id);
        assertEq(dao.agents.compositionsOf(id), chain);
        assertEq(dao.agents.agentCount(), id);
    }

    function test_Enroll_RevertWhen_NameIsBad() public {
        string[6] memory bad = ["", "Treasurer", "a b", unicode"größe", "a_b", ""];
        bad[5] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
        for (uint256 i; i < bad.length; ++i) {
            vm.prank(authority);
            vm.expectRevert(abi.encodeWithSelector(IAgentRegistry.AgentRegistryBadName.selector, bad[i]));
            dao.agents.enroll(bad[i], operatorId, C, "");
        }
        string memory longest = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa0-9z";
        assertEq(bytes(longest).length, 64);
        vm.prank(authority);
        dao.agents.enroll(longest, operatorId, C, "");
    }

    function test_Enroll_RevertWhen_NameIsTaken() public {
        vm.prank(authority);
        vm.expectRevert(abi.encodeWithSelector(IAgentRegistry.AgentRegistryNameTaken.selector, "treasurer", agentId));
        dao.agents.enroll("treasurer", operatorId, C, "");
    }

    function test_Enroll_RevertWhen_OperatorIsNotHosting() public {
        vm.prank(stranger);
        uint256 other = dao.operators.register(beneficiary, 0);
        uint256[3] memory ids = [other, 99, 0];
        for (uint256 i; i < 3; ++i) {
            vm.prank(authority);
            vm.expectRevert(abi.encodeWithSelector(IAgentRegistry.AgentRegistryNotHosting.selector, ids[i]));
            dao.agents.enroll("x", ids[i], C, "");
        }
        vm.startPrank(authority);
        dao.operators.setStatus(operatorId, IOperatorRegistry.Status.Suspended);
        vm.expectRevert(abi.encodeWithSelector(IAgentRegistry.AgentRegistryNotHosting.selector, operatorId));
        dao.agents.assign(agentId, operatorId, C);
    }

    function test_Enroll_RevertWhen_CompositionIsZero() public {
        vm.startPrank(authority);
        vm.expectRevert(abi.encodeWithSelector(IAgentRegistry.AgentRegistryZeroComposition.selector, next));
        dao.agents.enroll("x", operatorId, 0, "");
        vm.expectRevert(abi.encodeWithSelector(IAgentRegistry.AgentRegistryZeroComposition.selector, agentId));
        dao.agents.assign(agentId, operatorId, 0);
    }

    function test_RevertWhen_CallerIsNotTheAuthority() public {
        IERC8004Identity.MetadataEntry[] memory none;
        bytes[9] memory calls = [
            abi.encodeWithSignature("register()"),
            abi.encodeWithSignature("register(string)", "x"),
            abi.encodeWithSignature("register(string,(string,bytes)[])", "x", none),
            abi.encodeCall(IAgentRegistry.enroll, ("x", operatorId, C, "")),
            abi.encodeCall(IAgentRegistry.setName, (agentId, "x")),
            abi.encodeCall(IAgentRegistry.assign, (agentId, operatorId, C)),
            abi.encodeCall(IAgentRegistry.setStatus, (agentId, IAgentRegistry.Status.Paused)),
            abi.encodeCall(IERC8004Identity.setAgentURI, (agentId, "x")),
            abi.encodeCall(IERC8004Identity.setMetadata, (agentId, "x", "y"))
        ];
        for (uint256 i; i < calls.length; ++i) {
            vm.prank(admin);
            (bool done, bytes memory fault) = address(dao.agents).call(calls[i]);
            assertFalse(done);
            assertEq(fault, abi.encodeWithSelector(IAgentRegistry.AgentRegistryNotAuthority.selector, admin));
        }
    }

    // register, setName

    function test_Register_ThenNameAndAssign() public {
        IERC8004Identity.MetadataEntry[] memory metadata = new IERC8004Identity.MetadataEntry[](1);
        metadata[0] = IERC8004Identity.MetadataEntry("team", "blue");
        vm.startPrank(authority);
        uint256 id = dao.agents.register("ipfs://y", metadata);
        assertEq(dao.agents.getMetadata(id, "team"), "blue");
        assertEq(dao.agents.register("ipfs://z"), id + 1);
        assertEq(dao.agents.register(), id + 2);
        (address made, uint256 operator,) = dao.agents.seatOf(id);
        assertEq(made, dao.agents.vaultOf(id));
        assertEq(operator, 0);
        assertEq(dao.agents.nameHashOf(id), 0);
        dao.agents.setName(id, "late");
        assertEq(dao.agents.nameHashOf(id), keccak256("late"));
        vm.expectRevert(abi.encodeWithSelector(IAgentRegistry.AgentRegistryNameSet.selector, id));
        dao.agents.setName(id, "later");
        dao.agents.assign(id, operatorId, C);
        assertEq(dao.agents.agentOf(id).composition, C);
        metadata[0].metadataKey = "agentWallet";
        vm.expectRevert(abi.encodeWithSelector(IAgentRegistry.AgentRegistryReservedKey.selector, "agentWallet"));
        dao.agents.register("", metadata);
    }

    // setStatus, retired agents

    function test_SetStatus() public {
        vm.startPrank(authority);
        vm.expectEmit(address(dao.agents));
        emit IAgentRegistry.StatusSet(agentId, IAgentRegistry.Status.Paused);
        dao.agents.setStatus(agentId, IAgentRegistry.Status.Paused);
        for (uint8 status; status < 3; status += 2) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    IAgentRegistry.AgentRegistryBadStatus.selector, IAgentRegistry.Status.Paused, status
                )
            );
            dao.agents.setStatus(agentId, IAgentRegistry.Status(status));
        }
        dao.agents.setStatus(agentId, IAgentRegistry.Status.Active);
    }

    function test_RevertWhen_AgentIsRetiredOrUnknown() public {
        vm.startPrank(authority);
        dao.agents.setStatus(agentId, IAgentRegistry.Status.Retired);
        for (uint256 id = agentId; id < agentId + 2; ++id) {
            bytes memory fault = abi.encodeWithSelector(
                id == agentId
                    ? IAgentRegistry.AgentRegistryRetired.selector
                    : IAgentRegistry.AgentRegistryUnknown.selector,
                id
            );
            vm.expectRevert(fault);
            dao.agents.setStatus(id, IAgentRegistry.Status.Active);
            vm.expectRevert(fault);
            dao.agents.assign(id, operatorId, C);
            vm.expectRevert(fault);
            dao.agents.setName(id, "x");
            vm.expectRevert(fault);
            dao.agents.setAgentURI(id, "x");
            vm.expectRevert(fault);
            dao.agents.setMetadata(id, "x", "y");
        }
    }

    // identity

    function test_Identity() public {
        vm.startPrank(authority);
        vm.expectEmit(address(dao.agents));
        emit IERC8004Identity.URIUpdated(agentId, "ipfs://new", authority);
        dao.agents.setAgentURI(agentId, "ipfs://new");
        assertEq(dao.agents.tokenURI(agentId), "ipfs://new");
        vm.expectEmit(address(dao.agents));
        emit IERC8004Identity.MetadataSet(agentId, "k", "k", "v");
        dao.agents.setMetadata(agentId, "k", "v");
        assertEq(dao.agents.getMetadata(agentId, "k"), "v");
        vm.expectRevert(abi.encodeWithSelector(IAgentRegistry.AgentRegistryReservedKey.selector, "agentWallet"));
        dao.agents.setMetadata(agentId, "agentWallet", "v");
        assertEq(dao.agents.getAgentWallet(agentId), address(vault));
        assertEq(dao.agents.getMetadata(agentId, "agentWallet"), abi.encodePacked(address(vault)));
        vm.expectRevert(abi.encodeWithSelector(IAgentRegistry.AgentRegistryWalletIsVault.selector, agentId));
        dao.agents.setAgentWallet(agentId, stranger, 0, "");
        vm.expectRevert(abi.encodeWithSelector(IAgentRegistry.AgentRegistryWalletIsVault.selector, agentId));
        dao.agents.unsetAgentWallet(agentId);
        vm.expectRevert(abi.encodeWithSelector(IAgentRegistry.AgentRegistryNotTransferable.selector, agentId));
        dao.agents.transferFrom(authority, stranger, agentId);
        assertTrue(dao.agents.supportsInterface(type(IERC8004Identity).interfaceId));
        assertTrue(dao.agents.supportsInterface(type(IERC721).interfaceId));
        assertFalse(dao.agents.supportsInterface(0xffffffff));
    }

    // exposure

    function test_Exposure_SumsTheOperatorsActiveVaults() public {
        publish(usdcLimit());
        vm.prank(authority);
        (uint256 second,) = dao.agents.enroll("second", operatorId, C, "");
        uint256 first = agentId;
        agentId = second;
        Limit[] memory limits = new Limit[](2);
        limits[0] = usdcLimit();
        limits[1] = usdcLimit();
        limits[1].asset = NATIVE;
        assertLt(uint160(address(dao.usdc)), uint160(NATIVE));
        publish(limits);
        IAgentRegistry.Exposure[] memory list = dao.agents.exposure(operatorId);
        assertEq(list.length, 2);
        assertEq(list[0].asset, address(dao.usdc));
        assertEq(list[0].burst, 3000e6);
        assertEq(list[0].level, 3000e6);
        assertEq(list[0].rate, 2 * uint256(usdcLimit().rate));
        assertEq(list[0].left, 40_000e6);
        assertEq(list[1].burst, 1500e6);
        vm.prank(authority);
        dao.agents.setStatus(second, IAgentRegistry.Status.Paused);
        list = dao.agents.exposure(operatorId);
        assertEq(list.length, 1);
        assertEq(list[0].burst, 1500e6);
        assertEq(dao.agents.exposure(operatorId + 1).length, 0);
        agentId = first;
    }

    function test_Exposure_LeavesWhatTheLifetimeHasLeft() public {
        Limit memory limit = freeLimit();
        limit.lifetime = 300e6;
        serve(limit);
        spend(100e6);
        assertEq(dao.agents.exposure(operatorId)[0].left, 200e6);
        limit.lifetime = 99e6;
        publish(limit);
        assertEq(dao.agents.exposure(operatorId)[0].left, 0);
    }
}
