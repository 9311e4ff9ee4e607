using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Chain;

/// <summary>What a voted event listens to.</summary>
/// <param name="Topic">First topic of the log.</param>
public readonly record struct LogSource(Address Contract, Bytes32 Topic);

/// <summary>A log of a final block, proven by the receipts and transactions under the block's header.</summary>
/// <param name="Transaction">Hash of its transaction.</param>
/// <param name="Index">Its place among the logs of its transaction, from 0.</param>
public sealed record FinalLog(LogSource Source, Bytes32 Transaction, ulong Index, ulong Block);
