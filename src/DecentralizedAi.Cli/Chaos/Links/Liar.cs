using System.Text;

namespace DecentralizedAi.Cli.Chaos.Links;

/// <summary>
/// Changes the last hexadecimal digit of one field in whatever the chain's endpoint answers. The length stays, so the
/// answer stays readable; a value that does not arrive in one piece stays true. Safe from many threads.
/// </summary>
internal sealed class Liar
{
    private volatile byte[]? _mark;

    /// <summary>Members of JSON-RPC answers whose value is a hexadecimal text.</summary>
    public static IReadOnlyList<string> Fields { get; } =
    [
        "stateRoot", "hash", "number", "timestamp", "parentHash", "balance", "nonce", "value", "storageHash", "data",
        "blockHash", "blockNumber", "status", "transactionHash", "result",
    ];

    /// <summary>Lies about one of <see cref="Fields"/> until <see cref="Stop"/>.</summary>
    public void Lie(string field) => _mark = Encoding.ASCII.GetBytes($"\"{field}\":\"0x");

    public void Stop() => _mark = null;

    /// <summary>Changes bytes on their way to a node.</summary>
    public void Change(Memory<byte> answer)
    {
        if (_mark is not { } mark)
            return;
        var rest = answer.Span;
        while (rest.IndexOf(mark) is var at and >= 0)
        {
            rest = rest[(at + mark.Length)..];
            if (rest.IndexOf((byte)'"') is var end and > 0)
                rest[end - 1] = rest[end - 1] == (byte)'0' ? (byte)'1' : (byte)'0';
        }
    }
}
