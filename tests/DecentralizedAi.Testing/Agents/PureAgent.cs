using System.Collections.Immutable;
using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Testing.Chain;

namespace DecentralizedAi.Testing.Agents;

/// <summary>
/// One agent without actors: its deciders, a fake chain, and a loop that does what they say, one step at a time. A
/// crash forgets everything but the events.
/// </summary>
public sealed class PureAgent
{
    private readonly FakeChain _chain;
    private readonly FakeCalls _calls;
    private readonly IModel _model;
    private readonly ManualTime _time;
    private readonly Address _node;
    private readonly IChainWriter _spender;
    private ulong _salts;
    private AgentSleep? _sleep;

    public PureAgent(
        FakeChain chain, FakeCalls calls, IModel model, FakeToolHost tools, ManualTime time, Address node,
        Address spender, ImmutableList<AgentEvent>? events = null)
    {
        (_chain, _calls, _model, Tools, _time, _node) = (chain, calls, model, tools, time, node);
        _spender = chain.Writer(spender);
        State = (events ?? []).Aggregate(
            new AgentState(new AgentIdentity(TestDao.Agent, TestDao.Domain)), (s, e) => s.Apply(e));
        Events = events ?? [];
        Keep(new Incarnated(State.Incarnation + 1, node, Now));
    }

    public AgentState State { get; private set; }
    public AgentWork Work { get; private set; } = AgentWork.None;
    public FakeToolHost Tools { get; }
    public ImmutableList<AgentEvent> Events { get; private set; } = [];
    public Dictionary<Bytes32, SaltedDocument> Documents { get; } = [];

    /// <summary>Events that were stored at once, all of them or none.</summary>
    public List<ImmutableArray<AgentEvent>> Commits { get; } = [];

    /// <summary>The files of the composition that the DAO approved.</summary>
    public HostedComposition Hosted { get; set; } = new(TestDao.Composition, ToolCatalogue.Default);

    public AgentLimits Limits { get; set; } = new();

    /// <summary>Stops the loop before a step that it returns true for, as a crash would.</summary>
    public Predicate<AgentStep> CrashBefore { get; set; } = _ => false;

    /// <summary>Stops the loop where an event that it returns true for was about to be stored: its documents are.
    /// </summary>
    public Predicate<AgentEvent> CrashBeforeStoring { get; set; } = _ => false;

    /// <summary>Stops the loop where such an event was stored and nothing has followed from it.</summary>
    public Predicate<AgentEvent> CrashAfterStoring { get; set; } = _ => false;

    public bool Crashed { get; private set; }

    public ulong Now => (ulong)_time.GetUtcNow().ToUnixTimeMilliseconds();

    public IEnumerable<LoggedLeaf> Leaves => Events.OfType<LeafEvent>().Select(e => e.Logged);

    public AgentMoment Moment()
    {
        var head = _chain.Head;
        var pair = _chain.PairNow;
        var policies = pair.Head.Agents.Values.Concat(pair.Final.Agents.Values)
            .Select(a => a.PolicyRoot).Where(r => !r.IsZero).Distinct()
            .ToImmutableDictionary(r => r, r => _chain.Document(r));
        var salts = Enumerable.Range(0, AgentMoment.SaltCount).Select(_ => Keccak256.Hash($"salt {_salts++}"));
        return new AgentMoment(Now, new GovernanceSnapshot(pair, head.Head.Time * 1_000, policies), _node,
            _spender.Account, ToolCatalogue.Default,
            new Dictionary<Bytes32, HostedComposition> { [Hosted.Document.Hash()] = Hosted },
            [.. salts], Limits);
    }

    /// <summary>Gives an instruction as the manager's account would.</summary>
    public CommandAnswer? Instruct(string text, string nonce = "1", Address? account = null)
    {
        var from = account ?? TestDao.Manager;
        var typed = new TypedData.Instruction(State.Identity.Stream, text, Keccak256.Hash(nonce), 4_000_000_000);
        var digest = typed.Digest(TestDao.Domain);
        var order = new InstructionOrder(InstructionSource.Account(from, typed.Nonce),
            InstructorProof.Account(from, digest), Instructor.Account(from).Text, text, Label.Instruction,
            typed.Deadline, TestDao.Sign(from, digest));
        var (decision, answer) = InstructionDecider.Accept(State, order, Moment());
        Log(decision);
        return answer;
    }

