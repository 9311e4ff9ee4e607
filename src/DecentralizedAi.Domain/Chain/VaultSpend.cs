using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Chain;

/// <summary>A spend that a vault recorded, with where it stands.</summary>
/// <param name="Hash">The <c>spent</c> hash.</param>
/// <param name="Amount">What left the vault.</param>
/// <param name="Block">Block of the spend.</param>
/// <param name="Transaction">Its transaction.</param>
public sealed record VaultSpend(
    Bytes32 Hash,
    Address Vault,
    ulong Number,
    Bytes32 Opened,
    Bytes32 Action,
    Address Asset,
    Address To,
    UInt256 Amount,
    ulong Epoch,
    ChainHead Block,
    Bytes32 Transaction);
