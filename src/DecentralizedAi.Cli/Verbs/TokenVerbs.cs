using System.CommandLine;
using System.Text.Json.Nodes;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Voting power.</summary>
internal static class TokenVerbs
{
    private static readonly Argument<string> Account = new("ACCOUNT") { Description = "Address, or name of a key" };

    public static Command Noun() => Verb.Noun("token", "Voting power",
        Verb.Make("token.show", "What an account holds and votes with", ShowAsync, Account),
        Verb.Make("token.delegate", "Lets an account vote with your balance; yourself = you vote", DelegateAsync,
            Account, Common.As));

    private static async Task<Answer> ShowAsync(VerbCall call, CancellationToken cancellation)
    {
        var account = call.AccountOf(Account);
        using var dao = call.OpenDao();
        var power = await dao.Token.ShowAsync(account, cancellation);
        var (symbol, decimals) = await dao.Token.UnitAsync(cancellation);
        return Answer.Lines(new JsonObject
        {
            ["account"] = power.Account.ToString(),
            ["symbol"] = symbol,
            ["balance"] = Amounts.Whole(power.Balance, decimals),
            ["delegate"] = power.Delegate.IsZero ? null : power.Delegate.ToString(),
            ["votes"] = Amounts.Whole(power.Votes, decimals),
            ["supply"] = Amounts.Whole(power.Supply, decimals),
        },
            $"{power.Account} holds {Amounts.Whole(power.Balance, decimals)} {symbol}",
            power.Delegate.IsZero
                ? "  delegated to nobody: this balance does not vote"
                : $"  delegated to {power.Delegate}",
            $"  votes with {Amounts.Whole(power.Votes, decimals)} of {Amounts.Whole(power.Supply, decimals)}");
    }

    private static async Task<Answer> DelegateAsync(VerbCall call, CancellationToken cancellation)
    {
        var to = call.AccountOf(Account);
        using var dao = call.OpenDao();
        var key = call.Key("holder-0");
        if (call.Plan($"{to} will vote with the balance of {key.Account}") is { } plan)
            return plan;
        using var sender = dao.Sender(key);
        var receipt = await dao.Token.DelegateAsync(sender, to, cancellation);
        return Answer.Lines(
            new JsonObject { ["tx"] = receipt.Hash.ToString() }, $"delegated, transaction {receipt.Hash}");
    }
}
