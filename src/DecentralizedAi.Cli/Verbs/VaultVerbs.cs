using System.CommandLine;
using System.Text.Json.Nodes;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Limits;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>The money of agents.</summary>
internal static class VaultVerbs
{
    private static readonly Argument<string> Agent = new("AGENT") { Description = "Its name in the registry" };
    private static readonly Argument<string> Amount = new("AMOUNT") { Description = "Decimal number" };

    private static readonly Argument<string> To = new("TO") { Description = "Address of the payee" };

    private static readonly Argument<string> Asset = new("ASSET")
    {
        Description = "Symbol of an asset of the vault, or the token's address",
    };

    public static Command Noun() => Verb.Noun("vault", "The money of agents",
        Verb.Make("vault.show", "Spent, left, and what may leave at once", ShowAsync, Agent),
        Verb.Make("vault.fund", "Moves your tokens into an agent's vault", FundAsync, Agent, Amount, Asset, Common.As),
        Verb.Make("vault.forecast", "Whether the vault would pay now, or the error it would answer", ForecastAsync,
            Agent, To, Amount, Asset));

    private static async Task<Answer> ShowAsync(VerbCall call, CancellationToken cancellation)
    {
        using var dao = call.OpenDao();
        var view = await ViewAsync(call, dao, cancellation);
        var rows = new Listing(new("asset"), new("balance", Number: true), new("may leave now", Number: true),
            new("of", Number: true), new("spent", Number: true), new("of in all", Number: true),
            new("token", Fit.Below));
        foreach (var asset in view.Assets)
            rows.Add(new(asset.Symbol), new(Show(asset, asset.Balance)), new(Show(asset, asset.Level)),
                new(Show(asset, asset.Limit.Burst)), new(Show(asset, asset.Spent)),
                new(Show(asset, asset.Limit.Lifetime)), new(asset.Limit.Asset.ToString()));
        return new Answer(new JsonObject
        {
            ["vault"] = view.Vault.ToString(),
            ["spends"] = (view.NextNumber - 1).ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["assets"] = new JsonArray([.. view.Assets.Select(Facts)]),
        }, page =>
        {
            page.WriteLine($"vault {view.Vault}, {Counted.Of(view.NextNumber - 1, "spend")}");
            page.Draw(rows, "it may pay in no asset");
        });
    }

    private static async Task<Answer> FundAsync(VerbCall call, CancellationToken cancellation)
    {
        using var dao = call.OpenDao();
        var view = await ViewAsync(call, dao, cancellation);
        var asset = Find(view, call.Required(Asset));
        var units = Amounts.Units(call.Required(Amount), asset.Decimals);
        var key = call.Key("manager");
        if (call.Plan($"move {call.Required(Amount)} {asset.Symbol} of {key.Account} into the vault {view.Vault}; "
                + "only the DAO can take it out again") is { } plan)
            return plan;
        using var sender = dao.Sender(key);
        var receipt = await dao.Vaults.FundAsync(sender, view.Vault, asset.Limit.Asset, units, cancellation);
        return Answer.Lines(new JsonObject { ["tx"] = receipt.Hash.ToString() }, $"funded, transaction {receipt.Hash}");
    }

    private static async Task<Answer> ForecastAsync(VerbCall call, CancellationToken cancellation)
    {
        using var dao = call.OpenDao();
        var agent = await dao.AgentAsync(call.Required(Agent), cancellation);
        var asset = Find(await dao.Vaults.ShowAsync(agent.Vault, cancellation), call.Required(Asset));
        var to = Address.Parse(call.Required(To));
        var at = await dao.VaultMoments.ReadAsync(agent, to, cancellation);
        var payee = await PayeeAsync(dao, at, asset.Limit.Asset, to, cancellation);
        var order = new SpendOrder(agent.Vault, at.Lease.Epoch, at.NextNumber, default, default, default,
            asset.Limit.Asset, to, Amounts.Units(call.Required(Amount), asset.Decimals), ulong.MaxValue, payee.Mode,
            payee.Path, null);
        var error = SpendForecast.Of(order, at, (_, _, _) => false);
        var facts = new JsonObject
        {
            ["pays"] = error is null,
            ["number"] = at.NextNumber.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["error"] = error?.Name,
            ["arguments"] = error is null ? null : new JsonArray([.. error.Arguments.Select(a => (JsonNode)a)]),
        };
        return new Answer(facts, writer => writer.WriteLine(error is null
            ? $"the vault {agent.Vault} would pay, as its spend {at.NextNumber}"
            : $"the vault {agent.Vault} would refuse: {error}"), error is null ? ExitCode.Ok : ExitCode.Refused);
    }

    // Of the document in force; a stranger has no path.
    private static async Task<PayeePath> PayeeAsync(
        DaoServices dao, VaultMoment at, Address asset, Address to, CancellationToken cancellation) =>
        await dao.Policies.ReadAsync(at.PolicyRoot, cancellation) is { } bytes
        && PolicySnapshot.Compile(bytes) is CompileAnswer.Compiled { Snapshot: var policy }
        && policy.Limits.PayeeOf(asset, to) is { } found
            ? found
            : new PayeePath(0, []);

    private static VaultAsset Find(VaultView view, string name) =>
        view.Assets.Where(one => one.Symbol == name || one.Limit.Asset.ToString() == name).ToList() is [var only]
            ? only
            : throw CliException.Usage("DAI-1051", $"the vault lists no single asset '{name}'", "ASSET",
                "name one of: " + string.Join(", ", view.Assets.Select(one => $"{one.Symbol} {one.Limit.Asset}")));

    private static async Task<VaultView> ViewAsync(VerbCall call, DaoServices dao, CancellationToken cancellation) =>
        await dao.Vaults.ShowAsync((await dao.AgentAsync(call.Required(Agent), cancellation)).Vault, cancellation);

    private static JsonNode Facts(VaultAsset asset) => new JsonObject
    {
        ["symbol"] = asset.Symbol,
        ["asset"] = asset.Limit.Asset.ToString(),
        ["decimals"] = asset.Decimals,
        ["balance"] = Show(asset, asset.Balance),
        ["spent"] = Show(asset, asset.Spent),
        ["level"] = Show(asset, asset.Level),
        ["burst"] = Show(asset, asset.Limit.Burst),
        ["perAction"] = Show(asset, asset.Limit.PerAction),
        ["lifetime"] = Show(asset, asset.Limit.Lifetime),
        ["askAbove"] = Show(asset, asset.Limit.AskAbove),
    };

    private static string Show(VaultAsset asset, UInt256 units) =>
        units == UInt256.MaxUInt128 ? "no limit" : Amounts.Whole(units, asset.Decimals);
}
