using System.Text.Json;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.FixtureNode;

/// <summary>Agents as a file tells them; it is read again when it changed.</summary>
/// <param name="file">A <see cref="World"/> as JSON.</param>
internal sealed class FixtureGateway(string file) : IAgentGateway, IChangeSignal
{
    private const int MostLeaves = 1_000;

    private volatile Reading? _read;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <param name="Logs">Leaves by the name of their agent, ascending.</param>
    private sealed record World(
        NodeView Status, IReadOnlyList<AgentView> Agents, Dictionary<string, IReadOnlyList<LeafView>> Logs,
        IReadOnlyList<ApprovalView> Approvals, IReadOnlyList<InstructionView> Instructions);

    public IChangeSignal Changes => this;

    // Whoever writes the file tells nobody.
    public Task Next { get; } = new TaskCompletionSource().Task;

    public TimeSpan Blind => TimeSpan.FromMilliseconds(400);

    public Task<NodeView> StatusAsync(CancellationToken cancel) => Task.FromResult(Read().Status);

    public Task<IReadOnlyList<AgentView>> AgentsAsync(CancellationToken cancel) => Task.FromResult(Read().Agents);

    public Task<AgentView?> AgentAsync(string name, CancellationToken cancel) =>
        Task.FromResult(Read().Agents.FirstOrDefault(agent => agent.Name == name));

    public Task<IReadOnlyList<LeafView>?> LogAsync(string name, ulong fromSeq, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<LeafView>?>(Read().Logs.TryGetValue(name, out var leaves)
            ? [.. leaves.Where(leaf => leaf.Seq >= fromSeq).Take(MostLeaves)]
            : null);

    public Task<IReadOnlyList<ApprovalView>> ApprovalsAsync(CancellationToken cancel) =>
        Task.FromResult(Read().Approvals);

    public Task<InstructionAnswer> InstructionAsync(Bytes32 instruction, TimeSpan wait, CancellationToken cancel) =>
        Task.FromResult<InstructionAnswer>(
            Read().Instructions.FirstOrDefault(one => one.Instruction == instruction.ToString()) is { } known
                ? new InstructionAnswer.Known(known)
                : new InstructionAnswer.Unknown());

    public Task<CommandAnswer> InstructAsync(Instruct command, CancellationToken cancel) =>
        Given($"instruct {command.Agent} {command.Text}");

    public Task<CommandAnswer> JudgeAsync(ApproverCommand command, CancellationToken cancel) => Given(
        $"{command.GetType().Name} {command.Action} {command.Approver} {command.Deadline} "
        + Hex.Encode(command.Signature.Span));

    public Task<RaiseAnswer> RaiseAsync(Bytes32 attempt, CancellationToken cancel) => Task.FromResult<RaiseAnswer>(
        new RaiseAnswer.Rejected(RaiseAnswer.Gone, $"transaction {attempt} is not in line"));

    public Task DrainAsync(CancellationToken cancel) => Given("drain");

    // What it was told stands in a file beside its own, a line each.
    private Task<CommandAnswer> Given(string line)
    {
        File.AppendAllLines(file + ".given", [line]);
        return Task.FromResult<CommandAnswer>(new CommandAnswer.Accepted(Read().Instructions[0]));
    }

    private World Read()
    {
        var written = File.GetLastWriteTimeUtc(file);
        if (_read is { } read && read.Written == written)
            return read.World;
        var world = JsonSerializer.Deserialize<World>(File.ReadAllBytes(file), Json)
            ?? throw new InvalidDataException($"'{file}' holds null");
        _read = new Reading(written, world);
        return world;
    }

    private sealed record Reading(DateTime Written, World World);
}
