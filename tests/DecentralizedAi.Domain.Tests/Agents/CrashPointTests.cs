using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Testing.Agents;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Agents;

/// <summary>
/// An owner ends just before and just after each durable record of an agent; its heir finishes the job once. The
/// queue's records are those of <c>QueueCrashTests</c>, the ledger's those of <c>LedgerCrashTests</c>.
/// </summary>
public sealed class CrashPointTests
{
    private static readonly (string Story, Type[] Records)[] Stories =
    [
        ("pays", [typeof(Instructed), typeof(ThoughtBegun), typeof(ThoughtEnded), typeof(Opened), typeof(Closed),
            typeof(Answered)]),
        ("looks", [typeof(Instructed), typeof(ThoughtBegun), typeof(ThoughtEnded), typeof(Opened), typeof(Closed),
            typeof(Answered)]),
        ("posts", [typeof(Opened), typeof(Closed)]),
        ("is refused", [typeof(Refused), typeof(Answered)]),
        ("waits and pays", [typeof(Awaited), typeof(Approved), typeof(Opened), typeof(Closed), typeof(Answered)]),
        ("waits and is denied", [typeof(Awaited), typeof(Denied), typeof(Answered)]),
        ("waits too long", [typeof(Awaited), typeof(Expired), typeof(Answered)]),
        ("pays under a new policy", [typeof(Governed)]),
        ("is robbed", [typeof(Found)]),
    ];

    public static TheoryData<string, string, bool> Points()
    {
        var points = new TheoryData<string, string, bool>();
        foreach (var (story, records) in Stories)
            foreach (var record in records)
            {
                points.Add(story, record.Name, false);
                points.Add(story, record.Name, true);
            }
        return points;
    }

    [Theory]
    [MemberData(nameof(Points))]
    public void The_story_ends_once_and_as_without_a_crash(string story, string record, bool stored)
    {
        var (smooth, broken) = (new Play(story), new Play(story));
        smooth.Run();
        if (stored)
            broken.Agent.CrashAfterStoring = happened => happened.GetType().Name == record;
        else
            broken.Agent.CrashBeforeStoring = happened => happened.GetType().Name == record;
        broken.Run();
        Assert.Equal(1, broken.Crashes);
        Assert.Equal(2UL, broken.Agent.State.Incarnation);
        Assert.Equal(smooth.End, broken.End);
        LeafRules.Hold(broken.Agent, TestDao.Text(TestDao.Policy()), TestDao.Text(Play.Later));
    }

    [Fact]
    public void Every_record_of_an_agent_is_a_point_of_some_story_or_the_first_of_an_owner()
    {
        var known = Stories.SelectMany(story => story.Records).Concat([typeof(Incarnated), typeof(TakenOver)]);
        var all = typeof(AgentEvent).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(AgentEvent)) && !type.IsAbstract);
        Assert.Equal(all.Select(type => type.Name).Order(), known.Select(type => type.Name).Distinct().Order());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_first_leaf_under_a_lease_is_written_once(bool stored)
    {
        var world = new AgentWorld();
        var heir = world.Restart(AgentWorld.OtherNode);
        if (stored)
            heir.CrashAfterStoring = happened => happened is TakenOver;
        else
            heir.CrashBeforeStoring = happened => happened is TakenOver;
        world.Take(AgentWorld.OtherNode);
        world.Checkpoint(AgentWorld.OtherNode);
        heir.Instruct("Pay 40 USDC to Hosting.");
        heir.Block(2);
        Assert.True(heir.Crashed);
        world.Restart(AgentWorld.OtherNode).Instruct("Pay 40 USDC to Hosting.");
        world.Agent.Block(6);
        Assert.Equal(ActionStatus.Done, world.Only.Status);
        Assert.Single(world.Chain.Spends);
        Assert.Equal([1UL, 2UL], world.Agent.Leaves.Where(leaf => leaf.Leaf.Tag.Kind == LeafKind.Takeover)
            .Select(leaf => leaf.Opens.Law.LeaseEpoch));
    }

    /// <summary>People who do what they want to do until it is done, and look again after a crash.</summary>
    private sealed class Play(string story)
    {
        private readonly AgentWorld _world = new(story == "posts"
            ? turn => turn.Messages.Length == 1
                ? FakeModel.Call("message.post", ("channel", "@h1"), ("text", "hello"))
                : FakeModel.Call("reply", ("text", "Posted."))
            : null);

        public static Domain.Policy.PolicySnapshot Later { get; } = TestDao.Policy(950, 1500, "Votes.");

        public PureAgent Agent => _world.Agent;

        public int Crashes { get; private set; }

        /// <summary>What the world and the log show at the end.</summary>
        public string End => string.Join(", ", _world.Kinds.Select(kind => kind.ToString())
            .Concat(Agent.State.Actions.Values.Select(action => action.Status.ToString()))
            .Concat(_world.Chain.Spends.Select(spend => $"{spend.Number} of {spend.Amount}"))
            .Append($"{_world.Tools.Runs.Count} tools")
            .Append(Agent.State.Budgets.Open.Count + " held"));

        public void Run()
        {
            Step(() => Agent.Instruct(story switch
            {
                "looks" => "What is the balance?",
                "posts" => "Post to #general.",
                "is refused" => "Pay 2000 USDC to Hosting.",
                _ when story.StartsWith("waits", StringComparison.Ordinal) => "Pay 900 USDC to Hosting.",
                _ => "Pay 40 USDC to Hosting.",
            }));
            Step(() => Agent.Block(2));
            var asked = Agent.State.Live.FirstOrDefault();
            switch (story)
            {
                case "waits and pays":
                    Step(() => Agent.Approve(asked!, TestDao.Approver));
                    break;
                case "waits and is denied":
                    Step(() => Agent.Deny(asked!, TestDao.Approver, "Twice."));
                    break;
                case "waits too long":
                    _world.Time.Advance(TimeSpan.FromSeconds(86_400));
                    break;
                case "pays under a new policy":
                    _world.Chain.Govern(chain => chain.Publish(TestDao.Agent, Later));
                    Step(() => Agent.Block(3));
                    Step(() => Agent.Instruct("Pay 50 USDC to Hosting.", "2"));
                    break;
                case "is robbed":
                    Step(() => Agent.Block(6));
                    _world.Steal(2, TestDao.Hosting);
                    break;
            }
            Step(() => Agent.Block(8));
        }

        // Who got no answer says the same again; a crash in between takes the owner and leaves the events.
        private void Step(Action act)
        {
            act();
            if (!Agent.Crashed)
                return;
            Crashes++;
            _world.Restart();
            act();
        }
    }
}
