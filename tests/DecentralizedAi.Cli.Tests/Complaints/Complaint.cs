using System.Security.Cryptography;
using System.Text;

namespace DecentralizedAi.Cli.Tests.Complaints;

/// <summary>Who complained.</summary>
internal enum Who
{
    /// <summary>A DAO that deploys agents, its operators and signers.</summary>
    Dao,

    /// <summary>A token holder who votes.</summary>
    Holder,

    /// <summary>A developer of plugins.</summary>
    Developer,
}

/// <summary>What people say in public about what they use today.</summary>
/// <param name="Source">The thread where they say it.</param>
/// <param name="Words">What they say.</param>
internal sealed record Complaint(Who Who, string Source, string Words)
{
    /// <summary>Each once, by the first thread or product that it is known from.</summary>
    public static IReadOnlyList<Complaint> All { get; } =
    [
        new(Who.Dao, "safe#448", "transactions are hard to verify on a hardware wallet"),
        new(Who.Dao, "safe-wallet-monorepo#5382", "the hashes of what is signed are not shown"),
        new(Who.Dao, "aragon/client#668", "what can be executed looks like only what the page shows"),
        new(Who.Dao, "aragon/client#1511", "go to the explorer and compare bytes"),
        new(Who.Dao, "aragon/client#1359", "it does not say which role is missing"),
        new(Who.Dao, "aragon-cli#1464", "a bad grant can brick the DAO"),
        new(Who.Dao, "design#26", "the wording of rights is not understood"),
        new(Who.Dao, "zodiac-modifier-roles#241", "limits are hard to grasp even for those who made them"),
        new(Who.Dao, "zodiac-modifier-roles#68", "no tutorial"),
        new(Who.Dao, "Pearl / open-autonomy", "a long list of prerequisites"),
        new(Who.Dao, "olas-operate-app#154", "the button that starts it is off, and nobody says why"),
        new(Who.Dao, "olas-operate-app#223", "balances and rewards are not understood"),
        new(Who.Dao, "hyperlane-monorepo#2155", "please publish the dashboard as a file"),
        new(Who.Dao, "privy-mvp#53", "no alert at 50, 75 and 90 % of a budget"),
        new(Who.Dao, "conductai#426", "no export for a range of dates"),
        new(Who.Dao, "Joystream/pioneer#46", "what was spent is shown, and not where it leads"),
        new(Who.Dao, "olas-operate-app#276", "it does not start, and the only advice is to restart"),
        new(Who.Dao, "nouns-builder#712", "no warning where a proposal drains the treasury"),
        new(Who.Holder, "snapshot-v1#2182", "voting power could not be computed"),
        new(Who.Holder, "snapshot-v1#4936", "not clear whether I may vote, what I sign, when it has effect"),
        new(Who.Holder, "sx-monorepo#492", "I voted before the data was ready and had a power of 1"),
        new(Who.Holder, "snapshot-v1#2735", "I can press vote for ever"),
        new(Who.Holder, "snapshot-v1#3174", "wallets on a phone do not work"),
        new(Who.Holder, "oceandao#546", "the service was away in the hours before the deadline"),
        new(Who.Holder, "hydration-ui#1995", "call data cannot be read"),
        new(Who.Holder, "clear-signing-erc7730-registry#2827", "the wallet shows 'support: 1' and no action"),
        new(Who.Holder, "anticapture#1857", "the reason is dropped without a word"),
        new(Who.Holder, "aave/interface#3093", "a contract wallet cannot vote by that relay"),
        new(Who.Holder, "sx-monorepo#133", "no way to delegate"),
        new(Who.Developer, "eliza#6070", "a plugin cannot even be made by following the documents"),
        new(Who.Developer, "sa-eliza#411", "documented commands are not there"),
        new(Who.Developer, "eliza#4164", "plugins of one version are listed as of another"),
        new(Who.Developer, "eliza#8173", "the link to the registry leads nowhere"),
        new(Who.Developer, "eliza#4984", "an empty name installs something at random"),
        new(Who.Developer, "eliza#4493", "singular and plural drift"),
        new(Who.Developer, "agentkit#895", "the structure of the project is unclear"),
        new(Who.Developer, "hedera-agent-kit-js#904", "results are strings that have to be parsed"),
        new(Who.Developer, "hedera-agent-kit-js#927", "no table of versions that fit each other"),
        new(Who.Developer, "onflow/docs#1205", "the starter's page is not found"),
        new(Who.Developer, "semantic-kernel#10632", "minor versions break"),
        new(Who.Developer, "agent-framework#831", "plugins of Semantic Kernel cannot be used"),
        new(Who.Developer, "agent-framework#2084", "only what was registered is seen"),
        new(Who.Developer, "agent-framework#2691", "what came out is not to be seen"),
        new(Who.Developer, "agent-framework#1686", "flows within flows are not shown"),
        new(Who.Developer, "agent-framework#5607", "documents are missing"),
        new(Who.Developer, "csharp-sdk#447", "exceptions are swallowed"),
        new(Who.Developer, "docs-builder#2707", "a parameter that does not fit is not noticed"),
        new(Who.Developer, "fleet-mcp#19", "a stray line breaks the standard output"),
        new(Who.Developer, "foundry#3259", "it panics instead of saying what is wrong"),
        new(Who.Developer, "foundry#1372", "an error of the configuration has no position"),
        new(Who.Developer, "foundry#4119", "'missing private key' after a success that was none"),
        new(Who.Developer, "foundry#8572", "'Mac Mismatch' for a wrong password"),
        new(Who.Developer, "WebApplicationPlugins#1", "plugins are hard to debug"),
        new(Who.Developer, "Fallout#188", "a template is asked for"),
        new(Who.Developer, "DotNetCorePlugins#260", "dependencies of plugins conflict"),
    ];

    /// <summary>Four of DAOs, three of holders, three of developers, as the seed orders them.</summary>
    public static IReadOnlyList<Complaint> Drawn(int seed) =>
    [
        .. Enum.GetValues<Who>().SelectMany(who => All.Where(one => one.Who == who)
            .OrderBy(one => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}:{one.Source}"))),
                StringComparer.Ordinal).Take(who == Who.Dao ? 4 : 3)),
    ];
}
