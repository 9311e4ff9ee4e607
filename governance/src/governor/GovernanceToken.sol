// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ERC20 } from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import { ERC20Permit } from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import { ERC20Votes } from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Votes.sol";
import { Nonces } from "@openzeppelin/contracts/utils/Nonces.sol";

/// @title Votes of the default DAO: a supply fixed at deployment, without owner and without minting
contract GovernanceToken is ERC20, ERC20Permit, ERC20Votes {
    struct Holder {
        address account;
        uint256 amount;
    }

    error GovernanceTokenNoHolders();

    /// @param holders who gets what; amounts in 10^-18 tokens
    constructor(string memory name_, string memory symbol_, Holder[] memory holders)
        ERC20(name_, symbol_)
        ERC20Permit(name_)
    {
        for (uint256 i; i < holders.length; ++i) {
            _mint(holders[i].account, holders[i].amount);
        }
        if (totalSupply() == 0) revert GovernanceTokenNoHolders();
    }

    /// @notice Seconds, so that voting times mean the same on every chain.
    /// @return Unix seconds
    function clock() public view override returns (uint48) {
        return uint48(block.timestamp);
    }

    /// @notice ERC-6372: seconds.
    /// @return text of ERC-6372
    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public pure override returns (string memory) {
        return "mode=timestamp";
    }

    /// @notice Next nonce of an account for permit and delegation by signature.
    /// @param owner the account
    /// @return from 0
    function nonces(address owner) public view override(ERC20Permit, Nonces) returns (uint256) {
        return super.nonces(owner);
    }

    function _update(address from, address to, uint256 value) internal override(ERC20, ERC20Votes) {
        super._update(from, to, value);
    }
}
