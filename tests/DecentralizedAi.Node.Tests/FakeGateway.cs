using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Node.Tests;

/// <summary>A gateway that answers what it was told to and remembers what it was asked.</summary>
internal sealed class FakeGateway : IAgentGateway, IChangeSignal
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static InstructionView Instruction { get; } =
        new(Keccak256.Hash("instruction").ToString(), "treasurer", "thinking", "Pay.", [], null);

    /// <summary>What is answered to every command; null = the instruction as it was given.</summary>
    public CommandAnswer? Answer { get; set; }
    public List<Instruct> Given { get; } = [];
    public Instruct? Instructed => Given.LastOrDefault();

    /// <summary>An agent that has done something.</summary>
    public static AgentView Treasurer { get; } = new("treasurer", "1", "1", "0x1", 1, true, 1, false, "0x2", "0x3",
        "0x4", 7, "0x5", 1, 2, [new BudgetView("USDC", "250", "1000", "750", "50")], null);

    /// <summary>What comes of every instruction.</summary>
    public InstructionView End { get; set; } = Instruction with { State = "answered", Answer = "Paid." };
    public IReadOnlyList<AgentView> Agents { get; set; } = [];
    public ApproverCommand? Judged { get; private set; }
    public TimeSpan Waited { get; private set; }
    public ulong From { get; private set; }
    public bool Ready { get; set; } = true;
    public double HeadAge { get; set; }
    public bool Drained { get; private set; }
    public Exception? Fault { get; set; }

    /// <summary>What is answered about every instruction; null = what is known of it.</summary>
    public InstructionAnswer.NotNow? Silence { get; set; }

    public IChangeSignal Changes => this;

    public Task Next => _next.Task;

    public TimeSpan Blind { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How often the agents were asked for.</summary>
    public int Looks { get; private set; }

    /// <summary>Tells that something changed.</summary>
    public void Tell() => Interlocked.Exchange(
        ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

    public Task<CommandAnswer> InstructAsync(Instruct command, CancellationToken cancel)
    {
        Given.Add(command);
        var first = Given.First(given => given.Nonce == command.Nonce);
        return Task.FromResult(Answer ?? (command.Agent == Instruction.Agent
            ? new CommandAnswer.Accepted(Instruction with { Text = first.Text })
            : new CommandAnswer.Rejected("DAI-3121", $"no agent '{command.Agent}'")));
    }

    public Task<InstructionAnswer> InstructionAsync(Bytes32 instruction, TimeSpan wait, CancellationToken cancel)
    {
        Waited = wait;
        return Task.FromResult<InstructionAnswer>(Silence is { } silent ? silent
            : instruction.ToString() == Instruction.Instruction
                ? new InstructionAnswer.Known(End)
            : new InstructionAnswer.Unknown());
    }

    public Task<IReadOnlyList<AgentView>> AgentsAsync(CancellationToken cancel)
    {
        Looks++;
        return Fault is null ? Task.FromResult(Agents) : throw Fault;
    }

    public Task<AgentView?> AgentAsync(string name, CancellationToken cancel) =>
        Task.FromResult(Agents.FirstOrDefault(agent => agent.Name == name));

    public Task<IReadOnlyList<LeafView>?> LogAsync(string name, ulong fromSeq, CancellationToken cancel)
    {
        From = fromSeq;
        return Task.FromResult<IReadOnlyList<LeafView>?>(name == "treasurer" ? [] : null);
    }

    public Task<IReadOnlyList<ApprovalView>> ApprovalsAsync(CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<ApprovalView>>([]);

    public Task<CommandAnswer> JudgeAsync(ApproverCommand command, CancellationToken cancel)
    {
        Judged = command;
        return Task.FromResult(Answer ?? new CommandAnswer.Accepted(Instruction));
    }

    public Task<NodeView> StatusAsync(CancellationToken cancel) => Task.FromResult(
        new NodeView("0x1", "0x2", "1", Ready, [], 1, 1, HeadAge, [], 0, 0, 0, [], Ready ? [] : ["no head"])
        {
            Subsystems = [new SubsystemView("cluster", []), new SubsystemView("chain", Ready ? [] : ["no head"])],
        });

    /// <summary>What is answered to the wish that a transaction offers more.</summary>
    public RaiseAnswer Raise { get; set; } = new RaiseAnswer.Rejected(RaiseAnswer.Gone, "not in line");

    public Task<RaiseAnswer> RaiseAsync(Bytes32 attempt, CancellationToken cancel) => Task.FromResult(Raise);

    public Task DrainAsync(CancellationToken cancel)
    {
        Drained = true;
        return Task.CompletedTask;
    }
}