    public CommandAnswer? Approve(ActionState action, Address approver, ulong deadline = 4_000_000_000)
    {
        var digest = ApprovalDecider.Signed(State, action, deadline).Digest(TestDao.Domain);
        return Judge(new Approve(action.Id.Value, approver, deadline, TestDao.Sign(approver, digest)));
    }

    public CommandAnswer? Deny(
        ActionState action, Address approver, string reason = "", ulong deadline = 4_000_000_000)
    {
        var digest = DenialDecider.Signed(State, action, reason, deadline).Digest(TestDao.Domain);
        return Judge(new Deny(action.Id.Value, approver, reason, deadline, TestDao.Sign(approver, digest)));
    }

    /// <summary>Takes a yes or a no, as signed as it is.</summary>
    public CommandAnswer? Judge(ApproverCommand command)
    {
        var digest = ApprovalDecider.Digest(State, command) ?? default;
        var by = new SignedBy(digest, TestDao.Recover(digest, command.Signature.Span));
        var (decision, answer) = ApprovalDecider.Judge(State, command, by, Moment());
        Log(decision);
        return answer;
    }

    /// <summary>Mines a block, one second later, and does what is due.</summary>
    public void Block(int count = 1)
    {
        for (var i = 0; i < count; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _chain.Mine();
            Work = Work.Again();
            Drive();
        }
    }

    /// <summary>Does what is due until nothing is, or until the crash.</summary>
    public void Drive()
    {
        for (var steps = 0; !Crashed; steps++)
        {
            Assert(steps < 200, "the agent does not come to rest");
            var moment = Moment();
            var step = WorkDecider.Next(State, Work, moment);
            // Whatever a test does: one that says it sleeps has nothing to do until the law moves.
            Assert(step is AgentStep.Rest || AgentSleep.Of(State, Work, moment) != _sleep
                || _sleep?.Lasts(State.Identity, moment.Governance, moment.Seconds) is not true,
                "an agent slept and had work to do");
            if (step is AgentStep.Rest)
            {
                _sleep = AgentSleep.Of(State, Work, moment);
                return;
            }
            Crashed = CrashBefore(step);
            if (!Crashed)
                Do(step);
        }
    }

    private void Do(AgentStep step)
    {
        Work = Work.Started(step);
        switch (step)
        {
            case AgentStep.Log log:
                Log(log.Decision);
                break;
            case AgentStep.Think think:
                var answer = _model.ProposeAsync(think.Request, default).GetAwaiter().GetResult();
                Work = Work.Heard(State, think.Instruction, think.Request.Turn, answer, Now);
                Log(ThoughtDecider.End(State, think.Instruction, answer, Now));
                break;
            case AgentStep.Act act:
                var outcome = Tools.RunAsync(act.Run, default).GetAwaiter().GetResult();
                if (!(Crashed = CrashBefore(new AgentStep.Log(AgentDecision.Nothing))))
                    Log(OutcomeDecider.Tool(State, State.Actions[act.Run.Action], outcome, Moment()));
                break;
            case AgentStep.Pay pay:
                var nonce = _chain.Nonce(_spender.Account);
                var signed = _spender.Sign(new TransactionDraft(
                    pay.Order.Vault, _calls.Spend(pay.Order), 1, nonce, default));
                _spender.SendAsync(signed.Raw, default).GetAwaiter().GetResult();
                break;
        }
    }

    private void Log(AgentDecision first)
    {
        var (decision, after, _) = WorkDecider.Whole(State, Work, first, Moment);
        if (decision.IsNothing)
            return;
        foreach (var document in decision.Documents)
            Documents[document.Word] = document;
        if (Crashed |= decision.Events.Any(happened => CrashBeforeStoring(happened)))
            return;
        foreach (var happened in decision.Events)
        {
            Keep(happened);
            Work = Work.After(happened);
        }
        Assert((after.Head, after.Actions.Count, after.Unanswered.Length)
            == (State.Head, State.Actions.Count, State.Unanswered.Length), "a decision leads elsewhere than its events");
        Commits.Add(decision.Events);
        Crashed |= decision.Events.Any(happened => CrashAfterStoring(happened));
    }

    private void Keep(AgentEvent happened)
    {
        State = State.Apply(happened);
        Events = Events.Add(happened);
        Assert(!State.Instructions.Any(given => given.Answer is not null && State.IsBusy(given)),
            "an instruction was answered and has an action that has not ended");
    }

    private static void Assert(bool holds, string what)
    {
        if (!holds)
            throw new InvalidOperationException(what);
    }
}
