using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Node.Http;

/// <summary>
/// The door of a node from its first moment on: while it starts, or no operator has bound its key, it says why it
/// waits, then it is the door to the operator's agents.
/// </summary>
/// <param name="bound">An operator has bound the key already.</param>
internal sealed class NodeDoor(Address anchor, Address spender, bool bound) : IAgentGateway
{
    private const string Starts = "DAI-6032", Unbound = "DAI-6007";

    private volatile IAgentGateway? _open;
    private volatile bool _bound = bound;

    /// <summary>Of why nothing is served yet.</summary>
    public string Code => _bound ? Starts : Unbound;

    /// <summary>Why nothing is served yet.</summary>
    public string Why => _bound
        ? "this node starts: it reads the registries on chain and joins the others; ask again in a moment, and where "
            + "it lasts look at chain.rpc"
        : $"no operator has bound the anchor key {anchor} of this node, or it was revoked; the "
        + "operator's admin binds it with addKey in the OperatorRegistry, and the node comes up by itself";

    /// <summary>An operator has bound the key.</summary>
    public void Bind() => _bound = true;

    /// <summary>From here on the operator's agents answer.</summary>
    public void Open(IAgentGateway agents) => _open = agents;

    public IChangeSignal Changes => _open?.Changes ?? Silence.Kept;

    public Task<CommandAnswer> InstructAsync(Instruct command, CancellationToken cancel) =>
        _open?.InstructAsync(command, cancel) ?? Task.FromResult(NotYet);

    public Task<CommandAnswer> JudgeAsync(ApproverCommand command, CancellationToken cancel) =>
        _open?.JudgeAsync(command, cancel) ?? Task.FromResult(NotYet);

    public Task<InstructionAnswer> InstructionAsync(Bytes32 instruction, TimeSpan wait, CancellationToken cancel) =>
        _open?.InstructionAsync(instruction, wait, cancel)
        ?? Task.FromResult<InstructionAnswer>(new InstructionAnswer.NotNow(Code, Why));

    public Task<IReadOnlyList<AgentView>> AgentsAsync(CancellationToken cancel) =>
        _open?.AgentsAsync(cancel) ?? Task.FromResult<IReadOnlyList<AgentView>>([]);

    public Task<AgentView?> AgentAsync(string name, CancellationToken cancel) =>
        _open?.AgentAsync(name, cancel) ?? Task.FromResult<AgentView?>(null);

    public Task<IReadOnlyList<LeafView>?> LogAsync(string name, ulong fromSeq, CancellationToken cancel) =>
        _open?.LogAsync(name, fromSeq, cancel) ?? Task.FromResult<IReadOnlyList<LeafView>?>(null);

    public Task<IReadOnlyList<ApprovalView>> ApprovalsAsync(CancellationToken cancel) =>
        _open?.ApprovalsAsync(cancel) ?? Task.FromResult<IReadOnlyList<ApprovalView>>([]);

    public Task<NodeView> StatusAsync(CancellationToken cancel) =>
        _open?.StatusAsync(cancel) ?? Task.FromResult(new NodeView(
            anchor.ToString(), spender.ToString(), "0", false, [], 0, 0, 0, [], 0, 0, 0, [], [$"{Code} {Why}"])
        {
            Subsystems = [new SubsystemView("policy", [$"{Code} {Why}"])],
        });

    public Task<RaiseAnswer> RaiseAsync(Bytes32 attempt, CancellationToken cancel) =>
        _open?.RaiseAsync(attempt, cancel) ?? Task.FromResult<RaiseAnswer>(new RaiseAnswer.Rejected(Code, Why));

    public Task DrainAsync(CancellationToken cancel) => _open?.DrainAsync(cancel) ?? Task.CompletedTask;

    private CommandAnswer NotYet => new CommandAnswer.NotNow(Code, Why);

    // Nothing is told before the door opens, so it is looked for.
    private sealed class Silence : IChangeSignal
    {
        public static Silence Kept { get; } = new();

        public Task Next { get; } = new TaskCompletionSource().Task;
        public TimeSpan Blind => TimeSpan.FromMilliseconds(400);
    }
}
