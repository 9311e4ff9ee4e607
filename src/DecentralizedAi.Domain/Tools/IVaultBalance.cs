using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Tools;

/// <summary>What an account holds of one asset.</summary>
/// <param name="Asset">The symbol of a budget, such as <c>USDC</c>.</param>
/// <param name="Amount">Decimal text in whole units of the asset, such as <c>12.5</c>.</param>
public sealed record AssetBalance(string Asset, string Amount);

/// <summary>Reads balances from the chain.</summary>
public interface IVaultBalance
{
    /// <summary>Of the agent's vault, or of another account; one element per money budget of the agent's policy.
    /// </summary>
    /// <exception cref="IOException">The chain does not answer; the message is safe to publish.</exception>
    Task<IReadOnlyList<AssetBalance>> ReadAsync(ulong agent, Address? of, CancellationToken cancellation);
}
