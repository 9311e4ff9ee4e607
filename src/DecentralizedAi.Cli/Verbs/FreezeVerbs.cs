using System.CommandLine;
using System.Text.Json.Nodes;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Guardians stop at once; only a vote lets go again.</summary>
internal static class FreezeVerbs
{
    /// <summary>Reads the target from what was typed.</summary>
    internal delegate Task<FreezeTarget> TargetReader(DaoServices dao, string name, CancellationToken cancellation);

    /// <summary>A verb that freezes its target.</summary>
    public static Command Freeze(string path, string about, TargetReader target)
    {
        var name = new Argument<string>("TARGET") { Description = "Exact name, id or address" };
        return Verb.Make(path, about, async (call, cancellation) =>
        {
            using var dao = call.OpenDao();
            var what = await target(dao, call.Required(name), cancellation);
            var guardian = call.Key("guardian");
            if (call.Plan($"freeze {call.Required(name)} (target {what.Word}) as guardian {guardian.Account}")
                is { } plan)
                return plan;
            using var sender = dao.Sender(guardian);
            var receipt = await dao.Policies.FreezeAsync(sender, what, cancellation);
            return Answer.Lines(
                new JsonObject { ["target"] = what.Word.ToString(), ["tx"] = receipt.Hash.ToString() },
                $"frozen in block {receipt.Block.Number}, transaction {receipt.Hash}");
        }, name, Common.As);
    }

    /// <summary>A verb that proposes to lift a freeze.</summary>
    public static Command Unfreeze(string path, string about, TargetReader target)
    {
        var name = new Argument<string>("TARGET") { Description = "Exact name, id or address" };
        return Verb.Make(path, about, async (call, cancellation) =>
        {
            using var dao = call.OpenDao();
            var what = await target(dao, call.Required(name), cancellation);
            return await Proposing.ProposeAsync(call, dao, [dao.Policies.LiftCall(what)],
                $"Lift the freeze of {call.Required(name)}.", cancellation);
        }, name, Common.As, Common.Out, Common.Reason);
    }

    public static Command Payee() => Verb.Noun("payee", "Who may be paid",
        Freeze("payee.deny", "Denies a payee at once (guardian)",
            (_, address, _) => Task.FromResult(FreezeTarget.Payee(Address.Parse(address)))));

    /// <summary>An operator by its number.</summary>
    /// <exception cref="CliException">DAI-1082: there is none, and a freeze of nobody would pass for one.</exception>
    public static async Task<FreezeTarget> OperatorTargetAsync(
        DaoServices dao, string id, CancellationToken cancellation)
    {
        var number = UInt256.Parse(id);
        return (await dao.Operators.ListAsync(cancellation)).Any(one => UInt256.Of(one.Id) == number)
            ? FreezeTarget.Operator(number)
            : throw CliException.Usage("DAI-1082", $"there is no operator {number}", "TARGET",
                "'dai operator list' names them");
    }
}
