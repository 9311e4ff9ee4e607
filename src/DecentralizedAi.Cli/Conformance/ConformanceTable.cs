using System.Text.Json;
using System.Text.Json.Nodes;

namespace DecentralizedAi.Cli.Conformance;

/// <summary>Answers one request; throws <see cref="ConformanceRefusal"/> for what the text refuses.</summary>
public delegate JsonObject ConformanceOperation(JsonElement request);

/// <summary>The operations by name; one line per group of operations.</summary>
public static class ConformanceTable
{
    public static IReadOnlyDictionary<string, ConformanceOperation> All { get; } =
        new Dictionary<string, ConformanceOperation>(StringComparer.Ordinal)
        {
            ["root"] = PolicyOperations.Root,
            ["lint"] = PolicyOperations.Lint,
            ["decide"] = PolicyOperations.Decide,
            ["limits"] = PolicyOperations.Limits,
            ["bucket"] = PolicyOperations.Bucket,
            ["leaf"] = LedgerOperations.Leaf,
            ["tree"] = LedgerOperations.Tree,
            ["streams"] = LedgerOperations.Streams,
            ["checkpoint"] = LedgerOperations.Checkpoint,
            ["spent"] = LedgerOperations.Spent,
            ["bundle"] = BundleOperation.Run,
        };
}
