using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Testing.Agents;

/// <summary>The names, keys and policies that tests of agents share.</summary>
public static class TestDao
{
    public const ulong Operator = 1;
    public const ulong Agent = 1;
    public const string Name = "treasurer";

    public static Address Usdc { get; } = Address.Parse("0x4e73fbc969d1a91588b6d5d8396590a4cd3aec0e");
    public static Address Hosting { get; } = Address.Parse("0x269cef829531e599cfad56b7a55ab56537a41f56");
    public static Address Stranger { get; } = Address.Parse("0x34ce4a471cae0ea420ea92fc594bdf9d55d3fa4c");
    public static Address Manager { get; } = Address.Parse("0xa61cfe0396deeb0a157361318c2c35f420d90388");
    public static Address Approver { get; } = Address.Parse("0xa82db8a0a86f958dedde1939b47017c481487834");

    public static SigningDomain Domain { get; } = new(
        UInt256.Of(31337), Address.Parse("0x966bad4c62ff3e1d1f4d5ecd482a8eda782ed911"));

    public static CompositionDocument Composition { get; } = new(
        Keccak256.Hash("model"), "chatml", null, [], [], ToolCatalogue.Default.Hash);

    /// <summary>What a node of this DAO hosts: <see cref="Composition"/> with the default tools.</summary>
    public static IReadOnlyDictionary<Bytes32, HostedComposition> Hosted { get; } =
        new Dictionary<Bytes32, HostedComposition>
        {
            [Composition.Hash()] = new(Composition, ToolCatalogue.Default),
        };

    /// <summary>Pays vendors up to 1,000; above 150 the approver must agree. Reads files and balances.</summary>
    /// <param name="perAction">Most of one payment, whole USDC.</param>
    /// <param name="burst">Most at once, whole USDC.</param>
    /// <param name="events">A JSON member, with a comma behind it.</param>
    /// <param name="resources">JSON members of the budgets of resources, each with a comma behind it.</param>
    /// <param name="agent">Name of the agent.</param>
    public static PolicySnapshot Policy(
        int perAction = 1000, int burst = 1500, string about = "Pays bills.", string resources = Resources,
        string agent = Name, string events = "", string at = "30 8 * * *") =>
        Compile("""
            {"about":"@about","agent":"@agent","budgets":{@resources"USDC":{"ask":{"above":"150","by":"@approver",
            "within":"86400"},"asset":"@usdc","burst":"@burst","decimals":"6","lifetime":"20000",
            "payees":"vendors","per_action":"@most","rate":{"amount":"300","per":"86400"}}},
            "chain":"eip155:31337","dai":"policy/1",@events"lists":{"vendors":[{"address":"@hosting",
            "name":"Hosting"}]},"rules":[{"id":"look","permit":["document.read","message.post","wallet.balance"]},
            {"id":"pay-vendors","permit":["wallet.pay"],"when":{"arg.to":{"in":"vendors"},
            "instructor":{"equals":"any"}}}],"schedules":{"daily":{"at":"@at",
            "say":"Pay 40 USDC to Hosting."}},"tools":{"document.read":{"args":{"file":"text"},"effect":"read"},
            "message.post":{"args":{"channel":"text","text":"body"},"effect":"write"},
            "wallet.balance":{"args":{"of":"address?"},"effect":"read"},
            "wallet.pay":{"args":{"amount":"amount","note":"text?","to":"address"},"effect":"money"}}}
            """
            .Replace("@approver", Approver.ToLower()).Replace("@usdc", Usdc.ToLower())
            .Replace("@hosting", Hosting.ToLower()).Replace("@burst", $"{burst}").Replace("@most", $"{perAction}")
            .Replace("@about", about).Replace("@resources", resources).Replace("@events", events)
            .Replace("@agent", agent).Replace("@at", at));

    /// <summary>The JSON member of one event, with a comma behind it.</summary>
    public static string Event(string name, LogSource source, string say) =>
        $$$"""
        "events":{"{{{name}}}":{"contract":"{{{source.Contract.ToLower()}}}","say":"{{{say}}}",
        "topic":"{{{source.Topic}}}"}},
        """;

    /// <summary>JSON members that list calls and tokens.</summary>
    public static string Calling(int calls, int tokens) => """
        "calls":{"burst":"@calls","rate":{"amount":"1","per":"60"}},
        "tokens":{"burst":"@tokens","rate":{"amount":"60","per":"60"}},
        """.Replace("@calls", $"{calls}").Replace("@tokens", $"{tokens}");

    /// <summary>The canonical text of a policy.</summary>
    public static string Text(PolicySnapshot policy) =>
        System.Text.Encoding.UTF8.GetString(policy.Canonical.Span);

    /// <summary>The account that a test's signature names, if it is over that digest.</summary>
    public static Address? Recover(Bytes32 digest, ReadOnlySpan<byte> signature) =>
        signature.Length == 52 && signature[20..].SequenceEqual(digest.ToArray())
            ? Address.Of(signature[..20])
            : null;

    /// <summary>A signature that <see cref="Recover"/> takes for the account's.</summary>
    public static byte[] Sign(Address account, Bytes32 digest) => [.. account.ToArray(), .. digest.ToArray()];

    private const string Resources = """
        "calls":{"burst":"60","rate":{"amount":"30","per":"60"}},
        "tokens":{"burst":"200000","rate":{"amount":"20000","per":"3600"}},
        """;

    private static PolicySnapshot Compile(string json)
    {
        var canonical = Jcs.Canonicalise(json);
        return PolicySnapshot.Compile(System.Text.Encoding.UTF8.GetBytes(canonical)) switch
        {
            CompileAnswer.Compiled compiled => compiled.Snapshot,
            CompileAnswer.Refused refused => throw new InvalidOperationException(string.Join("; ", refused.Faults)),
            _ => throw new InvalidOperationException("no answer"),
        };
    }
}
