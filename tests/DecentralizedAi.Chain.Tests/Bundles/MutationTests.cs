using System.Text.Json.Nodes;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Bundles;

/// <summary>Values of the example bundles, changed one at a time: found, or known to be of no consequence.</summary>
public sealed class MutationTests
{
    [Theory]
    [InlineData("bundle-agent.json", 1)]
    [InlineData("bundle.json", 13)]
    public void A_changed_value_is_found(string name, int stride)
    {
        var root = ExampleBundle.Parse(name);
        var survivors = new List<string>();
        foreach (var path in Scalars(root, "").Where((_, i) => i % stride == 0).Where(Matters).ToList())
        {
            foreach (var edited in Edits(root, path))
            {
                if (ExampleBundle.Verify(edited.Root, name).Exit == 0)
                    survivors.Add($"{path} {edited.What}");
            }
        }
        Assert.True(survivors.Count == 0, string.Join('\n', survivors));
    }

    // Leaves that nothing anchors are not checked; a path answers for every stream that takes the same turns; and one
    // proof is of a payee's slot that no leaf needs.
    private static bool Matters(string path) =>
        !path.StartsWith("/unanchored/", StringComparison.Ordinal)
        && !path.EndsWith("/searched", StringComparison.Ordinal)
        && path != "/proofs/1/storageProof/6/key";

    private static IEnumerable<string> Scalars(JsonNode? node, string path) => node switch
    {
        JsonObject map => map.SelectMany(member => Scalars(member.Value, $"{path}/{member.Key}")),
        JsonArray list => list.SelectMany((item, i) => Scalars(item, $"{path}/{i}")),
        _ => [path],
    };

    private static IEnumerable<(JsonObject Root, string What)> Edits(JsonObject root, string path)
    {
        var steps = path.Split('/')[1..];
        var at = (JsonNode)root;
        foreach (var step in steps[..^1])
            at = at is JsonArray list ? list[int.Parse(step)]! : at[step]!;
        var old = at is JsonArray items ? items[int.Parse(steps[^1])] : at[steps[^1]];
        if (old is null)
            yield break;
        var changed = old.GetValueKind() == System.Text.Json.JsonValueKind.Number
            ? JsonValue.Create(old.GetValue<int>() + 1)
            : JsonValue.Create(Changed(old.GetValue<string>()));
        foreach (var value in new JsonNode?[] { changed, null })
        {
            Put(at, steps[^1], value);
            yield return (root, value is null ? "null" : "changed");
        }
        Put(at, steps[^1], old.DeepClone());
    }

    private static void Put(JsonNode at, string step, JsonNode? value)
    {
        if (at is JsonArray list)
            list[int.Parse(step)] = value;
        else
            at[step] = value;
    }

    private static string Changed(string text) =>
        text.StartsWith("0x", StringComparison.Ordinal) && text.Length > 2
            ? text[..^1] + (text[^1] == '0' ? '1' : '0')
            : ulong.TryParse(text, out var number) ? $"{number + 1}"
            : text + "x";
}
