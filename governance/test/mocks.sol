// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ERC20 } from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import { IERC1271 } from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import { ECDSA } from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import { IAgentVault, IPayee, Spend } from "../src/interfaces/IAgentVault.sol";

/// @dev Takes `extra` more, or less when negative, from the sender of each transfer.
contract OddToken is ERC20 {
    int256 public extra;

    constructor() ERC20("Odd", "ODD") { }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function setExtra(int256 extra_) external {
        extra = extra_;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        _transfer(msg.sender, to, uint256(int256(amount) + extra));
        return true;
    }
}

/// @dev A token whose transfer answers nothing, or false.
contract QuietToken {
    mapping(address => uint256) public balanceOf;
    bool public refuses;

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function setRefuses(bool refuses_) external {
        refuses = refuses_;
    }

    function transfer(address to, uint256 amount) external {
        if (refuses) {
            assembly {
                mstore(0, 0)
                return(0, 32)
            }
        }
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
    }
}

/// @dev A payee of mode 1 that remembers what it saw and can answer wrongly.
contract Payee is IPayee {
    struct Seen {
        uint256 agentId;
        address asset;
        uint256 debit;
        bytes32 purpose;
        bytes32 action;
        uint64 nextNumber;
        bytes32 spends;
        uint256 balance;
    }

    Seen public seen;
    bytes4 public answer = IPayee.onPaid.selector;

    receive() external payable { }

    function setAnswer(bytes4 answer_) external {
        answer = answer_;
    }

    function onPaid(uint256 agentId, address asset, uint256 debit, bytes32 purpose, bytes32 action)
        external
        virtual
        returns (bytes4)
    {
        IAgentVault vault = IAgentVault(msg.sender);
        uint256 balance = asset.code.length == 0 ? address(this).balance : ERC20(asset).balanceOf(address(this));
        seen = Seen(agentId, asset, debit, purpose, action, vault.nextNumber(), vault.spends(), balance);
        return answer;
    }
}

/// @dev A payee of mode 1 that makes one call from inside the payment and bubbles up how it went.
contract CallingPayee is Payee {
    address private target;
    bytes private data;
    bool private swallows;

    /// @dev Whether a call that fails is kept quiet.
    function setSwallows(bool on) external {
        swallows = on;
    }

    function setCall(address target_, bytes calldata data_) external {
        target = target_;
        data = data_;
    }

    function onPaid(uint256, address, uint256, bytes32, bytes32) external override returns (bytes4) {
        (bool done, bytes memory fault) = target.call(data);
        if (!done && !swallows) {
            assembly {
                revert(add(fault, 32), mload(fault))
            }
        }
        return answer;
    }
}

/// @dev An approver that is a contract.
contract ContractApprover is IERC1271 {
    address public immutable owner;

    constructor(address owner_) {
        owner = owner_;
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        return ECDSA.recover(hash, signature) == owner ? IERC1271.isValidSignature.selector : bytes4(0);
    }
}
