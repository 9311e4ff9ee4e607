// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Test } from "forge-std/Test.sol";
import { AgentVault } from "../src/AgentVault.sol";
import { Approval, Spend } from "../src/interfaces/IAgentVault.sol";
import { IOperatorRegistry } from "../src/interfaces/IOperatorRegistry.sol";
import { Limit, Rule } from "../src/interfaces/IPolicyRegistry.sol";
import { Encoding } from "../src/libraries/Encoding.sol";
import { GovernanceToken } from "../src/governor/GovernanceToken.sol";
import { Dao } from "../script/Deployment.sol";
import { DevelopmentDeployer } from "./DevelopmentDeployer.sol";

/// @title A deployed DAO with one hosting operator, two nodes, one agent and a vault with money
abstract contract Fixture is Test {
    uint128 internal constant MAX = type(uint128).max;
    uint192 internal constant UNIT = 1 << 64;
    address internal constant NATIVE = 0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE;
    uint256 internal constant FUNDED = 1_000_000e6;

    Dao internal dao;
    address internal deployer;
    address internal authority;
    address internal admin = makeAddr("admin");
    address internal beneficiary = makeAddr("beneficiary");
    address internal hosting = makeAddr("hosting");
    address internal design = makeAddr("design");
    address internal stranger = makeAddr("stranger");
    address internal guardian = makeAddr("guardian");
    address internal approver;
    uint256 internal approverKey;
    address internal anchor1;
    address internal spender1;
    address internal anchor2;
    address internal spender2;

    uint256 internal operatorId;
    uint256 internal agentId;
    AgentVault internal vault;
    bytes internal document = bytes('{"agent":"treasurer","dai":"policy/1"}');

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        vm.roll(1000);
        (approver, approverKey) = makeAddrAndKey("approver");
        GovernanceToken.Holder[] memory holders = new GovernanceToken.Holder[](3);
        for (uint256 i; i < 3; ++i) {
            holders[i] = GovernanceToken.Holder(holder(i), 100e18);
        }
        deployer = vm.deployCode("test/DevelopmentDeployer.sol:DevelopmentDeployer");
        dao = DevelopmentDeployer(deployer).deploy(holders, address(this));
        authority = address(dao.timelock);

        operatorId = newOperator(admin);
        (anchor1, spender1) = newNode(operatorId, "one");
        (anchor2, spender2) = newNode(operatorId, "two");
        vm.prank(authority);
        address made;
        (agentId, made) = dao.agents.enroll("treasurer", operatorId, keccak256("composition"), "ipfs://agent");
        vault = AgentVault(payable(made));
        dao.usdc.mint(made, FUNDED);
        vm.deal(made, 100 ether);
    }

    function holder(uint256 i) internal returns (address) {
        return makeAddr(string.concat("holder", vm.toString(i)));
    }

    function newOperator(address by) internal returns (uint256 id) {
        vm.prank(by);
        id = dao.operators.register(beneficiary, keccak256("card"));
        vm.prank(authority);
        dao.operators.setStatus(id, IOperatorRegistry.Status.Hosting);
    }

    function newNode(uint256 id, string memory name) internal returns (address anchor, address spender) {
        anchor = addKey(id, string.concat("anchor ", name), 2, address(0));
        spender = addKey(id, string.concat("spender ", name), 1, anchor);
    }

    /// @dev For role 2 the node is the key itself.
    function addKey(uint256 id, string memory name, uint8 role, address node) internal returns (address key) {
        uint256 secret;
        (key, secret) = makeAddrAndKey(name);
        if (role == 2) node = key;
        bytes memory signature = possession(id, key, secret, role, node);
        vm.prank(dao.operators.operatorOf(id).admin);
        dao.operators.addKey(id, key, role, node, uint64(vm.getBlockTimestamp()), signature);
    }

    function possession(uint256 id, address key, uint256 secret, uint8 role, address node)
        internal
        view
        returns (bytes memory)
    {
        bytes32 digest = dao.operators.possessionDigest(id, key, role, node, uint64(vm.getBlockTimestamp()));
        return sign(secret, digest);
    }

    function sign(uint256 secret, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(secret, digest);
        return abi.encodePacked(r, s, v);
    }

    /// @dev Root of the payees (hosting, mode 0) and (design, mode 0).
    function payeesRoot() internal view returns (bytes32) {
        return pair(Encoding.payee(hosting, 0), Encoding.payee(design, 0));
    }

    function pair(bytes32 a, bytes32 b) internal pure returns (bytes32) {
        return a < b ? keccak256(abi.encode(a, b)) : keccak256(abi.encode(b, a));
    }

    /// @dev 1,000 per action, 1,500 burst, 300 a day, 20,000 in all, approval above 150.
    function usdcLimit() internal view returns (Limit memory) {
        return Limit({
            asset: address(dao.usdc),
            perAction: 1000e6,
            burst: 1500e6,
            rate: uint192(uint256(300e6) * UNIT / 1 days),
            lifetime: 20_000e6,
            payeesRoot: payeesRoot(),
            askAbove: 150e6,
            askBy: approver
        });
    }

    /// @dev The same without approval.
    function freeLimit() internal view returns (Limit memory l) {
        l = usdcLimit();
        l.askAbove = MAX;
        l.askBy = address(0);
    }

    function publish(Limit memory limit) internal {
        Limit[] memory limits = new Limit[](1);
        limits[0] = limit;
        publish(limits);
    }

    function publish(Limit[] memory limits) internal {
        bytes32 root = dao.policies.stage(document);
        vm.prank(authority);
        dao.policies.publish(agentId, root, limits, new Rule[](0));
    }

    function take(address anchor) internal {
        (address from,,) = dao.ledger.holder(agentId);
        uint8[] memory shards = new uint8[](1);
        shards[0] = dao.ledger.shardOf(agentId);
        bytes32[] memory heads = new bytes32[](1);
        heads[0] = dao.ledger.head(from);
        vm.prank(anchor);
        dao.ledger.take(shards, heads);
    }

    function checkpoint(address anchor) internal {
        vm.prank(anchor);
        dao.ledger.checkpoint(keccak256("streams"), 1, 1);
    }

    /// @dev A policy in force, node one leads and has just logged.
    function serve(Limit memory limit) internal {
        publish(limit);
        take(anchor1);
        checkpoint(anchor1);
    }

    function spendOf(uint256 amount) internal view returns (Spend memory s) {
        (, uint64 epoch,) = dao.ledger.holder(agentId);
        bytes32[] memory proof = new bytes32[](1);
        proof[0] = Encoding.payee(design, 0);
        s = Spend({
            number: vault.nextNumber(),
            epoch: epoch,
            asset: address(dao.usdc),
            to: hosting,
            mode: 0,
            amount: amount,
            opened: keccak256("opened"),
            action: keccak256("action"),
            purpose: bytes32(0),
            notAfter: uint64(vm.getBlockTimestamp() * 1000 + 60_000),
            payeeProof: proof,
            approval: Approval(bytes32(0), 0, "")
        });
    }

    function spend(uint256 amount) internal {
        Spend memory s = spendOf(amount);
        vm.prank(spender1);
        vault.spend(s);
    }
}
