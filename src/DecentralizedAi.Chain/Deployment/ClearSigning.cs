using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Deployment;

/// <summary>
/// Descriptors of ERC-7730 (version 2): with them a wallet shows in words what it signs, for every call and signature
/// that we ask a person for.
/// </summary>
public static class ClearSigning
{
    private const string Prefix = "clear-signing/";

    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Names of all descriptors, as the files in <c>governance/clear-signing</c>.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^".json".Length]).Order(StringComparer.Ordinal),
    ];

    /// <summary>A descriptor that is bound to no contract yet.</summary>
    public static JsonObject Template(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{Prefix}{name}.json")
            ?? throw new ArgumentException($"no descriptor '{name}' among {string.Join(", ", Names)}", nameof(name));
        return JsonNode.Parse(stream)!.AsObject();
    }

    /// <summary>Those of a DAO, bound to its chain and addresses; without those it has no contract for.</summary>
    public static IReadOnlyList<(string Name, string Json)> Of(DeployedDao dao)
    {
        var bound = new List<(string, string)>();
        foreach (var name in Names)
        {
            if (Bound(name, dao) is { } json)
                bound.Add((name, json));
        }
        return bound;
    }

    private static string? Bound(string name, DeployedDao dao)
    {
        if (AddressOf(name.Split('.')[0], dao) is not { } address)
            return null;
        var descriptor = Template(name);
        var context = descriptor["context"]!;
        var bound = context["eip712"] ?? context["contract"]!["factory"] ?? context["contract"]!;
        bound["deployments"] = new JsonArray(new JsonObject
        {
            ["chainId"] = dao.Manifest.ChainId, ["address"] = address.ToString(),
        });
        return descriptor.ToJsonString(Options);
    }

    private static Address? AddressOf(string contract, DeployedDao dao) => contract switch
    {
        "ActionLedger" => dao.Contracts.ActionLedger,
        "AgentGovernor" => dao.Contracts.Governor,
        // Every vault is made by the registry, which says so in an event.
        "AgentRegistry" or "AgentVault" => dao.Contracts.AgentRegistry,
        "DaoFactory" => dao.Manifest.Deployment!.Factory,
        "DevToken" => dao.Contracts.DevToken,
        "GovernanceToken" => dao.Contracts.Token,
        "OperatorRegistry" => dao.Contracts.OperatorRegistry,
        "PolicyRegistry" => dao.Contracts.PolicyRegistry,
        "TimelockController" => dao.Contracts.Authority,
        _ => throw new InvalidOperationException($"nobody knows where {contract} is"),
    };
}
