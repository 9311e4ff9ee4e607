using System.Globalization;
using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Cli.Log;

/// <summary>A leaf as a line of a table: for spreadsheets and scripts, without proofs.</summary>
/// <param name="Agent">Name in the registry.</param>
/// <param name="Checkpoint">Node and number of the checkpoint that anchors it; null while none does.</param>
internal sealed record LogRow(string Agent, Leaf Leaf, LeafRecord Record, string? Checkpoint)
{
    /// <summary>Names of the columns, in order.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "agent", "seq", "time", "kind", "verdict", "effect", "evidence", "action", "rule", "instructorKind",
        "instructor", "asset", "amount", "to", "policyRoot", "policyBlock", "operator", "epoch", "checkpoint", "leaf",
        "body",
    ];

    public DateTimeOffset Time => DateTimeOffset.FromUnixTimeMilliseconds(checked((long)Leaf.Time));

    /// <summary>The leaves of a bundle within [from, to), by agent and number.</summary>
    public static IEnumerable<LogRow> Of(Bundle bundle, DateTimeOffset from, DateTimeOffset to)
    {
        var names = bundle.Agents.ToDictionary(
            agent => StreamId.For(bundle.ChainId, bundle.Contracts.ActionLedger, agent.AgentId), agent => agent.Name);
        return bundle.Entries
            .SelectMany(entry => entry.Leaves.Select(
                leaf => (leaf, checkpoint: (string?)$"{entry.Node}/{entry.Number}")))
            .Concat(bundle.Unanchored.Select(leaf => (leaf, checkpoint: (string?)null)))
            .Select(one => Row(one.leaf, one.checkpoint, names))
            .Where(row => row.Time >= from && row.Time < to)
            // An entry that verifiers ignore is anchored once more by another checkpoint.
            .GroupBy(row => (row.Agent, row.Leaf.Seq)).Select(same => same.Last())
            .OrderBy(row => row.Agent, StringComparer.Ordinal).ThenBy(row => row.Leaf.Seq);
    }

    /// <summary>By column; null where the leaf has no such value. Amounts are in the asset's smallest unit.</summary>
    public JsonObject ToJson()
    {
        var cells = Cells();
        var row = new JsonObject();
        foreach (var (name, value) in Columns.Zip(cells))
            row[name] = value;
        return row;
    }

    /// <summary>One line of a CSV file (RFC 4180), without its end.</summary>
    public string ToCsv() => string.Join(',', Cells().Select(Cell));

    public static string Header => string.Join(',', Columns);

    private static LogRow Row(LeafRecord record, string? checkpoint, Dictionary<StreamId, string> names) =>
        Leaf.TryOfWords([.. record.Words], out var leaf, out var fault)
            ? new LogRow(names.GetValueOrDefault(leaf.Stream, leaf.Stream.ToString()), leaf, record, checkpoint)
            : throw new FormatException($"leaf {record.Hash()} of the database cannot be read: {fault}");

    private IReadOnlyList<string?> Cells() =>
    [
        Agent, Number(Leaf.Seq),
        Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        Leaf.Tag.Kind.ToString(), Word(Leaf.Tag.Verdict, LeafVerdict.None), Word(Leaf.Tag.Effect, LeafEffect.None),
        Word(Leaf.Tag.Evidence, LeafEvidence.None), Word(Leaf.Action), Record.Opens.Rule,
        Record.Opens.Instructor is { } who ? ((InstructorKind)who.Kind).ToString() : null,
        Record.Opens.Instructor is { } by ? Who(by) : null, AssetText(),
        Leaf.Asset.IsZero ? null : Leaf.Amount.ToString(),
        Record.Opens.Extension is LeafExtension.Opened { To: { IsZero: false } to } ? to.ToString() : null,
        Word(Record.Opens.Law.PolicyRoot), Number(Record.Opens.Law.PolicyBlock), Record.Opens.Law.OperatorId.ToString(),
        Number(Record.Opens.Law.LeaseEpoch), Checkpoint, Record.Hash().ToString(), Record.Body?.Text,
    ];

    private string? AssetText() => Leaf.Asset.IsZero ? null
        : Asset.TryOfWord(Leaf.Asset, out var asset) && asset.IsToken
            ? Address.OfWord(Leaf.Asset).ToString()
            : Leaf.Asset.ToString();

    private static string Who(InstructorProof who) => (InstructorKind)who.Kind is InstructorKind.Account
        or InstructorKind.Operator ? Address.OfWord(who.Id).ToString() : who.Id.ToString();

    private static string? Word(Bytes32 word) => word.IsZero ? null : word.ToString();

    private static string? Word<T>(T value, T none) where T : struct, Enum =>
        EqualityComparer<T>.Default.Equals(value, none) ? null : value.ToString();

    private static string Number(ulong number) => number.ToString(CultureInfo.InvariantCulture);

    // A spreadsheet takes a cell that begins like this for a formula, and bodies hold the words of strangers.
    private static string Cell(string? text) => text is null or "" ? ""
        : text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? Quoted("'" + text)
        : text.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? Quoted(text)
        : text;

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
