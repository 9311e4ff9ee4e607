// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Encoding } from "./libraries/Encoding.sol";
import { History } from "./libraries/History.sol";
import { IAgentRegistry } from "./interfaces/IAgentRegistry.sol";
import { IAgentVault } from "./interfaces/IAgentVault.sol";
import { IPolicyRegistry, Limit, Rule } from "./interfaces/IPolicyRegistry.sol";

/// @title The law: which document binds which agent, and who may stop whom at once
/// @dev One door: document, the vault's limits and the modules' values change together or not at all.
contract PolicyRegistry is IPolicyRegistry {
    /// @dev A policy as it is stored, in three slots.
    /// @param vault of the agent, from its first publication on: it never moves, so nobody is asked again
    /// @param modules how many have a value
    struct InForce {
        bytes32 root;
        bytes32 limitsHash;
        uint64 blockNumber;
        address vault;
        uint32 modules;
    }

    uint8 private constant AGENT = 1;
    uint8 private constant OPERATOR = 2;
    uint8 private constant PAYEE = 3;
    // One byte less than contract code may hold (EIP-170): the first byte is STOP, so that nobody can call it.
    uint256 private constant MAX_DOCUMENT = 24_575;
    uint256 private constant MAX_LIMITS = 16;
    uint256 private constant MAX_RULES = 16;

    address public immutable authority;
    address public immutable agents;
    uint64 public immutable immunity;

    mapping(bytes32 root => address) public storeOf;
    mapping(address guardian => uint64) public guardianUntil;
    mapping(uint256 agentId => InForce) private _policies;
    mapping(uint256 agentId => mapping(address module => bytes32)) public ruleOf;
    mapping(uint256 agentId => address[]) private _modules;
    mapping(bytes32 target => Freeze) private _freezes;
    // How many targets of each kind are frozen, 64 bits each: a spend reads one word while nothing is.
    uint256 private _frozen;

    modifier onlyAuthority() {
        if (msg.sender != authority) revert PolicyRegistryNotAuthority(msg.sender);
        _;
    }

    constructor(address authority_, address agents_, uint64 immunity_) {
        if (authority_ == address(0)) revert PolicyRegistryZeroAuthority();
        authority = authority_;
        agents = agents_;
        immunity = immunity_;
    }

    /// @inheritdoc IPolicyRegistry
    function stage(bytes calldata document_) external returns (bytes32 root) {
        if (document_.length == 0) revert PolicyRegistryEmptyDocument();
        if (document_.length > MAX_DOCUMENT) revert PolicyRegistryDocumentTooLarge(document_.length, MAX_DOCUMENT);
        root = keccak256(document_);
        if (storeOf[root] != address(0)) return root;
        // PUSH2 size DUP1 PUSH1 10 RETURNDATASIZE CODECOPY RETURNDATASIZE RETURN: returns what follows these 10 bytes.
        // forge-lint: disable-next-line(unsafe-typecast)
        bytes memory init =
            bytes.concat(hex"61", bytes2(uint16(document_.length + 1)), hex"80600a3d393df300", document_);
        address store;
        assembly ("memory-safe") {
            store := create(0, add(init, 32), mload(init))
        }
        if (store == address(0)) revert PolicyRegistryStoreFailed(root);
        storeOf[root] = store;
        emit Staged(root, store, document_.length);
    }

    /// @inheritdoc IPolicyRegistry
    function publish(uint256 agentId, bytes32 root, Limit[] calldata limits, Rule[] calldata rules)
        external
        onlyAuthority
    {
        if (storeOf[root] == address(0)) revert PolicyRegistryNotStaged(root);
        (address vault, bytes32 limitsHash, bool changed) = _putInForce(agentId, root, limits, rules);
        bytes32 slot = History.slotOf(History.PUBLICATIONS, agentId);
        bytes32 previous = History.read(slot);
        bytes32 publications = Encoding.publication(previous, root, limitsHash, uint64(block.number));
        History.write(slot, publications);
        emit Published(agentId, root, limitsHash, previous, publications, limits, rules);
        // Equal limits are in the vault already: this contract alone sets them.
        if (changed) IAgentVault(vault).setLimits(limits);
    }

    /// @inheritdoc IPolicyRegistry
    function setGuardian(address guardian, uint64 expiry) external onlyAuthority {
        if (guardian == address(0)) revert PolicyRegistryZeroGuardian();
        guardianUntil[guardian] = expiry;
        emit GuardianSet(guardian, expiry);
    }

    /// @inheritdoc IPolicyRegistry
    function freeze(uint8 what, uint256 id) external {
        Freeze storage f = _freezes[_target(what, id)];
        if (msg.sender != authority) {
            uint64 expiry = guardianUntil[msg.sender];
            if (block.timestamp >= expiry) revert PolicyRegistryNotGuardian(msg.sender, expiry);
            // A guardian that refroze at once could outlast every vote that lifts.
            if (block.timestamp < f.immuneUntil) revert PolicyRegistryImmune(what, id, f.immuneUntil);
        }
        if (f.on) revert PolicyRegistryAlreadyFrozen(what, id);
        f.on = true;
        _frozen += _one(what);
        emit Frozen(what, id, msg.sender, _recordFreeze(what, id, 1));
    }

    /// @inheritdoc IPolicyRegistry
    function lift(uint8 what, uint256 id) external onlyAuthority {
        Freeze storage f = _freezes[_target(what, id)];
        if (!f.on) revert PolicyRegistryNotFrozen(what, id);
        f.on = false;
        _frozen -= _one(what);
        f.immuneUntil = uint64(block.timestamp) + immunity;
        emit Lifted(what, id, f.immuneUntil, _recordFreeze(what, id, 0));
    }

    /// @inheritdoc IPolicyRegistry
    function document(bytes32 root) external view returns (bytes memory text) {
        address store = storeOf[root];
        if (store == address(0)) revert PolicyRegistryNotStaged(root);
        uint256 size = store.code.length - 1;
        text = new bytes(size);
        assembly ("memory-safe") {
            extcodecopy(store, add(text, 32), 1, size)
        }
    }

    /// @inheritdoc IPolicyRegistry
    function policyOf(uint256 agentId) external view returns (Policy memory) {
        InForce storage p = _policies[agentId];
        return Policy(p.root, p.limitsHash, p.blockNumber);
    }

    /// @inheritdoc IPolicyRegistry
    function rootOf(uint256 agentId) external view returns (bytes32) {
        return _policies[agentId].root;
    }

    /// @inheritdoc IPolicyRegistry
    function modulesOf(uint256 agentId) external view returns (address[] memory) {
        return _modules[agentId];
    }

    /// @inheritdoc IPolicyRegistry
    function targetOf(uint8 what, uint256 id) external pure returns (bytes32) {
        return _target(what, id);
    }

    /// @inheritdoc IPolicyRegistry
    function freezeOf(uint8 what, uint256 id) external view returns (Freeze memory) {
        return _freezes[_target(what, id)];
    }

    /// @inheritdoc IPolicyRegistry
    function frozen(uint8 what, uint256 id) external view returns (bool) {
        return _freezes[_target(what, id)].on;
    }

    /// @inheritdoc IPolicyRegistry
    function clearance(uint256 agentId, uint256 operatorId, address payee) external view returns (uint8 frozenWhat) {
        uint256 any = _frozen;
        if (any == 0) return 0;
        if (_isFrozen(any, AGENT, agentId)) return AGENT;
        if (_isFrozen(any, OPERATOR, operatorId)) return OPERATOR;
        if (_isFrozen(any, PAYEE, uint160(payee))) return PAYEE;
    }

    /// @inheritdoc IPolicyRegistry
    function publicationsOf(uint256 agentId) external view returns (bytes32) {
        return History.read(History.slotOf(History.PUBLICATIONS, agentId));
    }

    /// @inheritdoc IPolicyRegistry
    function freezesOf(bytes32 target) external view returns (bytes32) {
        return History.read(History.slotOf(History.FREEZES, target));
    }

    /// @inheritdoc IPolicyRegistry
    function hashLimits(Limit[] calldata limits, Rule[] calldata rules) public pure returns (bytes32 hash) {
        if (limits.length > MAX_LIMITS) revert PolicyRegistryTooManyLimits(limits.length, MAX_LIMITS);
        if (rules.length > MAX_RULES) revert PolicyRegistryTooManyRules(rules.length, MAX_RULES);
        address before;
        for (uint256 i; i < limits.length; ++i) {
            if (limits[i].asset <= before) revert PolicyRegistryUnsortedLimits(before, limits[i].asset);
            before = limits[i].asset;
            hash = keccak256(abi.encode(keccak256("dai.limits.1"), hash, limits[i]));
        }
        before = address(0);
        for (uint256 i; i < rules.length; ++i) {
            if (rules[i].module <= before) revert PolicyRegistryUnsortedRules(before, rules[i].module);
            before = rules[i].module;
            hash = keccak256(abi.encode(keccak256("dai.rule.1"), hash, rules[i]));
        }
    }

    /// @return vault of the agent
    /// @return limitsHash of what is in force now
    /// @return changed whether another one was before
    function _putInForce(uint256 agentId, bytes32 root, Limit[] calldata limits, Rule[] calldata rules)
        private
        returns (address vault, bytes32 limitsHash, bool changed)
    {
        InForce storage p = _policies[agentId];
        vault = p.vault;
        if (vault == address(0)) vault = _vaultOf(agentId);
        limitsHash = hashLimits(limits, rules);
        changed = p.limitsHash != limitsHash;
        if (changed && (p.modules != 0 || rules.length != 0)) _setRules(agentId, rules);
        // At most 16 rules.
        // forge-lint: disable-next-line(unsafe-typecast)
        _policies[agentId] = InForce(root, limitsHash, uint64(block.number), vault, uint32(rules.length));
    }

    function _vaultOf(uint256 agentId) private view returns (address vault) {
        (vault,,) = IAgentRegistry(agents).seatOf(agentId);
        if (vault == address(0)) revert PolicyRegistryUnknownAgent(agentId);
    }

    function _setRules(uint256 agentId, Rule[] calldata rules) private {
        mapping(address => bytes32) storage values = ruleOf[agentId];
        address[] storage modules = _modules[agentId];
        for (uint256 i = modules.length; i > 0; --i) {
            values[modules[i - 1]] = 0;
            modules.pop();
        }
        for (uint256 i; i < rules.length; ++i) {
            values[rules[i].module] = rules[i].value;
            modules.push(rules[i].module);
        }
    }

    function _recordFreeze(uint8 what, uint256 id, uint8 on) private returns (bytes32 freezes) {
        bytes32 slot = History.slotOf(History.FREEZES, Encoding.target(what, id));
        freezes = Encoding.freeze(History.read(slot), on, uint64(block.number));
        History.write(slot, freezes);
    }

    function _isFrozen(uint256 any, uint8 what, uint256 id) private view returns (bool) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint64(any >> (64 * what)) != 0 && _freezes[Encoding.target(what, id)].on;
    }

    function _one(uint8 what) private pure returns (uint256) {
        return uint256(1) << (64 * what);
    }

    function _target(uint8 what, uint256 id) private pure returns (bytes32) {
        if (what == 0 || what > PAYEE || (what == PAYEE && id > type(uint160).max)) {
            revert PolicyRegistryUnknownTarget(what, id);
        }
        return Encoding.target(what, id);
    }
}
