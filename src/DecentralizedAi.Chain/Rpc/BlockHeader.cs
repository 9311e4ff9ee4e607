using System.Text.Json;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using Nethereum.RLP;

namespace DecentralizedAi.Chain.Rpc;

/// <summary>A header whose bytes hash to its hash.</summary>
/// <param name="Rlp">The RLP of the header.</param>
public sealed record BlockHeader(ChainHead Head, Bytes32 Parent, Bytes32 StateRoot, ReadOnlyMemory<byte> Rlp)
{
    /// <summary>Root of the block's transactions.</summary>
    public required Bytes32 TransactionsRoot { get; init; }

    /// <summary>Root of the block's receipts.</summary>
    public required Bytes32 ReceiptsRoot { get; init; }

    /// <summary>Wei per gas; 0 on a chain without one.</summary>
    public required UInt256 BaseFee { get; init; }

    /// <summary>256 bytes.</summary>
    public required ReadOnlyMemory<byte> LogsBloom { get; init; }

    private static readonly string[] Quantities = ["difficulty", "number", "gasLimit", "gasUsed", "timestamp"];

    // Fields that later forks append, in the order they came.
    private static readonly (string Name, bool Quantity)[] Later =
    [
        ("baseFeePerGas", true), ("withdrawalsRoot", false), ("blobGasUsed", true), ("excessBlobGas", true),
        ("parentBeaconBlockRoot", false), ("requestsHash", false), ("blockAccessListHash", false),
    ];

    /// <summary>Encodes the fields of a block as JSON-RPC gives it.</summary>
    /// <exception cref="RpcLiedException">The fields do not hash to the hash that is given with them.</exception>
    /// <exception cref="FormatException">A field is missing or malformed.</exception>
    public static BlockHeader Of(JsonElement block)
    {
        var rlp = Encode(block);
        var hash = Keccak256.Hash(rlp);
        var claimed = block.Word("hash");
        if (hash != claimed)
            throw new RpcLiedException($"block {block.Number("number")} hashes to {hash}, not to {claimed}");
        return new BlockHeader(new ChainHead(block.Number("number"), hash, block.Number("timestamp")),
            block.Word("parentHash"), block.Word("stateRoot"), rlp)
        {
            TransactionsRoot = block.Word("transactionsRoot"),
            ReceiptsRoot = block.Word("receiptsRoot"),
            BaseFee = block.Has("baseFeePerGas") ? block.Wide("baseFeePerGas") : UInt256.Zero,
            LogsBloom = block.Bytes("logsBloom"),
        };
    }

    /// <summary>False: no log of the block is of this source.</summary>
    public bool MayHold(LogSource source) =>
        InBloom(source.Contract.ToArray()) && InBloom(source.Topic.ToArray());

    // Three bits of the bloom by the first six bytes of the hash (Yellow Paper, M3:2048).
    private bool InBloom(byte[] value)
    {
        var hash = Keccak256.Hash(value).ToArray();
        for (var i = 0; i < 6; i += 2)
        {
            var bit = (hash[i] << 8 | hash[i + 1]) & 2047;
            if ((LogsBloom.Span[255 - bit / 8] >> bit % 8 & 1) == 0)
                return false;
        }
        return true;
    }

    private static byte[] Encode(JsonElement block)
    {
        var items = new List<byte[]>
        {
            Raw(block, "parentHash"), Raw(block, "sha3Uncles"), Raw(block, "miner"), Raw(block, "stateRoot"),
            Raw(block, "transactionsRoot"), Raw(block, "receiptsRoot"), Raw(block, "logsBloom"),
        };
        items.AddRange(Quantities.Select(name => Trimmed(block, name)));
        items.Add(Raw(block, "extraData"));
        items.Add(Raw(block, "mixHash"));
        items.Add(Raw(block, "nonce"));
        items.AddRange(Later.Where(f => block.Has(f.Name))
            .Select(f => f.Quantity ? Trimmed(block, f.Name) : Raw(block, f.Name)));
        return RLP.EncodeList([.. items]);
    }

    private static byte[] Raw(JsonElement block, string name) => RLP.EncodeElement(block.Bytes(name));

    private static byte[] Trimmed(JsonElement block, string name)
    {
        var word = block.Wide(name).ToWord().ToArray().AsSpan();
        return RLP.EncodeElement(word.TrimStart((byte)0).ToArray());
    }
}
