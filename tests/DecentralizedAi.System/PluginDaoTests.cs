using System.Globalization;
using System.Text.Json;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Hosting;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.SystemTests.Errors;
using Xunit;

namespace DecentralizedAi.SystemTests;

/// <summary>A plugin from its source to a call by an agent, with the built programs, a chain and votes.</summary>
public sealed class PluginDaoTests
{
    [Fact]
    public async Task An_agent_calls_the_plugin_that_was_voted_and_no_other()
    {
        await using var dai = new DaiHome();
        var folder = Directory.CreateDirectory(Path.Combine(dai.Home, "agents", "clerk")).FullName;
        var package = await PackAsync(dai, folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "agent.yaml"),
            $"agent: clerk\nmodel: {{ file: {ShippedModel.File} }}\ntools: []\n"
                + "plugins: [ runway.nupkg, sums.nupkg ]\n");
        await DoneAsync(dai, "up", "--detach", "--nodes", "1");
        await HireAsync(dai);

        var run = await DoneAsync(dai, "agent", "run", "clerk", "What is our balance?", "--wait");
        var action = Assert.Single(run.GetProperty("actions").EnumerateArray());
        Assert.Equal(("wallet.runway", "allowed", "ask-the-plugin", "done"),
            (Text(action, "tool"), Text(action, "verdict"), Text(action, "rule"), Text(action, "outcome")));
        var why = await WhyAsync(dai, Text(action, "id"));
        Assert.Contains("it lasts 12 months", why);
        Assert.Contains("Hire clerk", why);

        // An unmodified server of npm, which the same vote gave the agent.
        var sum = await DoneAsync(dai, "agent", "run", "clerk", "What is 1200 plus 34?", "--wait");
        var added = Assert.Single(sum.GetProperty("actions").EnumerateArray());
        Assert.Equal(("calc.total", "allowed", "add-up", "done"),
            (Text(added, "tool"), Text(added, "verdict"), Text(added, "rule"), Text(added, "outcome")));
        Assert.Contains("is 1234", await WhyAsync(dai, Text(added, "id")));

        // A process dies, and what would be started next is not what was voted: known before anybody calls it.
        await File.AppendAllTextAsync(package, "x");
        await Dai.SignalAsync("KILL", dai.Processes().Where(IsPlugin).Min());
        await UntilAsync(async () => (await dai.RunAsync("status")) is { Exit: 4, Answer: var status }
            && status.GetRawText().Contains("DAI-5224", StringComparison.Ordinal));
        await UntilRefusedAsync(dai);
        Assert.DoesNotContain(dai.Processes(), IsPlugin);
        Assert.Contains("DAI-5224", await File.ReadAllTextAsync(Path.Combine(dai.Home, "nodes", "0", "node.log")));
    }

    private static async Task<string> PackAsync(DaiHome dai, string folder)
    {
        var project = AcmePlugin.Write(Path.Combine(dai.Home, "Acme.Runway"), AcmePlugin.Source);
        var built = await Dai.RunAsync(Dai.Command("dotnet", ["build", project, "-o", project + "/out", "--nologo"]));
        Assert.True(built.Exit == 0, built.Story);
        var package = Path.Combine(folder, "runway.nupkg");
        var packed = await DoneAsync(dai, "plugin", "pack", project + "/out/Acme.Runway.dll", "--out", package);
        Assert.Equal("acme.runway", packed.GetProperty("manifest").GetProperty("id").GetString());
        var server = await DoneAsync(dai, "plugin", "pack", Path.Combine(Dai.Root, "src", "samples", "Sums"), "--out",
            Path.Combine(folder, "sums.nupkg"));
        Assert.Equal("acme.sums", server.GetProperty("manifest").GetProperty("id").GetString());
        return package;
    }

    private static async Task HireAsync(DaiHome dai)
    {
        await File.WriteAllTextAsync(Path.Combine(dai.Home, "clerk.yaml"), AcmePlugin.Policy
            .Replace("tools:\n", "tools:\n  calc.total: { effect: read, args: { a: integer, b: integer } }\n")
            + "\n  - id: add-up\n    permit: calc.total\n");
        var proposed = await DoneAsync(dai, "agent", "add", "clerk", "--policy", "clerk.yaml");
        using var patience = new CancellationTokenSource(Dai.Patience);
        using var endpoint = new RpcEndpoint(RunningChain.Read(Path.Combine(dai.Home, "chain"))!.Rpc);
        var contracts = DaoFiles.Read(Path.Combine(dai.Home, "dao.json")).Contracts;
        var governance = new GovernanceService(
            contracts, new ContractReader(endpoint, RevertDecoder.OfDao()), TimeProvider.System);
        var proposal = await governance.FindAsync(UInt256.Parse(Text(proposed, "proposal")), patience.Token);
        await Ballot.CarryAsync(governance, proposal!, Sender, patience.Token);
        await UntilAsync(async () => (await dai.RunAsync("agent", "show", "clerk")).Answer is var agent
            && agent.TryGetProperty("held", out var held) && held.GetBoolean());

        TransactionSender Sender(string key) => new(new ChainWriter(
            KeystoreFile.Read(Path.Combine(dai.Home, "keys", $"{key}.json"),
                File.ReadAllText(Path.Combine(dai.Home, "keys", "password")).Trim()),
            endpoint, contracts.ChainId, RevertDecoder.OfDao()), TimeProvider.System);
    }

    // At first it says that the process died, and when it would be started again.
    private static Task UntilRefusedAsync(DaiHome dai) => UntilAsync(async () =>
    {
        var (_, run) = await dai.RunAsync("agent", "run", "clerk", "What is our balance?", "--wait");
        var action = run.GetProperty("actions")[0];
        Assert.Equal(("allowed", "failed"), (Text(action, "verdict"), Text(action, "outcome")));
        return (await WhyAsync(dai, Text(action, "id"))).Contains("DAI-5224", StringComparison.Ordinal);
    });

    private static async Task<string> WhyAsync(DaiHome dai, string action)
    {
        JsonElement why = default;
        await UntilAsync(async () => (await dai.RunAsync("why", action)) is { Exit: 0, Answer: var answer }
            && (why = answer).ValueKind == JsonValueKind.Object);
        return why.GetProperty("lines").GetRawText();
    }

    // Each look is a command of its own, which takes its time.
    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var looks = 0; !await holds(); looks++)
            Assert.True(looks < 60, "it did not come within 60 looks");
    }

    private static async Task<JsonElement> DoneAsync(DaiHome dai, params IEnumerable<string> words)
    {
        var (exit, answer) = await dai.RunAsync(words);
        Assert.True(exit == 0, $"{string.Join(' ', words)}: exit {exit}, {answer.GetRawText()}");
        return answer;
    }

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString()!;

    private static bool IsPlugin(int process)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/cmdline"))
                .Contains("plugin-host", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // It ended while we looked.
            return false;
        }
    }
}
