// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import { ECDSA } from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import { Encoding } from "./libraries/Encoding.sol";
import { History } from "./libraries/History.sol";
import { IActionLedger } from "./interfaces/IActionLedger.sol";
import { IOperatorRegistry } from "./interfaces/IOperatorRegistry.sol";

/// @title Who runs nodes, with which keys
contract OperatorRegistry is IOperatorRegistry, EIP712 {
    uint8 private constant SPENDER = 1;
    uint8 private constant ANCHOR = 2;
    uint8 private constant WORK = 3;
    uint64 private constant BENEFICIARY_DELAY = 7 days;
    bytes32 private constant KEY_TYPE =
        keccak256("Key(uint256 operatorId,address key,uint8 role,address node,uint64 deadline)");

    address public immutable authority;
    address public immutable ledger;

    uint256 public operatorCount;
    mapping(uint256 operatorId => Operator) private _operators;
    mapping(address key => Key) private _keys;
    mapping(address node => address) private _spenders;

    modifier onlyAdmin(uint256 operatorId) {
        _checkAdmin(operatorId);
        _;
    }

    constructor(address authority_, address ledger_) EIP712("DecentralizedAi", "1") {
        if (authority_ == address(0) || ledger_ == address(0)) revert OperatorRegistryZeroAddress();
        authority = authority_;
        ledger = ledger_;
    }

    /// @inheritdoc IOperatorRegistry
    function register(address beneficiary, bytes32 card) external returns (uint256 operatorId) {
        if (beneficiary == address(0)) revert OperatorRegistryZeroAddress();
        operatorId = ++operatorCount;
        Operator storage o = _operators[operatorId];
        o.admin = msg.sender;
        o.status = Status.Registered;
        o.beneficiary = beneficiary;
        o.card = card;
        emit Registered(operatorId, msg.sender, beneficiary, card);
    }

    /// @inheritdoc IOperatorRegistry
    function setStatus(uint256 operatorId, Status status) external {
        if (msg.sender != authority) revert OperatorRegistryNotAuthority(msg.sender);
        Status from = _operators[operatorId].status;
        if (from == Status.None) revert OperatorRegistryUnknown(operatorId);
        if (from == Status.Exited) revert OperatorRegistryExited(operatorId);
        if (status == from || status == Status.None || status == Status.Registered) {
            revert OperatorRegistryBadStatus(from, status);
        }
        _operators[operatorId].status = status;
        emit StatusSet(operatorId, status);
        IActionLedger(ledger).setHosting(operatorId, status == Status.Hosting);
    }

    /// @inheritdoc IOperatorRegistry
    function setAdmin(uint256 operatorId, address admin) external onlyAdmin(operatorId) {
        if (admin == address(0)) revert OperatorRegistryZeroAddress();
        _operators[operatorId].admin = admin;
        emit AdminSet(operatorId, admin);
    }

    /// @inheritdoc IOperatorRegistry
    function setCard(uint256 operatorId, bytes32 card) external onlyAdmin(operatorId) {
        _operators[operatorId].card = card;
        emit CardSet(operatorId, card);
    }

    /// @inheritdoc IOperatorRegistry
    function proposeBeneficiary(uint256 operatorId, address beneficiary) external onlyAdmin(operatorId) {
        if (beneficiary == address(0)) revert OperatorRegistryZeroAddress();
        uint64 from = uint64(block.timestamp) + BENEFICIARY_DELAY;
        _operators[operatorId].pendingBeneficiary = beneficiary;
        _operators[operatorId].beneficiaryFrom = from;
        emit BeneficiaryProposed(operatorId, beneficiary, from);
    }

    /// @inheritdoc IOperatorRegistry
    function acceptBeneficiary(uint256 operatorId) external onlyAdmin(operatorId) {
        Operator storage o = _operators[operatorId];
        address beneficiary = o.pendingBeneficiary;
        if (beneficiary == address(0)) revert OperatorRegistryNoChange(operatorId);
        if (block.timestamp < o.beneficiaryFrom) {
            revert OperatorRegistryTooEarly(operatorId, o.beneficiaryFrom, block.timestamp);
        }
        o.beneficiary = beneficiary;
        o.pendingBeneficiary = address(0);
        o.beneficiaryFrom = 0;
        emit BeneficiarySet(operatorId, beneficiary);
    }

    /// @inheritdoc IOperatorRegistry
    function addKey(
        uint256 operatorId,
        address key,
        uint8 role,
        address node,
        uint64 deadline,
        bytes calldata signature
    ) external onlyAdmin(operatorId) {
        if (_operators[operatorId].status == Status.Exited) {
            revert OperatorRegistryExited(operatorId);
        }
        if (_keys[key].role != 0) revert OperatorRegistryKeyTaken(key, _keys[key].operatorId);
        _checkNode(operatorId, key, role, node);
        if (block.timestamp > deadline) revert OperatorRegistryExpired(deadline, block.timestamp);
        // An account, never a contract: the key must be able to send transactions, and nobody else may move it.
        (address signer, ECDSA.RecoverError fault,) =
            ECDSA.tryRecoverCalldata(possessionDigest(operatorId, key, role, node, deadline), signature);
        if (fault != ECDSA.RecoverError.NoError || signer != key) revert OperatorRegistryNoPossession(key);

        // Ids count from 1.
        // forge-lint: disable-next-line(unsafe-typecast)
        _keys[key] = Key(uint64(operatorId), role, uint64(block.timestamp), 0, node);
        _record(operatorId, key, role, 1, node);
        if (role == SPENDER) {
            _spenders[node] = key;
            IActionLedger(ledger).bind(key, node);
        }
        if (role == ANCHOR) IActionLedger(ledger).admit(key, operatorId);
    }

    /// @inheritdoc IOperatorRegistry
    function revokeKey(address key) external {
        Key storage k = _keys[key];
        uint256 operatorId = k.operatorId;
        if (k.role == 0) revert OperatorRegistryKeyUnknown(key);
        if (msg.sender != authority) _checkAdmin(operatorId);
        if (k.until != 0) revert OperatorRegistryKeyRevoked(key, k.until);
        k.until = uint64(block.timestamp);
        _record(operatorId, key, k.role, 0, k.node);
        if (k.role == SPENDER) {
            _spenders[k.node] = address(0);
            IActionLedger(ledger).bind(key, address(0));
        }
        if (k.role == ANCHOR) IActionLedger(ledger).retire(key);
    }

    /// @inheritdoc IOperatorRegistry
    function operatorOf(uint256 operatorId) external view returns (Operator memory) {
        return _operators[operatorId];
    }

    /// @inheritdoc IOperatorRegistry
    function statusOf(uint256 operatorId) external view returns (Status) {
        return _operators[operatorId].status;
    }

    /// @inheritdoc IOperatorRegistry
    function keyOf(address key) external view returns (Key memory) {
        return _keys[key];
    }

    /// @inheritdoc IOperatorRegistry
    function spenderOf(address node) external view returns (address) {
        return _spenders[node];
    }

    /// @inheritdoc IOperatorRegistry
    function keysOf(uint256 operatorId) external view returns (bytes32) {
        return History.read(History.slotOf(History.KEYS, operatorId));
    }

    /// @inheritdoc IOperatorRegistry
    function possessionDigest(uint256 operatorId, address key, uint8 role, address node, uint64 deadline)
        public
        view
        returns (bytes32)
    {
        return _hashTypedDataV4(keccak256(abi.encode(KEY_TYPE, operatorId, key, role, node, deadline)));
    }

    function _checkNode(uint256 operatorId, address key, uint8 role, address node) private view {
        if (role == SPENDER) {
            Key storage anchor = _keys[node];
            if (anchor.role != ANCHOR || anchor.operatorId != operatorId || anchor.until != 0) {
                revert OperatorRegistryBadNode(key, role, node);
            }
            if (_spenders[node] != address(0)) revert OperatorRegistryNodeHasSpender(node, _spenders[node]);
        } else if (role == ANCHOR) {
            if (node != key) revert OperatorRegistryBadNode(key, role, node);
        } else if (role == WORK) {
            if (node != address(0)) revert OperatorRegistryBadNode(key, role, node);
        } else {
            revert OperatorRegistryBadRole(role);
        }
    }

    function _record(uint256 operatorId, address key, uint8 role, uint8 on, address node) private {
        bytes32 slot = History.slotOf(History.KEYS, operatorId);
        bytes32 keys = Encoding.key(History.read(slot), key, role, on, uint64(block.number));
        History.write(slot, keys);
        emit KeySet(operatorId, key, role, on, node, keys);
    }

    function _checkAdmin(uint256 operatorId) private view {
        address admin = _operators[operatorId].admin;
        if (admin == address(0)) revert OperatorRegistryUnknown(operatorId);
        if (msg.sender != admin) revert OperatorRegistryNotAdmin(operatorId, msg.sender);
    }
}
