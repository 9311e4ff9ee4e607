// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Creates the contracts of one DAO at addresses that are known before
/// @dev They point at each other in a ring, so no address may depend on a contract's own arguments, as with CREATE2.
/// The factory's address does (salt and arguments of its own CREATE2), theirs follow from it and their number.
/// It owns nothing and no contract asks it anything: its owner has no right over what it made.
contract DaoFactory {
    event DaoFactoryFounded(address indexed owner, bytes32 indexed plan);

    /// @param number from 1, in the order of the plan
    event DaoFactoryCreated(uint256 indexed number, address indexed made);

    error DaoFactoryNotOwner(address caller);
    error DaoFactoryOutOfOrder(address expected, address next);
    error DaoFactoryFailed(address expected);

    /// @notice Who alone may create: anybody else could put other code at an address of the plan.
    /// @return its address
    address public immutable owner;

    /// @notice Hash of the plan: of salt, creation codes and arguments of all contracts.
    /// @return keccak256
    bytes32 public immutable plan;

    /// @notice Block of this factory; nothing of the DAO happened before.
    /// @return number of the block
    uint256 public immutable since;

    /// @notice Contracts made so far.
    /// @return 0 before the first
    uint256 public count;

    constructor(address owner_, bytes32 plan_) {
        owner = owner_;
        plan = plan_;
        since = block.number;
        emit DaoFactoryFounded(owner_, plan_);
    }

    /// @notice Creates the next contract of the plan. Owner only.
    /// @param expected its address; another is refused, so that a step sent twice or too early does nothing
    /// @param init creation code with its arguments
    function create(address expected, bytes calldata init) external {
        if (msg.sender != owner) revert DaoFactoryNotOwner(msg.sender);
        address next = addressOf(count + 1);
        if (expected != next) revert DaoFactoryOutOfOrder(expected, next);
        emit DaoFactoryCreated(++count, next);
        bytes memory code = init;
        address made;
        assembly ("memory-safe") {
            made := create(0, add(code, 32), mload(code))
            if iszero(made) {
                if returndatasize() {
                    returndatacopy(code, 0, returndatasize())
                    revert(code, returndatasize())
                }
            }
        }
        if (made != expected) revert DaoFactoryFailed(expected);
    }

    /// @notice Where the contract of that number is, or will be: keccak256(rlp(this, number)).
    /// @param number 1 to 127, the range in which RLP writes it as one byte
    /// @return its address
    function addressOf(uint256 number) public view returns (address) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return address(uint160(uint256(keccak256(abi.encodePacked(hex"d694", address(this), uint8(number))))));
    }
}
