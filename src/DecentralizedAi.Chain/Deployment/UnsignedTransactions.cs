using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Deployment;

/// <summary>
/// The file <c>dai.transactions/1</c>: transactions for a wallet that we do not hold, in the order of sending.
/// </summary>
public static class UnsignedTransactions
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Those of a deployment that are open; each names its gas, since it may need one before it.</summary>
    public static string Of(DeploymentPlan plan) => Of(plan.ChainId, plan.Owner,
        plan.Open.Select(step => (step.Id, step.Sentence, step.Transaction)));

    /// <param name="from">Null where the sentences say who sends.</param>
    /// <param name="transactions">With a name, and a sentence for the person who signs.</param>
    public static string Of(
        ulong chainId, Address? from, IEnumerable<(string Id, string Sentence, Outgoing Transaction)> transactions)
    {
        var chain = chainId.ToString(CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["schema"] = "dai.transactions/1",
            ["chainId"] = chain,
            ["from"] = from?.ToString(),
            ["transactions"] = new JsonArray([.. transactions.Select((one, index) => new JsonObject
            {
                ["order"] = (index + 1).ToString(CultureInfo.InvariantCulture),
                ["id"] = one.Id,
                ["sentence"] = one.Sentence,
                ["chainId"] = chain,
                ["from"] = from?.ToString(),
                ["to"] = one.Transaction.To?.ToString(),
                ["value"] = one.Transaction.Value.ToString(),
                ["gas"] = one.Transaction.Gas.ToString(CultureInfo.InvariantCulture),
                ["data"] = Hex.Encode(one.Transaction.Data),
            })]),
        }.ToJsonString(Options);
    }
}
