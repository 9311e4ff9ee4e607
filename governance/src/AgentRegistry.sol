// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { Clones } from "@openzeppelin/contracts/proxy/Clones.sol";
import { ERC721 } from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import { Encoding } from "./libraries/Encoding.sol";
import { History } from "./libraries/History.sol";
import { AgentVault } from "./AgentVault.sol";
import { IActionLedger } from "./interfaces/IActionLedger.sol";
import { IAgentRegistry } from "./interfaces/IAgentRegistry.sol";
import { IAgentVault } from "./interfaces/IAgentVault.sol";
import { IERC8004Identity } from "./interfaces/IERC8004Identity.sol";
import { IOperatorRegistry } from "./interfaces/IOperatorRegistry.sol";
import { IPolicyRegistry, Limit } from "./interfaces/IPolicyRegistry.sol";

/// @title Agents: id, name, composition, operator, vault
contract AgentRegistry is IAgentRegistry, ERC721 {
    struct Seat {
        address vault;
        uint64 operatorId;
        Status status;
    }

    bytes32 private constant WALLET = keccak256("agentWallet");

    address public immutable authority;
    address public immutable operators;
    address public immutable policies;
    address public immutable ledger;
    address public immutable vaultImplementation;

    uint256 public agentCount;
    mapping(bytes32 nameHash => uint256) public agentNamed;
    mapping(uint256 agentId => Seat) private _seats;
    mapping(uint256 agentId => bytes32) private _compositions;
    mapping(uint256 agentId => string) private _names;
    mapping(uint256 agentId => string) private _uris;
    mapping(uint256 agentId => mapping(bytes32 keyHash => bytes)) private _metadata;

    modifier onlyAuthority() {
        if (msg.sender != authority) revert AgentRegistryNotAuthority(msg.sender);
        _;
    }

    /// @dev The parts know each other by addresses computed before they exist; this last one checks them all.
    constructor(
        address authority_,
        address operators_,
        address policies_,
        address ledger_,
        address payable vaultImplementation_
    ) ERC721("DecentralizedAi Agent", "DAIA") {
        AgentVault vault = AgentVault(vaultImplementation_);
        if (
            IOperatorRegistry(operators_).authority() != authority_
                || IOperatorRegistry(operators_).ledger() != ledger_
        ) revert AgentRegistryMiswired(operators_);
        if (
            IPolicyRegistry(policies_).authority() != authority_
                || IPolicyRegistry(policies_).agents() != address(this)
        ) revert AgentRegistryMiswired(policies_);
        if (IActionLedger(ledger_).operators() != operators_ || IActionLedger(ledger_).agents() != address(this)) {
            revert AgentRegistryMiswired(ledger_);
        }
        if (
            vault.agents() != address(this) || vault.policies() != policies_ || vault.ledger() != ledger_
                || vault.authority() != authority_
        ) revert AgentRegistryMiswired(vaultImplementation_);
        authority = authority_;
        operators = operators_;
        policies = policies_;
        ledger = ledger_;
        vaultImplementation = vaultImplementation_;
    }

    /// @inheritdoc IAgentRegistry
    function enroll(string calldata name, uint256 operatorId, bytes32 composition, string calldata agentURI)
        external
        onlyAuthority
        returns (uint256 agentId, address vault)
    {
        agentId = _enroll(agentURI);
        vault = _seats[agentId].vault;
        _setName(agentId, name);
        _assign(agentId, operatorId, composition);
    }

    /// @inheritdoc IERC8004Identity
    function register(string calldata agentURI, MetadataEntry[] calldata metadata)
        external
        onlyAuthority
        returns (uint256 agentId)
    {
        agentId = _enroll(agentURI);
        for (uint256 i; i < metadata.length; ++i) {
            _setMetadata(agentId, metadata[i].metadataKey, metadata[i].metadataValue);
        }
    }

    /// @inheritdoc IERC8004Identity
    function register(string calldata agentURI) external onlyAuthority returns (uint256 agentId) {
        return _enroll(agentURI);
    }

    /// @inheritdoc IERC8004Identity
    function register() external onlyAuthority returns (uint256 agentId) {
        return _enroll("");
    }

    /// @inheritdoc IAgentRegistry
    function setName(uint256 agentId, string calldata name) external onlyAuthority {
        _live(agentId);
        _setName(agentId, name);
    }

    /// @inheritdoc IAgentRegistry
    function assign(uint256 agentId, uint256 operatorId, bytes32 composition) external onlyAuthority {
        _live(agentId);
        _assign(agentId, operatorId, composition);
    }

    /// @inheritdoc IAgentRegistry
    function setStatus(uint256 agentId, Status status) external onlyAuthority {
        Status from = _live(agentId);
        if (status == from || status == Status.None) revert AgentRegistryBadStatus(from, status);
        _seats[agentId].status = status;
        emit StatusSet(agentId, status);
        _seatInLedger(agentId);
    }

    /// @inheritdoc IERC8004Identity
    function setAgentURI(uint256 agentId, string calldata newURI) external onlyAuthority {
        _live(agentId);
        _uris[agentId] = newURI;
        emit URIUpdated(agentId, newURI, msg.sender);
    }

    /// @inheritdoc IERC8004Identity
    function setMetadata(uint256 agentId, string calldata metadataKey, bytes calldata metadataValue)
        external
        onlyAuthority
    {
        _live(agentId);
        _setMetadata(agentId, metadataKey, metadataValue);
    }

    /// @notice Always refused: the wallet of an agent is its vault.
    /// @param agentId id of the agent
    function setAgentWallet(uint256 agentId, address, uint256, bytes calldata) external pure {
        revert AgentRegistryWalletIsVault(agentId);
    }

    /// @notice Always refused: the wallet of an agent is its vault.
    /// @param agentId id of the agent
    function unsetAgentWallet(uint256 agentId) external pure {
        revert AgentRegistryWalletIsVault(agentId);
    }

    /// @inheritdoc IERC8004Identity
    function getAgentWallet(uint256 agentId) external view returns (address) {
        return _seats[agentId].vault;
    }

    /// @inheritdoc IERC8004Identity
    function getMetadata(uint256 agentId, string calldata metadataKey) external view returns (bytes memory) {
        bytes32 keyHash = keccak256(bytes(metadataKey));
        if (keyHash == WALLET) return abi.encodePacked(_seats[agentId].vault);
        return _metadata[agentId][keyHash];
    }

    /// @inheritdoc IAgentRegistry
    function agentOf(uint256 agentId) external view returns (Agent memory) {
        Seat storage s = _seats[agentId];
        return Agent(_names[agentId], s.vault, s.operatorId, s.status, _compositions[agentId]);
    }

    /// @inheritdoc IAgentRegistry
    function seatOf(uint256 agentId) external view returns (address vault, uint256 operatorId, Status status) {
        Seat storage s = _seats[agentId];
        return (s.vault, s.operatorId, s.status);
    }

    /// @inheritdoc IAgentRegistry
    function vaultOf(uint256 agentId) external view returns (address) {
        return Clones.predictDeterministicAddressWithImmutableArgs(
            vaultImplementation, abi.encode(agentId), bytes32(agentId)
        );
    }

    /// @inheritdoc IAgentRegistry
    function nameHashOf(uint256 agentId) external view returns (bytes32) {
        return History.read(History.slotOf(History.NAMES, agentId));
    }

    /// @inheritdoc IAgentRegistry
    function compositionsOf(uint256 agentId) external view returns (bytes32) {
        return History.read(History.slotOf(History.COMPOSITIONS, agentId));
    }

    /// @inheritdoc IAgentRegistry
    function exposure(uint256 operatorId) external view returns (Exposure[] memory list) {
        uint256 count;
        // 16 limits a vault at most; the list is cut to what was found.
        list = new Exposure[](16 * agentCount);
        for (uint256 id = 1; id <= agentCount; ++id) {
            Seat storage s = _seats[id];
            if (s.operatorId != operatorId || s.status != Status.Active) continue;
            address[] memory assets = IAgentVault(s.vault).assets();
            for (uint256 i; i < assets.length; ++i) {
                count = _addExposure(list, count, IAgentVault(s.vault), assets[i]);
            }
        }
        assembly ("memory-safe") {
            mstore(list, count)
        }
    }

    /// @notice Where the registration file of an agent lies; reverts where there is no such agent.
    /// @param agentId id of the agent
    /// @return the URI
    function tokenURI(uint256 agentId) public view override returns (string memory) {
        _requireOwned(agentId);
        return _uris[agentId];
    }

    /// @notice ERC-165.
    /// @param interfaceId of an interface
    /// @return whether it is ERC-721, its metadata, ERC-8004 or ERC-165
    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return interfaceId == type(IERC8004Identity).interfaceId || super.supportsInterface(interfaceId);
    }

    /// @dev An agent cannot be sold away from the law it stands under.
    function _update(address to, uint256 agentId, address auth) internal override returns (address from) {
        if (_ownerOf(agentId) != address(0)) revert AgentRegistryNotTransferable(agentId);
        return super._update(to, agentId, auth);
    }

    function _enroll(string memory agentURI) private returns (uint256 agentId) {
        agentId = ++agentCount;
        address vault =
            Clones.cloneDeterministicWithImmutableArgs(vaultImplementation, abi.encode(agentId), bytes32(agentId));
        _seats[agentId] = Seat(vault, 0, Status.Active);
        _uris[agentId] = agentURI;
        _mint(authority, agentId);
        emit Registered(agentId, agentURI, authority);
        emit Enrolled(agentId, vault);
    }

    function _setName(uint256 agentId, string calldata name) private {
        bytes calldata text = bytes(name);
        if (text.length == 0 || text.length > 64) revert AgentRegistryBadName(name);
        for (uint256 i; i < text.length; ++i) {
            bytes1 c = text[i];
            if (!((c >= "a" && c <= "z") || (c >= "0" && c <= "9") || c == "-")) revert AgentRegistryBadName(name);
        }
        bytes32 hash = keccak256(text);
        if (agentNamed[hash] != 0) revert AgentRegistryNameTaken(name, agentNamed[hash]);
        bytes32 slot = History.slotOf(History.NAMES, agentId);
        if (History.read(slot) != 0) revert AgentRegistryNameSet(agentId);
        History.write(slot, hash);
        agentNamed[hash] = agentId;
        _names[agentId] = name;
        emit Named(agentId, hash, name);
    }

    function _assign(uint256 agentId, uint256 operatorId, bytes32 composition) private {
        if (composition == 0) revert AgentRegistryZeroComposition(agentId);
        if (IOperatorRegistry(operators).statusOf(operatorId) != IOperatorRegistry.Status.Hosting) {
            revert AgentRegistryNotHosting(operatorId);
        }
        Seat storage s = _seats[agentId];
        // Ids count from 1 in a uint64 of the OperatorRegistry's keys.
        // forge-lint: disable-next-line(unsafe-typecast)
        s.operatorId = uint64(operatorId);
        _compositions[agentId] = composition;
        bytes32 slot = History.slotOf(History.COMPOSITIONS, agentId);
        bytes32 next =
            Encoding.composition(History.read(slot), composition, operatorId, s.vault, uint64(block.number));
        History.write(slot, next);
        emit Assigned(agentId, composition, operatorId, s.vault, next);
        _seatInLedger(agentId);
    }

    /// @dev A spend asks the ledger alone, so the ledger learns of every change here.
    function _seatInLedger(uint256 agentId) private {
        Seat storage s = _seats[agentId];
        IActionLedger(ledger).seat(agentId, s.vault, s.operatorId, s.status == Status.Active);
    }

    function _setMetadata(uint256 agentId, string calldata metadataKey, bytes calldata metadataValue) private {
        bytes32 keyHash = keccak256(bytes(metadataKey));
        if (keyHash == WALLET) revert AgentRegistryReservedKey(metadataKey);
        _metadata[agentId][keyHash] = metadataValue;
        emit MetadataSet(agentId, metadataKey, metadataKey, metadataValue);
    }

    function _live(uint256 agentId) private view returns (Status status) {
        status = _seats[agentId].status;
        if (status == Status.None) revert AgentRegistryUnknown(agentId);
        if (status == Status.Retired) revert AgentRegistryRetired(agentId);
    }

    function _addExposure(Exposure[] memory list, uint256 count, IAgentVault vault, address asset)
        private
        view
        returns (uint256)
    {
        uint256 i;
        while (i < count && list[i].asset != asset) ++i;
        Limit memory limit = vault.limitOf(asset);
        IAgentVault.Bucket memory bucket = vault.bucketOf(asset);
        Exposure memory e = list[i];
        e.asset = asset;
        e.burst += limit.burst;
        e.rate += limit.rate;
        e.level += bucket.level >> 64;
        e.left += limit.lifetime > bucket.spent ? limit.lifetime - bucket.spent : 0;
        return i == count ? count + 1 : count;
    }
}
