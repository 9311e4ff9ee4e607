// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import { ERC20 } from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title A token for development chains and tests; its minter makes as much as it likes
contract DevToken is ERC20 {
    uint8 private immutable _decimals;
    /// @notice The only account that makes tokens.
    /// @return its address
    address public immutable minter;

    error DevTokenNotMinter(address caller);

    constructor(string memory name_, string memory symbol_, uint8 decimals_, address minter_) ERC20(name_, symbol_) {
        _decimals = decimals_;
        minter = minter_;
    }

    /// @notice New tokens for anybody, by the minter only.
    /// @param to who gets them
    /// @param amount smallest units
    function mint(address to, uint256 amount) external {
        if (msg.sender != minter) revert DevTokenNotMinter(msg.sender);
        _mint(to, amount);
    }

    /// @notice As given to the constructor.
    /// @return digits after the point
    function decimals() public view override returns (uint8) {
        return _decimals;
    }
}
