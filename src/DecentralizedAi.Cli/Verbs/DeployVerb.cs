using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Deployment;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Deploys a DAO onto any EVM chain, or writes the transactions that do it.</summary>
internal static class DeployVerb
{
    private static readonly Option<string?> Settings = new("--settings")
    {
        Description = "What the DAO is founded with: dai.settings/1 (optional on the local chain)", HelpName = "FILE",
    };

    private static readonly Option<string?> Authority = new("--authority")
    {
        Description = "An existing timelock, Safe or DAO that rules; then no token and no Governor is deployed",
        HelpName = "ADDRESS",
    };

    private static readonly Option<string> Key = new("--key")
    {
        Description = "Keystore file of the account that sends", HelpName = "F", DefaultValueFactory = _ => "deployer",
    };

    private static readonly Option<string?> Unsigned = new("--unsigned")
    {
        Description = "Writes the missing transactions for another wallet and sends nothing", HelpName = "OUT",
    };

    private static readonly Option<string?> From = new("--from")
    {
        Description = "The account of that wallet (default: the account of --key)", HelpName = "ADDRESS",
    };

    private static readonly Option<string> Salt = new("--salt")
    {
        Description = "Tells DAOs of one account with equal settings apart; 32 bytes", HelpName = "HEX32",
        DefaultValueFactory = _ => default(Bytes32).ToString(),
    };

    private static readonly Option<string?> Out = new("--out")
    {
        Description = "Where the manifest is written (default: dao.json of the home)", HelpName = "FILE",
    };

    public static Command Make() => Verb.Make("dao.deploy", "Deploys a DAO; after a failure the same command goes on",
        RunAsync, Settings, Authority, Key, Unsigned, From, Salt, Out);

    private static async Task<Answer> RunAsync(VerbCall call, CancellationToken cancellation)
    {
        using var rpc = call.OpenRpc();
        var chainId = Convert.ToUInt64(
            (await rpc.CallAsync(new RpcCall("eth_chainId"), cancellation)).GetString(), 16);
        var owner = Owner(call);
        KnownKeys.Refuse(owner, chainId);
        var plan = await DeploymentPlanner.PlanAsync(
            rpc, Founding(call, chainId, owner), owner, Bytes32.Parse(call.Value(Salt)!), cancellation);
        var file = Path.GetFullPath(call.Value(Out) ?? call.Manifest);
        Demand(file, plan);
        if (call.Value(Unsigned) is { } target && plan.Open.Count > 0)
            return Write(call, plan, Path.GetFullPath(target));
        if (plan.Open.Count > 0)
        {
            if (call.Plan(await LinesAsync(rpc, plan, cancellation)) is { } dry)
                return dry;
            using var sender = DaoServices.SenderOf(call.KeyOf(call.Value(Key)!), rpc, chainId, call.Clock);
            var done = 0;
            call.Terminal.Meanwhile($"deploying, {plan.Open.Count} transactions", () => (double)done / plan.Open.Count);
            await DaoDeployment.SendAsync(sender, plan, (step, hash) =>
            {
                done++;
                call.Terminal.Say($"{step.Id} {step.Address}, transaction {hash}");
            }, cancellation);
        }
        call.Terminal.Meanwhile("reading back what is on the chain");
        var manifest = await DeploymentReader.ReadAsync(DaoServices.ReaderOf(rpc), plan, cancellation);
        if (!call.Value(Common.DryRun))
            DaoFiles.Write(file, manifest);
        var facts = DaoVerbs.Facts(DeployedDao.Of(manifest));
        facts["manifest"] = file;
        return Answer.Lines(facts, $"DAO {plan.Hash} on chain {chainId}, authority {plan.Authority}",
            $"  manifest {file}", $"  next: dai dao verify {file} --rpc URL");
    }

    private static Address Owner(VerbCall call) => call.Value(From) is { } from
        ? Address.Parse(from)
        : KeystoreFile.AccountOf(call.KeyFile(call.Value(Key)!));

    private static DaoSettings Founding(VerbCall call, ulong chainId, Address owner)
    {
        Address? authority = call.Value(Authority) is { } other ? Address.Parse(other) : null;
        if (call.Value(Settings) is { } file)
            return SettingsFile.Read(file, authority);
        if (chainId != KnownKeys.LocalChain)
            throw CliException.Usage("DAI-1080", $"nothing says what a DAO on chain {chainId} is founded with: the "
                + "values of the local chain, with votes of 4 seconds, are for the local chain alone", "--settings",
                "name a file as governance/deployment/settings.example.json");
        return new DaoSettings
        {
            Authority = authority,
            Holders = authority is null
                ? [new TokenHolder(owner, UInt256.Of(1_000_000_000_000_000_000).SaturatingMultiply(1000))]
                : [],
        };
    }

    // A manifest is the only way back to a DAO, so another one's is not overwritten.
    private static void Demand(string file, DeploymentPlan plan)
    {
        if (!File.Exists(file))
            return;
        var there = DaoManifest.Read(file);
        if (there.ChainId != plan.ChainId || there.Deployment?.Factory != plan.Factory)
            throw CliException.Usage("DAI-1081", $"'{file}' is the manifest of another DAO, of chain {there.ChainId}",
                "--out", "name another file with --out, or another home with --home");
    }

    private static Answer Write(VerbCall call, DeploymentPlan plan, string target)
    {
        var dry = call.Value(Common.DryRun);
        if (!dry)
            File.WriteAllText(target, UnsignedTransactions.Of(plan) + "\n");
        return Answer.Lines(new JsonObject
        {
            ["dryRun"] = dry,
            ["unsigned"] = target,
            ["owner"] = plan.Owner.ToString(),
            ["plan"] = plan.Hash.ToString(),
            ["factory"] = plan.Factory.ToString(),
            ["authority"] = plan.Authority.ToString(),
            ["transactions"] = plan.Open.Count,
            ["contracts"] = Contracts(plan),
        },
        [
            .. plan.Open.Select(step => Terminal.Visible(step.Sentence)),
            $"{plan.Open.Count} transactions {(dry ? "would be" : "are")} in {target}; sign and send them in "
                + $"order from {plan.Owner}, then repeat this command: it writes the manifest",
        ]);
    }

    private static JsonArray Contracts(DeploymentPlan plan) =>
        new([.. plan.Contracts.Select(one => new JsonObject
        {
            ["id"] = one.Id, ["contract"] = one.Contract, ["address"] = one.Address.ToString(),
        })]);

    private static async Task<string[]> LinesAsync(
        RpcEndpoint rpc, DeploymentPlan plan, CancellationToken cancellation)
    {
        var price = Convert.ToUInt64((await rpc.CallAsync(new RpcCall("eth_gasPrice"), cancellation)).GetString(), 16);
        var gas = plan.Open.Aggregate(0UL, (sum, step) => sum + step.Transaction.Gas);
        return
        [
            $"deploy a DAO on chain {plan.ChainId} as {plan.Owner}, who keeps no right over it",
            $"  authority of every contract: {plan.Authority}"
                + (plan.Settings.Authority is null ? ", a new timelock that a new Governor rules" : ", which exists"),
            $"  {plan.Steps.Count - plan.Open.Count} of {plan.Steps.Count} transactions are done; the others take at "
                + $"most {gas.ToString(CultureInfo.InvariantCulture)} gas, {Amounts.Whole(
                    UInt256.Of(gas).SaturatingMultiply(price), 18)} coins at the price of now",
            .. plan.Steps.Select(step => $"  {(step.Done ? "done: " : "")}{step.Sentence}"),
        ];
    }
}
