using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Deployment;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>The contracts of a DAO.</summary>
internal static class DaoVerbs
{
    private static readonly Argument<string?> Manifest = new("MANIFEST")
    {
        Description = "A manifest: dai.manifest/1 (default: the home's)", Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Argument<string> Folder = new("DIR") { Description = "Where the files are written" };

    public static Command Noun() => Verb.Noun("dao", "The contracts of a DAO", DeployVerb.Make(),
        Verb.Make("dao.show", "Where the contracts are, who rules them, how they were deployed", ShowAsync, Manifest),
        Verb.Make("dao.verify", "Compares code, arguments, roles and owners on the chain with a manifest", VerifyAsync,
            Manifest),
        Verb.Make("dao.descriptors", "Writes ERC-7730 files, by which a wallet shows in words what it signs",
            DescriptorsAsync, Folder, Manifest));

    private static Task<Answer> ShowAsync(VerbCall call, CancellationToken cancellation)
    {
        var dao = DaoFiles.Read(File(call));
        var made = dao.Manifest.Deployment!;
        var rows = new Listing(new("contract"), new("address"), new("block", Number: true),
            new("transaction", Fit.Middle));
        foreach (var one in made.Contracts)
            rows.Add(new(one.Planned.Id), new(one.Planned.Address.ToString()),
                new(one.Block.ToString(CultureInfo.InvariantCulture)), new(one.Transaction.ToString()));
        return Task.FromResult(new Answer(Facts(dao), page =>
        {
            page.WriteLine($"DAO on chain {dao.Manifest.ChainId}, since block {made.Block}");
            page.Pairs(
            [
                ("plan", new(made.Plan.ToString())),
                ("made by", new(made.Owner.ToString())),
                ("through", new(made.Factory.ToString())),
                ("authority", new(dao.Contracts.Authority.ToString())),
                ("ruled by", new(dao.Contracts.Governor is { } governor ? $"the Governor {governor}" : "another DAO")),
            ]);
            page.WriteLine();
            page.Draw(rows, "no contracts");
        }));
    }

    private static async Task<Answer> VerifyAsync(VerbCall call, CancellationToken cancellation)
    {
        var manifest = DaoFiles.Read(File(call)).Manifest;
        using var rpc = call.OpenRpc();
        var checks = await new DaoVerifier(rpc, manifest).RunAsync(cancellation);
        var differences = checks.Where(check => !check.Holds).ToList();
        var changed = checks.Where(check => check.Changed).ToList();
        var facts = new JsonObject
        {
            ["ok"] = differences.Count == 0,
            ["manifest"] = File(call),
            ["checks"] = checks.Count,
            ["differences"] = Write(differences),
            ["voted"] = Write(changed),
        };
        return new Answer(facts, writer =>
        {
            foreach (var one in differences.Concat(changed))
                writer.WriteLine(Terminal.Visible(one.ToString()));
            writer.WriteLine($"{checks.Count} checks, {differences.Count} differences"
                + (changed.Count == 0 ? "" : $", {changed.Count} changed by vote"));
        }, differences.Count == 0 ? ExitCode.Ok : ExitCode.Unproven);
    }

    private static JsonArray Write(IEnumerable<DaoCheck> checks) => new([.. checks.Select(one => new JsonObject
    {
        ["what"] = one.What, ["expected"] = one.Expected, ["found"] = one.Found,
    })]);

    private static async Task<Answer> DescriptorsAsync(VerbCall call, CancellationToken cancellation)
    {
        var folder = Path.GetFullPath(call.Required(Folder));
        var files = ClearSigning.Of(DaoFiles.Read(File(call)))
            .Select(one => (Path: Path.Combine(folder, one.Name + ".json"), one.Json)).ToList();
        if (!call.Value(Common.DryRun))
        {
            Directory.CreateDirectory(folder);
            foreach (var (path, json) in files)
                await System.IO.File.WriteAllTextAsync(path, json + "\n", cancellation);
        }
        return Answer.Lines(
            new JsonObject { ["files"] = new JsonArray([.. files.Select(one => (JsonNode)one.Path)]) },
            files.Select(one => one.Path));
    }

    /// <summary>What a program needs to know of a deployed DAO.</summary>
    public static JsonObject Facts(DeployedDao dao)
    {
        var made = dao.Manifest.Deployment!;
        return new JsonObject
        {
            ["chainId"] = dao.Manifest.ChainId.ToString(CultureInfo.InvariantCulture),
            ["block"] = made.Block.ToString(CultureInfo.InvariantCulture),
            ["owner"] = made.Owner.ToString(),
            ["plan"] = made.Plan.ToString(),
            ["factory"] = made.Factory.ToString(),
            ["authority"] = dao.Contracts.Authority.ToString(),
            ["contracts"] = new JsonArray([.. made.Contracts.Select(one => new JsonObject
            {
                ["id"] = one.Planned.Id,
                ["contract"] = one.Planned.Contract,
                ["address"] = one.Planned.Address.ToString(),
                ["codeHash"] = one.CodeHash.ToString(),
                ["block"] = one.Block.ToString(CultureInfo.InvariantCulture),
                ["tx"] = one.Transaction.ToString(),
            })]),
        };
    }

    private static string File(VerbCall call) => Path.GetFullPath(call.Parsed.GetValue(Manifest) ?? call.Manifest);
}
