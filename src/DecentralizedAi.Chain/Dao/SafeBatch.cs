using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Dao;

/// <summary>A file that Safe's Transaction Builder opens: the calls as one batch for the owners to sign.</summary>
public static class SafeBatch
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="createdAt">When it was made; shown by the builder.</param>
    public static string Of(
        ulong chainId, Address safe, string description, IEnumerable<ProposalCall> calls, DateTimeOffset createdAt)
    {
        var meta = new JsonObject
        {
            ["name"] = "DecentralizedAi",
            ["description"] = description,
            ["txBuilderVersion"] = "1.18.2",
            ["createdFromSafeAddress"] = safe.ToString(),
            ["createdFromOwnerAddress"] = "",
        };
        var batch = new JsonObject
        {
            ["version"] = "1.0",
            ["chainId"] = chainId.ToString(CultureInfo.InvariantCulture),
            ["createdAt"] = createdAt.ToUnixTimeMilliseconds(),
            ["meta"] = meta,
            ["transactions"] = new JsonArray([.. calls.Select(call => new JsonObject
            {
                ["to"] = call.Target.ToString(),
                ["value"] = call.Value.ToString(),
                ["data"] = Hex.Encode(call.Data.Span),
                ["contractMethod"] = null,
                ["contractInputsValues"] = null,
            })]),
        };
        meta["checksum"] = Checksum(batch);
        return batch.ToJsonString(Options);
    }

    /// <summary>
    /// The builder's own checksum of a batch: keccak256 over its members in the order of their names, without the name
    /// and without the checksum itself.
    /// </summary>
    public static string Checksum(JsonObject batch)
    {
        var copy = batch.DeepClone().AsObject();
        copy["meta"]!.AsObject().Remove("checksum");
        copy["meta"]!["name"] = null;
        var text = new StringBuilder();
        Append(copy, text);
        return Keccak256.Hash(Encoding.UTF8.GetBytes(text.ToString())).ToString();
    }

    private static void Append(JsonNode? node, StringBuilder to)
    {
        switch (node)
        {
            case JsonArray array:
                to.Append('[');
                for (var i = 0; i < array.Count; i++)
                    Append(array[i], i == 0 ? to : to.Append(','));
                to.Append(']');
                break;
            case JsonObject members:
                var names = members.Select(m => m.Key).Order(StringComparer.Ordinal).ToList();
                to.Append('{').Append('[').AppendJoin(',', names.Select(name => Text(name))).Append(']');
                names.ForEach(name =>
                {
                    Append(members[name], to);
                    to.Append(',');
                });
                to.Append('}');
                break;
            default:
                to.Append(node is null ? "null" : Jcs.Canonicalise(node.ToJsonString(Options)));
                break;
        }
    }

    private static string Text(string value) => Jcs.Canonicalise(JsonSerializer.Serialize(value, Options));
}
