using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DecentralizedAi.Chain.Hosting;

/// <summary>The file in which anvil keeps its state.</summary>
internal static class AnvilState
{
    /// <summary>
    /// Leaves one genesis in the file, the first. Each start of anvil adds one of its own to the blocks that it writes,
    /// and the next start takes any of them for block 0: then the chain is said to be another one.
    /// </summary>
    public static void KeepFirstGenesis(string file)
    {
        if (!File.Exists(file))
            return;
        JsonNode? state;
        try
        {
            state = JsonNode.Parse(File.ReadAllBytes(file));
        }
        catch (JsonException)
        {
            // Half a file is the chain's to refuse, in its own words.
            return;
        }
        if (state?["blocks"] is not JsonArray blocks)
            return;
        var later = blocks.Where(block => Number(block, "number") == 0)
            .OrderBy(block => Number(block, "timestamp")).Skip(1).ToList();
        if (later.Count == 0)
            return;
        later.ForEach(block => blocks.Remove(block));
        File.WriteAllText(file + ".next", state.ToJsonString());
        File.Move(file + ".next", file, overwrite: true);
    }

    private static ulong Number(JsonNode? block, string name) =>
        (string?)block?["header"]?[name] is { } text && text.StartsWith("0x", StringComparison.Ordinal)
        && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            ? number
            : ulong.MaxValue;
}
