using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Chain;

/// <summary>What one asset may leave a vault by, as it is published; amounts in the asset's smallest unit.</summary>
/// <param name="Asset">Token, or the native coin's address.</param>
/// <param name="PerAction">Most that one spend may move; at most <paramref name="Burst"/>.</param>
/// <param name="Burst">Size of the bucket.</param>
/// <param name="Rate">Refill in 2^-64 units per second.</param>
/// <param name="Lifetime">Most that may ever leave; 2^128 - 1 = no bound.</param>
/// <param name="PayeesRoot">Merkle root of the payees; 0 = nobody.</param>
/// <param name="AskAbove">A spend above (not at) this needs an approval; 2^128 - 1 = never.</param>
/// <param name="AskBy">Who approves; zero exactly when <paramref name="AskAbove"/> is 2^128 - 1.</param>
public sealed record AssetLimit(
    Address Asset,
    UInt256 PerAction,
    UInt256 Burst,
    UInt256 Rate,
    UInt256 Lifetime,
    Bytes32 PayeesRoot,
    UInt256 AskAbove,
    Address AskBy);
