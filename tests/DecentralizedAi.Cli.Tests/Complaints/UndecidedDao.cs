using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Domain.Encoding;
using Xunit;

namespace DecentralizedAi.Cli.Tests.Complaints;

/// <summary>
/// A DAO on a chain of its own, whose vote is open, and no node anywhere: one holder who votes, one who
/// only looks, one who delegated too late, and a stranger.
/// </summary>
public sealed class UndecidedDao : IAsyncLifetime
{
    private const int Delay = 60;

    internal ForeignChain Chain { get; private set; } = null!;
    internal string Holder { get; private set; } = "";
    internal string Looker { get; private set; } = "";
    internal string Late { get; private set; } = "";
    internal string Stranger { get; private set; } = "";
    internal string Proposal { get; private set; } = "";

    /// <summary>Unix seconds from vote's end to the earliest execution.</summary>
    internal ulong TimelockDelay => 7200;

    public async Task InitializeAsync()
    {
        Chain = await ForeignChain.StartAsync();
        (Holder, Looker) = (await Chain.KeyAsync("holder.json"), await Chain.KeyAsync("looker.json"));
        (Late, Stranger) = (await Chain.KeyAsync("late.json"), await Chain.KeyAsync("stranger.json"));
        await Chain.RunAsync("dao", "deploy", "--key", await Chain.KeyAsync("deployer.json"), "--settings", Settings());
        await Chain.RunAsync("token", "delegate", $"{AccountOf(Holder)}", "--as", Holder);
        await Chain.RunAsync("token", "delegate", $"{AccountOf(Looker)}", "--as", Looker);
        Proposal = (await Chain.RunAsync("policy", "gate", "off", "--as", Holder, "--reason", "Ask nobody."))
            .GetProperty("proposal").GetString()!;
        await Chain.AskAsync("evm_increaseTime", Delay + 1);
        await Chain.AskAsync("evm_mine");
        await Chain.RunAsync("token", "delegate", $"{AccountOf(Late)}", "--as", Late);
    }

    public async Task DisposeAsync() => await Chain.DisposeAsync();

    internal static Address AccountOf(string file) => KeystoreFile.AccountOf(file);

    /// <summary>Transactions that an account has sent.</summary>
    internal async Task<string> SentAsync(string file) =>
        (await Chain.AskAsync("eth_getTransactionCount", AccountOf(file).ToLower(), "latest")).GetString()!;

    internal Task<Ended> VoteAsync(string file, params string[] words) =>
        Chain.Dai.RunAsync(["proposal", "vote", Proposal, "for", "--as", file, .. words, "--json"]);

    private string Settings() => Chain.Dai.Write("settings.json", $$$"""
        {"schema":"dai.settings/1",
         "token":{"name":"Example DAO","symbol":"EXDAO","holders":[
          {"account":"{{{AccountOf(Holder)}}}","amount":"600.5"},
          {"account":"{{{AccountOf(Looker)}}}","amount":"100.25"},
          {"account":"{{{AccountOf(Late)}}}","amount":"299.25"}]},
         "governor":{"votingDelay":{{{Delay}}},"votingPeriod":604800,"voteExtension":172800,
          "timelockDelay":{{{TimelockDelay}}},"proposalThreshold":"1","quorumPercent":4},
         "constants":{"immunity":1036800,"finality":2,"staleMoney":3,"anchorWithin":30,"maxLogAge":600,
          "maxUnlogged":64}}
        """);
}
