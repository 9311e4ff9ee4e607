using System.Globalization;
using System.Text.Json;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Hosting;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.SystemTests.Errors;
using Xunit;

namespace DecentralizedAi.SystemTests;

/// <summary>A DAO of one node whose agent 'clerk' is given plugins by a vote.</summary>
internal sealed class PluginDao : IAsyncDisposable
{
    private const int Looks = 60;

    private readonly DaiHome _dai = new();

    public string Home => _dai.Home;

    /// <summary>The files of the agent.</summary>
    public string Clerk => Directory.CreateDirectory(Path.Combine(Home, "agents", "clerk")).FullName;

    public string Configuration => Path.Combine(Home, "dai.yaml");

    private string Log => Path.Combine(Home, "nodes", "0", "node.log");

    public ValueTask DisposeAsync() => _dai.DisposeAsync();

    /// <summary>Starts it; votes are open long enough for a command of a loaded machine to come in time.</summary>
    public Task UpAsync() => DoneAsync("up", "--detach", "--nodes", "1", "--vote", "15");

    /// <summary>Builds the plugin of <see cref="AcmePlugin"/> and packs it for the agent.</summary>
    /// <returns>The package.</returns>
    public async Task<string> PackAsync(params IEnumerable<string> options)
    {
        var project = AcmePlugin.Write(Path.Combine(Home, "Acme.Runway"), AcmePlugin.Source);
        var built = await Dai.RunAsync(Dai.Command("dotnet", ["build", project, "-o", project + "/out", "--nologo"]));
        Assert.True(built.Exit == 0, built.Story);
        var package = Path.Combine(Clerk, "runway.nupkg");
        var packed = await DoneAsync(
            ["plugin", "pack", project + "/out/Acme.Runway.dll", "--out", package, .. options]);
        Assert.Equal("acme.runway", packed.GetProperty("manifest").GetProperty("id").GetString());
        return package;
    }

    /// <summary>Writes what the agent is made of: the shipped model and these plugins.</summary>
    public Task ComposeAsync(string plugins) => File.WriteAllTextAsync(Path.Combine(Clerk, "agent.yaml"),
        $"agent: clerk\nmodel: {{ file: {ShippedModel.File} }}\ntools: []\nplugins: [ {plugins} ]\n");

    /// <summary>Proposes the agent, carries the vote, and waits until the node holds it.</summary>
    public async Task HireAsync(string policy)
    {
        await File.WriteAllTextAsync(Path.Combine(Home, "clerk.yaml"), policy);
        var adding = DoneAsync("agent", "add", "clerk", "--policy", "clerk.yaml");
        using var patience = new CancellationTokenSource(Dai.Patience);
        using var endpoint = new RpcEndpoint(RunningChain.Read(Path.Combine(Home, "chain"))!.Rpc);
        var contracts = DaoFiles.Read(Path.Combine(Home, "dao.json")).Contracts;
        var governance = new GovernanceService(
            contracts, new ContractReader(endpoint, RevertDecoder.OfDao()), TimeProvider.System);
        await Ballot.CarryAsync(
            governance, await ProposedAsync(governance, adding, patience.Token), Sender, patience.Token);
        await adding;
        await UntilHeldAsync();

        TransactionSender Sender(string key) => new(new ChainWriter(
            KeystoreFile.Read(Path.Combine(Home, "keys", $"{key}.json"),
                File.ReadAllText(Path.Combine(Home, "keys", "password")).Trim()),
            endpoint, contracts.ChainId, RevertDecoder.OfDao()), TimeProvider.System);
    }

    // Votes are open from the block on that took the proposal, and the command tells of it some time later.
    private static async Task<Proposal> ProposedAsync(
        GovernanceService governance, Task adding, CancellationToken cancellation)
    {
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        do
        {
            if (adding.IsFaulted)
                await adding;
            var proposals = await governance.ListAsync(cancellation);
            if (proposals.FirstOrDefault(one => one.Description.StartsWith("Hire clerk", StringComparison.Ordinal))
                is { } proposal)
                return proposal;
        }
        while (await looks.WaitForNextTickAsync(cancellation));
        throw new InvalidOperationException("nobody proposes to hire the clerk");
    }

    /// <summary>Until the node holds the agent.</summary>
    public Task UntilHeldAsync() => UntilAsync(async () =>
    {
        var (_, agent) = await RunAsync("agent", "show", "clerk");
        return agent.TryGetProperty("held", out var held) && held.GetBoolean() ? null : agent.GetRawText();
    });

    /// <summary>Asks the agent, and what it did. A small model may ask the same again when an answer is new to it.</summary>
    public async Task<JsonElement> AskAsync(string question)
    {
        var run = await DoneAsync("agent", "run", "clerk", question, "--wait");
        var actions = run.GetProperty("actions").EnumerateArray().ToList();
        Assert.Single(actions.Select(action => (Text(action, "tool"), action.GetProperty("args").GetRawText())).Distinct());
        return actions[0];
    }

    /// <summary>The log's lines on an action that ended. How it ended is anchored after it began, seconds later where
    /// the machine is loaded.</summary>
    public async Task<string> WhyAsync(JsonElement action)
    {
        JsonElement why = default;
        await UntilAsync(async () =>
        {
            (var exit, why) = await RunAsync("why", Text(action, "id"));
            return exit == 0 && why.GetProperty("lines").EnumerateArray().Any(line =>
                Text(line, "subject") == "outcome" && Text(line, "standing") is "claimed" or "proven")
                ? null : $"exit {exit}, {why.GetRawText()}";
        });
        return why.GetProperty("lines").GetRawText();
    }

    /// <summary>Looks until it holds; each look is a command of its own, which takes its time.</summary>
    /// <param name="look">Null when it holds, else what was seen.</param>
    public async Task UntilAsync(Func<Task<string?>> look)
    {
        for (var looks = 1; await look() is { } seen; looks++)
            if (looks == Looks)
            {
                var (exit, status) = await RunAsync("status");
                Assert.Fail($"it did not come within {Looks} looks\n--- last seen\n{seen}\n--- status, exit {exit}\n"
                    + $"{status.GetRawText()}\n--- end of the node's log\n"
                    + string.Join('\n', (await SaidAsync()).Split('\n').TakeLast(40)));
            }
    }

    public Task<(int Exit, JsonElement Answer)> RunAsync(params IEnumerable<string> words) => _dai.RunAsync(words);

    public async Task<JsonElement> DoneAsync(params IEnumerable<string> words)
    {
        var (exit, answer) = await RunAsync(words);
        Assert.True(exit == 0, $"{string.Join(' ', words)}: exit {exit}, {answer.GetRawText()}");
        return answer;
    }

    /// <summary>All that the node has said.</summary>
    public async Task<string> SaidAsync() => File.Exists(Log) ? await File.ReadAllTextAsync(Log) : "";

    /// <summary>Processes of plugins.</summary>
    public IReadOnlyList<int> Plugins() => [.. _dai.Processes().Where(IsPlugin)];

    public static string Text(JsonElement of, string name) => of.GetProperty(name).GetString()!;

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
