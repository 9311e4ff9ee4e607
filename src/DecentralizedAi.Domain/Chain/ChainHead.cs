using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Chain;

/// <summary>A block: number, hash and time in Unix seconds.</summary>
public readonly record struct ChainHead(ulong Number, Bytes32 Hash, ulong Time);
