using System.Globalization;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Storage;
using DecentralizedAi.Testing.Agents;
using Xunit;
using Xunit.Abstractions;

namespace DecentralizedAi.Runtime.Tests;

/// <summary>One node, its journal and bodies in a file, asked without a pause; only the chain is in memory.</summary>
[Trait("Suite", "soak")]
public sealed class SoakTests(ITestOutputHelper output) : IDisposable
{
    private const int Agents = 2, AskersOfEach = 8;
    private const double MostBytes = 1_000_000, PerActions = 100_000;

    // A view of every block stays in the chain of this test, so there are few.
    private static readonly TimeSpan BlockTime = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("dai-soak-").FullName;
    private int _serial;

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    /// <remarks>DAI_SOAK_SECONDS, 600 by default: a sixth of it warms up.</remarks>
    [Fact]
    public async Task What_a_node_has_done_takes_no_memory()
    {
        var length = TimeSpan.FromSeconds(int.Parse(
            Environment.GetEnvironmentVariable("DAI_SOAK_SECONDS") ?? "600", CultureInfo.InvariantCulture));
        var file = SqliteFile.Open(Path.Combine(_folder, "journal.db"));
        await using var one = new TestOperator(agents: Agents, database: file, blockTime: BlockTime);
        one.Chain.Govern(contracts =>
        {
            for (ulong agent = 1; agent <= Agents; agent++)
                contracts.Publish(agent, TestDao.Policy(agent: TestOperator.Name(agent), resources: """
                    "calls":{"burst":"1000000000","rate":{"amount":"1000000000","per":"60"}},
                    "tokens":{"burst":"1000000000000","rate":{"amount":"1000000000000","per":"60"}},
                    """));
        });
        // Until it is final the usual limits count as well, and a fast machine meets them.
        for (var block = 0; block < 4; block++)
            one.Chain.Mine();
        var node = Cluster.RuntimeHost.Start(TestOperator.Options(0), one.Ports(0) with { Tools = new Balance() });
        one.Nodes.Add(node);
        await PlayAsync(node, length / 6);
        var (warm, before) = (Heap(), _serial);
        await PlayAsync(node, length - length / 6);
        var (grown, actions) = (Heap() - warm, _serial - before);
        var each = grown * PerActions / actions;
        output.WriteLine($"{actions} actions, {grown} bytes more: {each:0} for {PerActions:0} actions");
        Assert.True(actions > 0 && each <= MostBytes,
            $"{actions} actions left {grown} bytes behind, {each:0} for {PerActions:0}; {MostBytes:0} are allowed");
    }

    private Task PlayAsync(Cluster.RuntimeHost node, TimeSpan length)
    {
        var until = TimeProvider.System.GetUtcNow() + length;
        return Task.WhenAll(Enumerable.Range(0, Agents * AskersOfEach).Select(async asker =>
        {
            while (TimeProvider.System.GetUtcNow() < until)
                await AskAsync(node.Gateway, (ulong)(asker % Agents) + 1);
        }));
    }

    // One that ended long ago is forgotten: then it was looked at late, on a machine with other work.
    private async Task AskAsync(IAgentGateway gateway, ulong agent)
    {
        var order = TestOperator.Order("What is the balance?", $"{Interlocked.Increment(ref _serial)}", agent);
        while (true)
        {
            var answer = await gateway.InstructAsync(order, default);
            if (answer is CommandAnswer.Rejected { Code: "DAI-3119" })
                return;
            if (answer is not CommandAnswer.Accepted accepted || await gateway.InstructionAsync(
                Bytes32.Parse(accepted.View.Instruction), Patience, default)
                is not InstructionAnswer.Known { View: { State: "answered" } view })
                continue;
            var action = Assert.Single(view.Actions);
            Assert.True(action.Outcome == "done", $"{action.Outcome}: {action.Reason}; {view.Answer}");
            return;
        }
    }

    private static long Heap()
    {
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    /// <summary>The tools of these tests remember every run; these do not.</summary>
    private sealed class Balance : IToolHost
    {
        public ToolCatalogue Catalogue => ToolCatalogue.Default;

        public Task<ToolOutcome> RunAsync(ToolRun call, CancellationToken cancellation) => FakeToolHost.Answer(call);
    }
}
