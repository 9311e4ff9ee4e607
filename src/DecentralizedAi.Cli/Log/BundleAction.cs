using System.Text.Json.Nodes;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Cli.Log;

/// <summary>An action of a bundle: what was decided and how it ended, with its id.</summary>
/// <param name="Decision">The leaf that decides; that of the question while an approval is waited for.</param>
/// <param name="Last">The newest leaf of it; the same where it ended with the decision.</param>
internal sealed record BundleAction(LogRow Decision, LogRow Last)
{
    /// <summary>The newest by the time of the decision, oldest first.</summary>
    public static IReadOnlyList<BundleAction> Newest(Bundle bundle, int count) =>
    [
        .. LogRow.Of(bundle, DateTimeOffset.MinValue, DateTimeOffset.MaxValue)
            .Where(row => !row.Leaf.Action.IsZero)
            .GroupBy(row => (row.Agent, row.Leaf.Action))
            .Select(leaves => new BundleAction(leaves.LastOrDefault(IsDecision) ?? leaves.First(), leaves.Last()))
            .OrderBy(action => action.Decision.Time).TakeLast(count),
    ];

    public static JsonArray Json(IReadOnlyList<BundleAction> actions) => new([.. actions.Select(action =>
    {
        var row = action.Decision.ToJson();
        return (JsonNode)new JsonObject
        {
            ["action"] = row["action"]!.DeepClone(), ["agent"] = action.Decision.Agent,
            ["time"] = row["time"]!.DeepClone(), ["verdict"] = row["verdict"]?.DeepClone(),
            ["rule"] = row["rule"]?.DeepClone(), ["ended"] = action.Ended,
            ["anchored"] = action.Last.Checkpoint is not null,
        };
    })]);

    public static void Draw(IReadOnlyList<BundleAction> actions, Page page)
    {
        var rows = new Listing(new("decided"), new("agent"), new("verdict"), new("rule"), new("ended"),
            new("action", Fit.Below));
        foreach (var action in actions)
        {
            var row = action.Decision.ToJson();
            rows.Add(new((string)row["time"]!), new(action.Decision.Agent), new((string?)row["verdict"] ?? ""),
                new((string?)row["rule"] ?? ""),
                new(action.Ended + (action.Last.Checkpoint is null ? ", not anchored" : "")),
                new((string)row["action"]!));
        }
        page.Draw(rows, "no actions");
        page.WriteLine();
    }

    private static bool IsDecision(LogRow row) => row.Leaf.Tag.Kind is LeafKind.Opened or LeafKind.Refused;

    private string Ended => Last != Decision && Last.Leaf.Tag.Verdict is not LeafVerdict.None and var outcome
        ? outcome.ToString()
        : Last.Leaf.Tag.Kind.ToString();
}
