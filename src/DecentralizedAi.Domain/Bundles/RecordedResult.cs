using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Bundles;

/// <summary>
/// The text of a result as the model read it, from the JSON that the log keeps. What the log keeps less of, such as
/// the days of what was looked up, is not to be had again.
/// </summary>
internal static class RecordedResult
{
    /// <summary>Null where it cannot be said.</summary>
    public static string? Text(ProposedCall call, JcsValue? content, Leaf leaf) => content switch
    {
        JcsValue.Text text => text.Value,
        JcsValue.Map map when map.TextOf("error") is { } error => $"error: {error}",
        JcsValue.Map map when leaf.Tag.Effect == LeafEffect.Money => map["transaction"] is null
            ? null
            : $"paid {call["amount"]}",
        JcsValue.Map map => Of(call.Tool, map),
        _ => null,
    };

    private static string? Of(string tool, JcsValue.Map map) => tool switch
    {
        "web.fetch" or "document.read" => map.TextOf("text"),
        "message.post" => "posted",
        "proposal.draft" => "draft saved",
        "calc" => $"result {map.TextOf("value")}"
            + (map["exact"] is JcsValue.Truth { Value: true } ? "" : " (rounded down)"),
        "wallet.balance" when map["balances"] is JcsValue.List found => "balance " + (found.Items.Count == 0
            ? "none"
            : string.Join(", ", found.Items.OfType<JcsValue.Map>()
                .Select(one => $"{one.TextOf("amount")} {one.TextOf("asset")}"))),
        _ => null,
    };
}
