using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Ledger;

/// <summary>A vault's own receipt of one payment.</summary>
/// <param name="Stream">The agent's stream.</param>
/// <param name="Vault">The vault that paid.</param>
/// <param name="Number">From 1, without gaps, per vault.</param>
/// <param name="Opened">Leaf hash of the Opened leaf, as the caller named it.</param>
/// <param name="Action">The action, as the caller named it.</param>
/// <param name="Asset">The token, or the native coin's address.</param>
/// <param name="To">The payee.</param>
/// <param name="Amount">The vault's debit.</param>
/// <param name="Epoch">Lease epoch of the caller.</param>
public sealed record Spent(
    StreamId Stream, Address Vault, ulong Number, Bytes32 Opened, Bytes32 Action, Address Asset, Address To,
    UInt256 Amount, ulong Epoch)
{
    public Bytes32 Hash() => WordHash.Of(Schema.Spent, Stream.Value, Vault.Word, Word.Of(Number), Opened, Action,
        Asset.Word, To.Word, Amount.ToWord(), Word.Of(Epoch));
}
