using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Testing.Agents;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Agents;

/// <summary>What an agent's approved files say about its tools and about what its model may write.</summary>
public sealed class CompositionTests
{
    private static readonly ToolCatalogue Readers = Catalogue("wallet.balance", "document.read");

    private readonly AgentWorld _world = new();

    private PureAgent Agent => _world.Agent;

    [Fact]
    public void The_model_may_write_every_address_unless_its_file_narrows_them()
    {
        Assert.Null(Request().Payees);
        Agent.Hosted = Agent.Hosted with { Narrowed = ["somebody-else"] };
        Assert.Null(Request().Payees);
        Agent.Hosted = Agent.Hosted with { Narrowed = [TestDao.Name] };
        Assert.Equal([TestDao.Hosting.ToLower()], Request().Payees!.Value.AsEnumerable());
    }

    [Fact]
    public void A_tool_that_the_file_does_not_name_is_not_offered_and_is_refused()
    {
        Host(Readers);
        Agent.Instruct("Pay 40 USDC to Hosting.");
        Assert.Equal(["wallet.balance", "document.read"], Offered());
        Agent.Block(4);
        Assert.Equal((LeafVerdict.PolicyStaleOrInvalid,
            "stale: wallet.pay is no tool of the composition that was approved"),
            (_world.Only.Verdict, _world.Only.Reason));
        Assert.Empty(_world.Chain.Spends);
    }

    [Fact]
    public void A_tool_that_the_file_names_runs()
    {
        Host(Readers);
        Agent.Instruct("What is the balance?");
        Agent.Drive();
        Assert.Equal(ActionStatus.Done, _world.Only.Status);
    }

    [Fact]
    public void Files_with_other_tools_than_the_voted_ones_serve_nothing_and_say_so()
    {
        Agent.Hosted = Agent.Hosted with { Tools = Readers };
        var refused = Assert.IsType<CommandAnswer.NotNow>(Agent.Instruct("What is the balance?"));
        Assert.Equal("DAI-3105", refused.Code);
        Assert.Contains(Readers.Hash.ToString(), refused.Message);
        Assert.Contains(ToolCatalogue.Default.Hash.ToString(), refused.Message);
    }

    [Fact]
    public void A_node_whose_code_has_another_tool_under_the_name_serves_nothing_and_says_so()
    {
        Host(ToolCatalogue.Of(
            ToolDeclaration.Of("wallet.balance", ToolEffect.Read, Idempotency.Safe, "of: address?", "at: date")));
        var refused = Assert.IsType<CommandAnswer.NotNow>(Agent.Instruct("What is the balance?"));
        Assert.Contains("read(at:date,of:address?), and this node runs read(of:address?)", refused.Message);
    }

    [Fact]
    public void A_run_names_the_voted_packages_and_a_plugin_that_is_refused_serves_nothing()
    {
        var package = Keccak256.Hash("package");
        Host(ToolCatalogue.Of([.. Readers.Tools, ToolDeclaration.Of("acme.time", ToolEffect.Read, Idempotency.Safe)]),
            package);
        Assert.Contains("acme.time", Assert.IsType<CommandAnswer.NotNow>(Agent.Instruct("What time is it?")).Message);
        Agent.Hosted = Agent.Hosted with { Brought = ["acme.time"] };
        var runs = new List<ToolRun>();
        Agent.CrashBefore = step =>
        {
            if (step is AgentStep.Act act)
                runs.Add(act.Run);
            return false;
        };
        Agent.Instruct("What is the balance?");
        Agent.Drive();
        Assert.Equal([package], Assert.Single(runs).Plugins.AsEnumerable());

        Agent.Hosted = Agent.Hosted with
        {
            Plugins = [new NamedPackage(package, "acme.x", "1.0.0", "DAI-5224 'x.nupkg' reaches for files")],
        };
        Assert.Contains("reaches for files",
            Assert.IsType<CommandAnswer.NotNow>(Agent.Instruct("What is the balance now?", "2")).Message);
    }

    [Fact]
    public void An_instruction_under_way_is_refused_when_the_composition_is_voted_away()
    {
        PureAgent? agent = null;
        // The vote takes effect while the model thinks.
        var world = new AgentWorld(turn =>
        {
            agent!.Hosted = agent.Hosted with { Tools = Readers };
            return FakeModel.Clerk(turn);
        });
        agent = world.Agent;
        agent.Instruct("What is the balance?");
        agent.Drive();
        var refused = Assert.Single(agent.Events.OfType<Refused>());
        Assert.Equal("stale: the composition that was approved is not served by this node", refused.Reason);
    }

    private Domain.Models.ModelRequest Request()
    {
        if (Agent.State.Instructions.IsEmpty)
            Assert.Null(Agent.Instruct("Pay 40 USDC to Hosting."));
        return AgentTurn.Request(Agent.State, _world.First, Agent.Moment())!;
    }

    private IEnumerable<string> Offered() => Request().Tools.Select(tool => tool.Name);

    private void Host(ToolCatalogue tools, params IReadOnlyList<Bytes32> plugins)
    {
        var document = TestDao.Composition with { Tools = tools.Hash, Plugins = plugins };
        _world.Chain.Govern(c =>
        {
            c.Enroll(TestDao.Agent, TestDao.Name, document.Hash());
            c.Publish(TestDao.Agent, TestDao.Policy());
        });
        Agent.Hosted = new HostedComposition(document, tools);
        Agent.Block(3);
    }

    private static ToolCatalogue Catalogue(params string[] names) =>
        ToolCatalogue.Of(names.Select(name => ToolCatalogue.Default[name]!));
}
