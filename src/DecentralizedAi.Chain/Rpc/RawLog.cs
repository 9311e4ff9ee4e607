using System.Text.Json;
using DecentralizedAi.Domain.Encoding;
using Nethereum.ABI.FunctionEncoding.Attributes;
using Nethereum.Contracts;
using Nethereum.Hex.HexTypes;
using Nethereum.RPC.Eth.DTOs;

namespace DecentralizedAi.Chain.Rpc;

/// <summary>A log with the block it is bound to.</summary>
internal sealed record RawLog(
    Address Contract, IReadOnlyList<Bytes32> Topics, byte[] Words, ulong Block, Bytes32 BlockHash, uint Index,
    Bytes32 Transaction)
{
    public static RawLog Of(JsonElement log) => new(log.Account("address"),
        [.. log.GetProperty("topics").EnumerateArray().Select(t => Bytes32.Parse(t.GetString() ?? ""))],
        log.Bytes("data"), log.Number("blockNumber"), log.Word("blockHash"), checked((uint)log.Number("logIndex")),
        log.Word("transactionHash"));

    public bool Is<T>() where T : IEventDTO => Topics.Count > 0 && Topics[0] == EventTopic.Of<T>();

    /// <summary>A word of the data.</summary>
    /// <param name="index">From 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The data is shorter.</exception>
    public Bytes32 WordAt(int index) => Bytes32.Of(Words.AsSpan(checked(index * 32), 32));

    /// <summary>Index of the word that an offset in the data points at.</summary>
    /// <exception cref="FormatException">It points between words.</exception>
    public int PointedAt(int index) => checked((int)UInt256.OfWord(WordAt(index)).ToUInt64()) is var offset
        && offset % 32 == 0 ? offset / 32 : throw new FormatException($"offset {offset} is between two words");

    /// <exception cref="FormatException">The words are not those of the event.</exception>
    public EventLog<T> Decode<T>() where T : IEventDTO, new()
    {
        var log = new FilterLog
        {
            Address = Contract.ToLower(), Data = Hex.Encode(Words),
            Topics = [.. Topics.Select(t => (object)t.ToString())],
            BlockHash = BlockHash.ToString(), BlockNumber = new HexBigInteger(Block),
            LogIndex = new HexBigInteger(Index),
            TransactionHash = Transaction.ToString(),
        };
        return log.DecodeEvent<T>() ?? throw new FormatException($"a log of {Contract} is no {typeof(T).Name}");
    }
}

/// <summary>The first topic of an event.</summary>
internal static class EventTopic
{
    public static Bytes32 Of<T>() where T : IEventDTO => Cache<T>.Topic;

    private static class Cache<T> where T : IEventDTO
    {
        public static readonly Bytes32 Topic = Bytes32.Parse("0x" + ABITypedRegistry.GetEvent<T>().Sha3Signature);
    }
}

/// <summary>What <c>eth_getLogs</c> is asked for.</summary>
internal static class LogFilter
{
    /// <param name="contracts">None = any.</param>
    /// <param name="events">Any of them.</param>
    /// <param name="topics">Words after the event's own; null matches any.</param>
    public static Dictionary<string, object?> Of(
        IReadOnlyList<Address> contracts, IReadOnlyList<Bytes32> events, params Bytes32?[] topics)
    {
        var filter = new Dictionary<string, object?>
        {
            ["topics"] = new object?[] { events.Select(e => e.ToString()).ToArray() }
                .Concat(topics.Select(t => (object?)t?.ToString())).ToArray(),
        };
        if (contracts.Count > 0)
            filter["address"] = contracts.Select(c => c.ToLower()).ToArray();
        return filter;
    }
}
