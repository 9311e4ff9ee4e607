using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Operators: who runs nodes.</summary>
internal static class OperatorVerbs
{
    private static readonly Argument<string> Name = new("NAME") { Description = "Name in the operator's public card" };

    public static Command Noun() => Verb.Noun("operator", "Who runs nodes",
        Verb.Make("operator.list", "All operators", ListAsync),
        Verb.Make(
            "operator.add", "Registers you as an operator; hosting agents takes a vote", AddAsync, Name, Common.As),
        FreezeVerbs.Freeze("operator.freeze", "Stops all agents of an operator at once (guardian)",
            FreezeVerbs.OperatorTargetAsync));

    private static async Task<Answer> ListAsync(VerbCall call, CancellationToken cancellation)
    {
        using var dao = call.OpenDao();
        var operators = await dao.Operators.ListAsync(cancellation);
        var rows = new Listing(new("operator", Number: true), new("status"), new("admin"), new("card", Fit.Middle));
        foreach (var one in operators)
            rows.Add(new(one.Id.ToString(CultureInfo.InvariantCulture)), Status(one), new(one.Admin.ToString()),
                new(one.Card.ToString()));
        return Answer.Of(new JsonObject
        {
            ["operators"] = new JsonArray([.. operators.Select(one => new JsonObject
            {
                ["operator"] = one.Id.ToString(CultureInfo.InvariantCulture),
                ["admin"] = one.Admin.ToString(),
                ["status"] = one.Status.ToString().ToLowerInvariant(),
                ["card"] = one.Card.ToString(),
            })]),
        }, rows, "no operators");
    }

    private static Cell Status(OperatorView one) => new(one.Status.ToString().ToLowerInvariant(), one.Status switch
    {
        OperatorStatus.Hosting => Tone.Good,
        OperatorStatus.Registered => Tone.Open,
        _ => Tone.Bad,
    });

    private static async Task<Answer> AddAsync(VerbCall call, CancellationToken cancellation)
    {
        using var dao = call.OpenDao();
        var key = call.Key("operator");
        var card = Keccak256.Hash(call.Required(Name));
        if (call.Plan($"register {key.Account} as the operator '{call.Required(Name)}' (card {card})") is { } plan)
            return plan;
        using var sender = dao.Sender(key);
        var id = await dao.Operators.RegisterAsync(sender, key.Account, card, cancellation);
        return Answer.Lines(
            new JsonObject { ["operator"] = id.ToString(CultureInfo.InvariantCulture) },
            $"operator {id} is registered; it hosts agents once the holders vote so");
    }
}
