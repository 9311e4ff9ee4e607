using System.CommandLine;
using System.Text.Json.Nodes;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>The money of agents.</summary>
internal static class VaultVerbs
{
    private static readonly Argument<string> Agent = new("AGENT") { Description = "Its name in the registry" };
    private static readonly Argument<string> Amount = new("AMOUNT") { Description = "Decimal number" };

    private static readonly Argument<string> Asset = new("ASSET")
    {
        Description = "Symbol of an asset of the vault, or the token's address",
    };

    public static Command Noun() => Verb.Noun("vault", "The money of agents",
        Verb.Make("vault.show", "Spent, left, and what may leave at once", ShowAsync, Agent),
        Verb.Make("vault.fund", "Moves your tokens into an agent's vault", FundAsync, Agent, Amount, Asset, Common.As));

    private static async Task<Answer> ShowAsync(VerbCall call, CancellationToken cancellation)
    {
        using var dao = call.OpenDao();
        var view = await ViewAsync(call, dao, cancellation);
        return Answer.Lines(new JsonObject
        {
            ["vault"] = view.Vault.ToString(),
            ["spends"] = (view.NextNumber - 1).ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["assets"] = new JsonArray([.. view.Assets.Select(Facts)]),
        },
        [
            $"vault {view.Vault}, {view.NextNumber - 1} spends",
            .. view.Assets.Select(asset => Terminal.Visible(
                $"  {asset.Symbol} {asset.Limit.Asset}: balance {Show(asset, asset.Balance)}, spent "
                + $"{Show(asset, asset.Spent)} of {Show(asset, asset.Limit.Lifetime)} in all, may leave now "
                + $"{Show(asset, asset.Level)} of {Show(asset, asset.Limit.Burst)}")),
        ]);
    }

    private static async Task<Answer> FundAsync(VerbCall call, CancellationToken cancellation)
    {
        using var dao = call.OpenDao();
        var view = await ViewAsync(call, dao, cancellation);
        var name = call.Required(Asset);
        var asset = view.Assets.Where(one => one.Symbol == name || one.Limit.Asset.ToString() == name).ToList() is [var only]
            ? only
            : throw CliException.Usage("DAI-1051", $"the vault lists no single asset '{name}'", "ASSET",
                "name one of: " + string.Join(", ", view.Assets.Select(one => $"{one.Symbol} {one.Limit.Asset}")));
        var units = Amounts.Units(call.Required(Amount), asset.Decimals);
        var key = call.Key("manager");
        if (call.Plan($"move {call.Required(Amount)} {asset.Symbol} of {key.Account} into the vault {view.Vault}; "
                + "only the DAO can take it out again") is { } plan)
            return plan;
        using var sender = dao.Sender(key);
        var receipt = await dao.Vaults.FundAsync(sender, view.Vault, asset.Limit.Asset, units, cancellation);
        return Answer.Lines(new JsonObject { ["tx"] = receipt.Hash.ToString() }, $"funded, transaction {receipt.Hash}");
    }

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
