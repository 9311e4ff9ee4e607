// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { IAgentVault } from "../../src/interfaces/IAgentVault.sol";
import { IPolicyRegistry, Limit, Rule } from "../../src/interfaces/IPolicyRegistry.sol";
import { PolicyRegistry } from "../../src/PolicyRegistry.sol";
import { Fixture } from "../Fixture.sol";

contract PolicyRegistryTest is Fixture {
    function test_Constructor_RevertWhen_AuthorityIsZero() public {
        vm.expectRevert(IPolicyRegistry.PolicyRegistryZeroAuthority.selector);
        new PolicyRegistry(address(0), address(1), 9);
    }

    // stage

    function test_Stage() public {
        bytes32 root = keccak256(document);
        vm.expectEmit(true, false, false, false, address(dao.policies));
        emit IPolicyRegistry.Staged(root, address(0), 0);
        vm.prank(stranger);
        assertEq(dao.policies.stage(document), root);
        assertEq(dao.policies.document(root), document);
        address store = dao.policies.storeOf(root);
        assertEq(store.code, bytes.concat(hex"00", document));
        assertEq(dao.policies.stage(document), root);
        assertEq(dao.policies.storeOf(root), store, "staged again");
        (bool done, bytes memory answer) = store.call(abi.encode(uint256(1)));
        assertTrue(done);
        assertEq(answer.length, 0, "the store does nothing");
    }

    function testFuzz_Stage_GivesBackWhatItGot(bytes calldata text) public {
        vm.assume(text.length > 0 && text.length <= 24_575);
        assertEq(dao.policies.document(dao.policies.stage(text)), text);
    }

    function test_Stage_TheLongestDocument() public {
        bytes memory text = new bytes(24_575);
        for (uint256 i; i < text.length; ++i) {
            text[i] = bytes1(uint8(i * 7 + 0xef));
        }
        assertEq(dao.policies.document(dao.policies.stage(text)), text);
        vm.expectRevert(
            abi.encodeWithSelector(IPolicyRegistry.PolicyRegistryDocumentTooLarge.selector, 24_576, 24_575)
        );
        dao.policies.stage(new bytes(24_576));
    }

    function test_Stage_RevertWhen_Empty() public {
        vm.expectRevert(IPolicyRegistry.PolicyRegistryEmptyDocument.selector);
        dao.policies.stage("");
    }

    function test_Stage_RevertWhen_TheChainMakesNoContract() public {
        vm.setNonce(address(dao.policies), type(uint64).max);
        vm.expectRevert(
            abi.encodeWithSelector(IPolicyRegistry.PolicyRegistryStoreFailed.selector, keccak256("unborn"))
        );
        dao.policies.stage("unborn");
    }

    function test_Document_RevertWhen_NotStaged() public {
        vm.expectRevert(abi.encodeWithSelector(IPolicyRegistry.PolicyRegistryNotStaged.selector, bytes32(0)));
        dao.policies.document(0);
    }

    // publish

    function test_Publish() public {
        bytes32 root = dao.policies.stage(document);
        Limit[] memory limits = new Limit[](1);
        limits[0] = usdcLimit();
        Rule[] memory rules = new Rule[](2);
        rules[0] = Rule(address(7), bytes32(uint256(70)));
        rules[1] = Rule(address(8), bytes32(uint256(80)));
        bytes32 hash = dao.policies.hashLimits(limits, rules);
        bytes32 chain = keccak256(abi.encode(keccak256("dai.publication.1"), bytes32(0), root, hash, 1000));
        vm.expectEmit(address(dao.policies));
        emit IPolicyRegistry.Published(agentId, root, hash, 0, chain, limits, rules);
        vm.prank(authority);
        dao.policies.publish(agentId, root, limits, rules);

        IPolicyRegistry.Policy memory policy = dao.policies.policyOf(agentId);
        assertEq(policy.root, root);
        assertEq(policy.limitsHash, hash);
        assertEq(policy.blockNumber, 1000);
        assertEq(abi.encode(vault.limitOf(address(dao.usdc))), abi.encode(limits[0]));
        assertEq(vault.assets().length, 1);
        assertEq(dao.policies.ruleOf(agentId, address(8)), bytes32(uint256(80)));
        assertEq(dao.policies.modulesOf(agentId).length, 2);
    }

    function test_Publish_ForgetsWhatIsLeftOut() public {
        bytes32 root = dao.policies.stage(document);
        Limit[] memory limits = new Limit[](1);
        limits[0] = usdcLimit();
        Rule[] memory rules = new Rule[](2);
        rules[0] = Rule(address(7), bytes32(uint256(70)));
        rules[1] = Rule(address(8), bytes32(uint256(80)));
        vm.startPrank(authority);
        dao.policies.publish(agentId, root, limits, rules);
        Rule[] memory fewer = new Rule[](1);
        fewer[0] = Rule(address(8), bytes32(uint256(81)));
        dao.policies.publish(agentId, root, new Limit[](0), fewer);
        assertEq(dao.policies.ruleOf(agentId, address(7)), 0);
        assertEq(dao.policies.ruleOf(agentId, address(8)), bytes32(uint256(81)));
        assertEq(dao.policies.modulesOf(agentId).length, 1);
        assertEq(vault.assets().length, 0);
        assertFalse(vault.bucketOf(address(dao.usdc)).listed);
        dao.policies.publish(agentId, root, new Limit[](0), new Rule[](0));
        assertEq(dao.policies.ruleOf(agentId, address(8)), 0);
        assertEq(dao.policies.modulesOf(agentId).length, 0);
    }

    function test_Publish_RevertWhen_CallerIsNotTheAuthority() public {
        bytes32 root = dao.policies.stage(document);
        address[3] memory callers = [stranger, guardian, address(dao.governor)];
        for (uint256 i; i < 3; ++i) {
            vm.prank(callers[i]);
            vm.expectRevert(abi.encodeWithSelector(IPolicyRegistry.PolicyRegistryNotAuthority.selector, callers[i]));
            dao.policies.publish(agentId, root, new Limit[](0), new Rule[](0));
        }
    }

    function test_Publish_RevertWhen_NotStaged() public {
        vm.startPrank(authority);
        vm.expectRevert(abi.encodeWithSelector(IPolicyRegistry.PolicyRegistryNotStaged.selector, keccak256("x")));
        dao.policies.publish(agentId, keccak256("x"), new Limit[](0), new Rule[](0));
        vm.expectRevert(abi.encodeWithSelector(IPolicyRegistry.PolicyRegistryNotStaged.selector, bytes32(0)));
        dao.policies.publish(agentId, 0, new Limit[](0), new Rule[](0));
    }

    function test_Publish_RevertWhen_AgentIsUnknown() public {
        bytes32 root = dao.policies.stage(document);
        vm.prank(authority);
        vm.expectRevert(abi.encodeWithSelector(IPolicyRegistry.PolicyRegistryUnknownAgent.selector, 99));
        dao.policies.publish(99, root, new Limit[](0), new Rule[](0));
    }

    function test_HashLimits_RevertWhen_TooMany() public {
        vm.expectRevert(abi.encodeWithSelector(IPolicyRegistry.PolicyRegistryTooManyLimits.selector, 17, 16));
        dao.policies.hashLimits(new Limit[](17), new Rule[](0));
        vm.expectRevert(abi.encodeWithSelector(IPolicyRegistry.PolicyRegistryTooManyRules.selector, 17, 16));
        dao.policies.hashLimits(new Limit[](0), new Rule[](17));
    }

    function test_HashLimits_TakesSixteenOfEach() public view {
        Limit[] memory limits = new Limit[](16);
        Rule[] memory rules = new Rule[](16);
        for (uint160 i; i < 16; ++i) {
            limits[i].asset = address(i + 1);
            rules[i].module = address(i + 1);
        }
        assertNotEq(dao.policies.hashLimits(limits, rules), dao.policies.hashLimits(limits, new Rule[](0)));
    }

    function test_HashLimits_RevertWhen_Unsorted() public {
        Limit[] memory limits = new Limit[](2);
        address[2][3] memory bad = [[address(2), address(1)], [address(2), address(2)], [address(0), address(1)]];
        for (uint256 i; i < 3; ++i) {
            limits[0].asset = bad[i][0];
            limits[1].asset = bad[i][1];
            vm.expectPartialRevert(IPolicyRegistry.PolicyRegistryUnsortedLimits.selector);
            dao.policies.hashLimits(limits, new Rule[](0));
            Rule[] memory rules = new Rule[](2);
            rules[0].module = bad[i][0];
            rules[1].module = bad[i][1];
            vm.expectPartialRevert(IPolicyRegistry.PolicyRegistryUnsortedRules.selector);
            dao.policies.hashLimits(new Limit[](0), rules);
        }
    }

    function test_Publish_RevertWhen_TheVaultRefuses() public {
        Limit[] memory limits = new Limit[](1);
        limits[0] = usdcLimit();
        limits[0].perAction = limits[0].burst + 1;
        bytes32 root = dao.policies.stage(document);
        vm.prank(authority);
        vm.expectRevert(abi.encodeWithSelector(IAgentVault.AgentVaultBadLimit.selector, address(dao.usdc)));
        dao.policies.publish(agentId, root, limits, new Rule[](0));
        assertEq(dao.policies.policyOf(agentId).root, 0);
    }
}
