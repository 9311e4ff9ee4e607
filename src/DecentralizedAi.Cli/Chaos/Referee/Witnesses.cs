using System.Text.Json;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Cli.Chaos.Referee;

/// <summary>Reads the places outside the nodes where effects leave a trace, and the exported log.</summary>
internal static class Witnesses
{
    private static readonly Bytes32 Transfer = Keccak256.Hash("Transfer(address,address,uint256)");

    /// <summary>How a payment looks on chain.</summary>
    /// <param name="amount">Smallest unit.</param>
    public static string MarkOf(Address from, Address to, UInt256 amount) =>
        $"{from.ToLower()} pays {to.ToLower()} {amount}";

    /// <summary>Transfers of a token out of the vaults, from the chain's own logs.</summary>
    public static async Task<IReadOnlyList<Effect>> TransfersAsync(
        RpcEndpoint endpoint, Address token, IReadOnlyList<Address> vaults, CancellationToken cancellation)
    {
        var filter = new Dictionary<string, object?>
        {
            ["address"] = token.ToLower(), ["fromBlock"] = "0x0", ["toBlock"] = "latest",
            ["topics"] = new object?[] { Transfer.ToString(), vaults.Select(vault => vault.Word.ToString()).ToArray() },
        };
        var logs = await endpoint.CallAsync(new RpcCall("eth_getLogs", filter), cancellation);
        return [.. logs.EnumerateArray().Select(Paid)];
    }

    /// <summary>Lines of the recorder: one JSON object with the text of each message.</summary>
    /// <param name="folder">Holds a file per channel; absent where nobody posted.</param>
    public static IReadOnlyList<Effect> Messages(string folder) => !Directory.Exists(folder) ? [] :
    [
        .. Directory.GetFiles(folder, "*.jsonl").Order(StringComparer.Ordinal).SelectMany(file =>
            File.ReadLines(file).Select((line, index) => (Text: Text(line), Where: $"{file}:{index + 1}"))
                .Where(line => line.Text is not null).Select(line => new Effect(line.Text!, line.Where))),
    ];

    /// <summary>Instructions of the log, each with whether it is answered, and its actions with their ends.</summary>
    public static (IReadOnlyDictionary<Bytes32, bool> Instructions, IReadOnlyList<LoggedAction> Actions) Log(
        Bundle bundle)
    {
        var leaves = bundle.Entries.SelectMany(entry => entry.Leaves)
            .Select(record => (Record: record, Leaf: Read(record)))
            // A checkpoint that came after its shard was taken anchors nothing: the heir anchors the same leaves.
            .DistinctBy(one => one.Leaf.Hash()).ToList();
        var answered = leaves.Where(one => one.Leaf.Tag.Kind == LeafKind.Answered)
            .Select(one => one.Leaf.Instructor).ToHashSet();
        var instructions = leaves.Where(one => one.Leaf.Tag.Kind == LeafKind.Instructed)
            .ToLookup(one => one.Leaf.Extension, one => answered.Contains(one.Leaf.Instructor))
            .ToDictionary(same => same.Key, same => same.Contains(true));
        var actions = leaves.Where(one => one.Record.Opens.Action is not null).GroupBy(one => one.Leaf.Action)
            .Select(same => new LoggedAction(same.First().Record.Opens.Action!.Value.Instruction.Value, same.Key,
                same.Select(one => EndOf(one.Leaf.Tag)).Max()))
            .ToList();
        return (instructions, actions);
    }

    private static Effect Paid(JsonElement log)
    {
        var topics = log.GetProperty("topics").EnumerateArray().Select(t => Bytes32.Parse(t.GetString()!)).ToList();
        var amount = UInt256.OfWord(Bytes32.Parse(log.GetProperty("data").GetString()!));
        return new Effect(MarkOf(Address.OfWord(topics[1]), Address.OfWord(topics[2]), amount),
            $"transaction {log.GetProperty("transactionHash").GetString()}");
    }

    // A line that a crash cut short is no record; the tool writes the whole one again.
    private static string? Text(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.GetProperty("text").GetString();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Leaf Read(LeafRecord record) => Leaf.TryOfWords([.. record.Words], out var leaf, out var fault)
        ? leaf
        : throw new InvalidOperationException($"the exported log holds what is no leaf: {fault}");

    private static LoggedEnd EndOf(LeafTag tag) => tag.Kind switch
    {
        LeafKind.Refused or LeafKind.Expired => LoggedEnd.Refused,
        LeafKind.Closed => tag.Verdict switch
        {
            LeafVerdict.Done => LoggedEnd.Done,
            LeafVerdict.Failed => LoggedEnd.Failed,
            _ => LoggedEnd.Unknown,
        },
        _ => LoggedEnd.Open,
    };
}
