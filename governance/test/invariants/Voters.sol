// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Rule } from "../../src/interfaces/IPolicyRegistry.sol";
import { World } from "./World.sol";

/// @title Holders who vote for anything
abstract contract Voters is World {
    uint256 private constant DELAY = 2;

    address[2] internal voters;
    bool[ASSETS] private known;
    uint256 private decrees;

    /// @dev A policy whose proposal has passed: any limits, of any of the assets.
    function vote(uint8 mask, uint256 burst, uint256 rate, uint256 lifetime) public folds {
        burst = bound(burst, 1, 2000);
        rate = bound(rate, 0, 5 << 64);
        lifetime = bound(lifetime, 1000, 200_000);
        mask |= uint8(rate % 8);
        InForce memory law = InForce(vm.getBlockTimestamp(), burst, rate, burst - lifetime % burst, lifetime);
        uint192[ASSETS] memory before;
        bool[ASSETS] memory listed;
        for (uint256 asset; asset < ASSETS; ++asset) {
            before[asset] = vault.bucketOf(assets[asset]).level;
            InForce[] storage inForce = laws[asset];
            listed[asset] = inForce[inForce.length - 1].perAction != 0;
            if (mask >> asset & 1 == 0) inForce.push(InForce(law.time, 0, 0, 0, 0));
            // A bit further up: this one stays as it is, where it is listed.
            else if (mask >> (asset + 3) & 1 == 0 || !listed[asset]) inForce.push(law);
        }
        vm.prank(address(dao.timelock));
        dao.policies.publish(agentId, root, _limits(), new Rule[](0));
        for (uint256 asset; asset < ASSETS; ++asset) {
            if (mask >> asset & 1 == 0) continue;
            // The first listing starts full; nothing after it may raise a level.
            if (known[asset] && vault.bucketOf(assets[asset]).level > before[asset]) {
                if (listed[asset]) _fault("a vote raised a level");
                else _fault("a new listing raised a level");
            }
            known[asset] = true;
        }
    }

    /// @dev A whole vote, from the proposal to its execution, which is tried before its time as well.
    function decree(uint8 asset, uint256 amount, uint8 patience, uint8 chance) external folds {
        if (chance % 2 != 0) return;
        address[] memory targets = new address[](1);
        uint256[] memory values = new uint256[](1);
        bytes[] memory calls = new bytes[](1);
        asset = uint8(asset % ASSETS);
        targets[0] = address(vault);
        calls[0] = abi.encodeCall(vault.recover, (assets[asset], payees[3], bound(amount, 0, 50)));
        string memory text = vm.toString(++decrees);
        vm.prank(voters[0]);
        uint256 id = dao.governor.propose(targets, values, calls, text);
        vm.warp(dao.governor.proposalSnapshot(id) + 1);
        for (uint256 i; i < 2; ++i) {
            vm.prank(voters[i]);
            dao.governor.castVote(id, 1);
        }
        vm.warp(dao.governor.proposalDeadline(id) + 1);
        dao.governor.queue(targets, values, calls, keccak256(bytes(text)));
        uint256 from = vm.getBlockTimestamp() + DELAY;
        vm.warp(vm.getBlockTimestamp() + patience % 4);
        uint256 before = balance(asset, address(vault));
        try dao.governor.execute(targets, values, calls, keccak256(bytes(text))) {
            if (vm.getBlockTimestamp() < from) _fault("the authority acted before its delay");
            recovered[asset] += before - balance(asset, address(vault));
        } catch {
            _refused();
        }
    }

    function recover(uint8 asset, uint256 amount) external {
        asset = uint8(asset % ASSETS);
        uint256 before = balance(asset, address(vault));
        vm.prank(address(dao.timelock));
        try vault.recover(assets[asset], payees[3], bound(amount, 0, 50)) {
            recovered[asset] += before - balance(asset, address(vault));
        } catch {
            _refused();
        }
    }
}
