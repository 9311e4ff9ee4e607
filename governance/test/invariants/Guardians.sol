// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { World } from "./World.sol";

/// @title A guardian who freezes anything for as long as it may, and the vote that lifts
abstract contract Guardians is World {
    uint256 private constant IMMUNITY = 9;

    uint256 private guardianUntil;
    mapping(uint8 what => mapping(uint256 id => uint256)) private immuneUntil;

    function setGuardian(uint16 expiry) public {
        guardianUntil = vm.getBlockTimestamp() + expiry % 100;
        vm.prank(address(dao.timelock));
        dao.policies.setGuardian(guardian, uint64(guardianUntil));
    }

    function freeze(uint8 whatSeed, uint8 idSeed, bool byGuardian, uint8 chance) external folds {
        (uint8 what, uint256 id) = _target(whatSeed, idSeed);
        // What a vote has just lifted is tried by a guardian each time.
        bool immune = byGuardian && vm.getBlockTimestamp() < immuneUntil[what][id];
        if (chance % 4 == 0 || immune) _tryFreeze(what, id, byGuardian);
    }

    function lift(uint8 whatSeed, uint8 idSeed) external folds {
        (uint8 what, uint256 id) = _target(whatSeed, idSeed);
        _tryLift(what, id);
    }

    /// @dev A guardian in force waits for the vote that lifts, and freezes again as soon as it may, or sooner.
    function refreeze(uint8 whatSeed, uint8 idSeed, uint8 later) external folds {
        (uint8 what, uint256 id) = _target(whatSeed, idSeed);
        setGuardian(99);
        if (!isFrozen[what][id]) _tryFreeze(what, id, true);
        _tryLift(what, id);
        vm.warp(vm.getBlockTimestamp() + later % 10);
        _tryFreeze(what, id, true);
        // Most of the time the vote that follows lifts that one too.
        if (later < 240) _tryLift(what, id);
    }

    function _tryFreeze(uint8 what, uint256 id, bool byGuardian) private {
        vm.prank(byGuardian ? guardian : address(dao.timelock));
        try dao.policies.freeze(what, id) {
            if (byGuardian && vm.getBlockTimestamp() >= guardianUntil) _fault("a guardian acted after its expiry");
            if (byGuardian && vm.getBlockTimestamp() < immuneUntil[what][id]) {
                _fault("a guardian froze what a vote had just lifted");
            }
            isFrozen[what][id] = true;
            _foldEvents();
        } catch {
            _refused();
        }
    }

    function _tryLift(uint8 what, uint256 id) private {
        vm.prank(address(dao.timelock));
        try dao.policies.lift(what, id) {
            isFrozen[what][id] = false;
            immuneUntil[what][id] = vm.getBlockTimestamp() + IMMUNITY;
            _foldEvents();
        } catch {
            _refused();
        }
    }

    function _target(uint8 whatSeed, uint8 idSeed) private view returns (uint8 what, uint256 id) {
        what = whatSeed % 3 + 1;
        if (what == 1) id = agentId + idSeed % 2;
        else if (what == 2) id = operatorIds[idSeed % 2];
        else id = uint160(payees[idSeed % 3]);
    }
}
