using System.Globalization;
using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Verbs;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Doctor;

/// <summary>The chain of the home's DAO and the DAO on it.</summary>
internal static class ChainChecks
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(60);

    /// <param name="agents">Those whose folders here can be read.</param>
    public static async Task<IReadOnlyList<Finding>> RunAsync(
        VerbCall call, IReadOnlyList<AgentFolder> agents, CancellationToken cancellation)
    {
        var manifest = call.ManifestAnyway;
        if (!File.Exists(manifest))
            return [Finding.Fault("dao", $"no manifest '{manifest}'",
                "'dai up' makes a local DAO; --home names the folder of another")];
        try
        {
            using var dao = call.OpenDao();
            return [
                await ChainAsync(dao, cancellation), await HeadAsync(dao, call.Clock, cancellation),
                await CodeAsync(dao, DaoFiles.Read(manifest).Manifest, cancellation),
                .. await AgentsAsync(agents, dao, cancellation),
            ];
        }
        catch (ConfigurationException)
        {
            // A finding of its own, which has been told.
            return [];
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return [Finding.Of("chain", failure)];
        }
    }

    private static async Task<Finding> ChainAsync(DaoServices dao, CancellationToken cancellation)
    {
        var answers = await dao.Endpoint.BatchAsync(
            [new RpcCall("eth_chainId"), new RpcCall("eth_getBlockByNumber", "0x0", false)], cancellation);
        var id = answers[0].ToNumber();
        var genesis = answers[1].GetProperty("hash").GetString();
        return id == dao.Contracts.ChainId && genesis == dao.Contracts.Genesis.ToString()
            ? Finding.Good("chain", $"{dao.Endpoint.Url}, chain {id}")
            : Finding.Fault("chain", $"{dao.Endpoint.Url} is chain {id} from block {genesis}, the manifest says "
                + $"{dao.Contracts.ChainId} from {dao.Contracts.Genesis}", "name an endpoint of the DAO's own chain");
    }

    private static async Task<Finding> HeadAsync(DaoServices dao, TimeProvider clock, CancellationToken cancellation)
    {
        var block = await dao.Endpoint.CallAsync(new RpcCall("eth_getBlockByNumber", "latest", false), cancellation);
        var time = (long)block.Number("timestamp");
        var age = clock.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(time);
        var number = block.Number("number");
        var found = string.Create(CultureInfo.InvariantCulture, $"block {number}, {age.TotalSeconds:0} s old");
        return age.Duration() <= Fresh
            ? Finding.Good("head", found)
            : Finding.Fault("head", found, "nodes refuse money on an old head: look at the chain's own health, "
                + "and set this machine's clock by NTP");
    }

    private static async Task<Finding> CodeAsync(DaoServices dao, DaoManifest manifest, CancellationToken cancellation)
    {
        var contracts = new List<DeployedContract>
        {
            manifest.ActionLedger, manifest.PolicyRegistry, manifest.AgentRegistry, manifest.OperatorRegistry,
            manifest.Authority,
        };
        if (manifest.Governor is { } governor)
            contracts.Add(governor);
        var codes = await dao.Endpoint.BatchAsync(
            [.. contracts.Select(one => new RpcCall("eth_getCode", one.Address.ToLower(), "latest"))], cancellation);
        var other = contracts.Where((one, index) =>
            Keccak256.Hash(Hex.Decode(codes[index].GetString() ?? "0x")) != one.CodeHash).ToList();
        return other.Count == 0
            ? Finding.Good("contracts", $"{contracts.Count} with the manifest's code")
            : Finding.Fault("contracts", string.Join(", ", other.Select(one =>
                    $"{dao.Contracts.NameOf(one.Address)} {one.Address}")) + " have other code than the manifest says",
                "take the manifest that was published with these contracts; nodes do not believe the others");
    }

    private static async Task<IReadOnlyList<Finding>> AgentsAsync(
        IReadOnlyList<AgentFolder> agents, DaoServices dao, CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        foreach (var agent in agents)
        {
            var approved = await dao.Agents.FindAsync(agent.Name, cancellation);
            if (approved is not null)
                findings.Add(approved.Composition == agent.Composition.Hash()
                    ? Finding.Good($"approved {agent.Name}", "files here are what the holders approved")
                    : Finding.Fault($"approved {agent.Name}",
                        $"files here make composition {agent.Composition.Hash()}, approved is {approved.Composition}",
                        "restore the approved model, prompts and tools, or have these voted"));
        }
        return findings;
    }
}
