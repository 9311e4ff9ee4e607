using Akka.Actor;
using Akka.Persistence;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Runtime.Journal;

namespace DecentralizedAi.Runtime.Agents;

/// <summary>Answers for an instruction that its agent has forgotten: reads the agent's journal from the first event to
/// the answer and stores nothing. Ends when nobody has asked for a while.</summary>
internal sealed class RecollectionActor : UntypedPersistentActor
{
    /// <summary>Instructions that one agent recalls at once; whoever asks for another one asks again.</summary>
    public const int Most = 4;

    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(5);
    private readonly Bytes32 _instruction;
    private readonly string _agent;
    private AgentState _state;
    private InstructionView? _view;

    public RecollectionActor(AgentIdentity identity, string agent, Bytes32 instruction) =>
        (_state, _agent, _instruction) = (new AgentState(identity), agent, instruction);

    /// <summary>Hands a question on to whoever recalls that instruction for an agent.</summary>
    /// <param name="name">The agent's, for people.</param>
    public static void Ask(
        IActorContext agent, AgentMessage.DescribeInstruction asked, AgentIdentity identity, string name)
    {
        var id = asked.Instruction;
        if (agent.Child(id.ToString()) is { } recalling && !recalling.IsNobody())
            recalling.Forward(asked);
        else if (agent.GetChildren().Count() < Most)
            agent.ActorOf(Props.Create(() => new RecollectionActor(identity, name, id)), id.ToString()).Forward(asked);
    }

    public override string PersistenceId => AgentJournal.Name(_state.Identity);

    // A snapshot has forgotten it as well.
    public override Recovery Recovery { get; } = new(SnapshotSelectionCriteria.None);

    protected override void OnRecover(object message)
    {
        if (message is RecoveryCompleted)
            SetReceiveTimeout(Kept);
        if (_view is not null || message is not AgentEvent happened)
            return;
        // Whoever offers no leaf to a ledger needs none.
        _state = _state.Apply(happened).Anchored(ulong.MaxValue);
        // Just ended, it is remembered.
        if (happened is Answered answered && answered.Instruction == _instruction)
            _view = AgentViews.Instruction(_state, AgentWork.None, _state.Instruction(_instruction)!, _agent);
    }

    protected override void OnCommand(object message)
    {
        if (message is AgentMessage.DescribeInstruction)
            Sender.Tell(new AgentReply.Instruction(_view));
        else if (message is ReceiveTimeout)
            Context.Stop(Self);
        else
            Unhandled(message);
    }
}
