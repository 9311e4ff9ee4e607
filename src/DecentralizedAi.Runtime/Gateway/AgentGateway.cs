using System.Collections.Concurrent;
using Akka.Actor;
using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Runtime.Agents;
using DecentralizedAi.Runtime.Cluster;
using DecentralizedAi.Runtime.Policy;
using DecentralizedAi.Runtime.Transactions;
using Address = DecentralizedAi.Domain.Encoding.Address;

namespace DecentralizedAi.Runtime.Gateway;

/// <summary>
/// The door to the agents of all nodes: messages get lost while shards move, so each is repeated until it is answered.
/// </summary>
internal sealed class AgentGateway(
    ActorSystem system, Departure departure, LawCell law, StoreHealth health, RuntimePorts ports) : IAgentGateway
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Insistence = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MaxPause = TimeSpan.FromMilliseconds(50);
    private const int MaxLeaves = 1_000, MaxHomes = 10_000, MaxNamed = 20;
    private const string Silent = "DAI-3122";
    private const string Unproven = "this node has not proven a block yet; it waits for the RPC at chain.rpc";

    // Which agent an instruction is of, for those that were asked about of late.
    private readonly ConcurrentDictionary<Bytes32, ulong> _homes = new();
    private readonly Unrest _unrest = new(Akka.Cluster.Cluster.Get(system), ports.Time);

    public IChangeSignal Changes { get; } = new ChangeSignal(system);

    public async Task<CommandAnswer> InstructAsync(Instruct command, CancellationToken cancel)
    {
        // Read first: the first head may arrive between two looks.
        var snapshot = law.Snapshot;
        if (law.Named(command.Agent) is not { } agent)
            return Unknown(snapshot, command.Agent);
        var (order, fault) = Proven(command, StreamOf(agent));
        if (order is null)
            return fault!;
        Remember(agent, order.Source.In(StreamOf(agent)).Value);
        return await CommandAsync(agent, new AgentMessage.Instruct(order), cancel).ConfigureAwait(false);
    }

    public async Task<InstructionAnswer> InstructionAsync(
        Bytes32 instruction, TimeSpan wait, CancellationToken cancel)
    {
        var until = ports.Time.GetUtcNow() + wait;
        var pause = FirstPause;
        while (true)
        {
            var answer = await DescribeAsync(instruction, cancel).ConfigureAwait(false);
            // A node that leaves keeps nobody waiting: what is not answered yet is asked for at another one.
            if (answer is not InstructionAnswer.Known { View.State: not ("answered" or "waiting") }
                || departure.Begun || ports.Time.GetUtcNow() >= until)
                return answer;
            await Task.Delay(pause, ports.Time, cancel).ConfigureAwait(false);
            pause = Longer(pause);
        }
    }

    public async Task<IReadOnlyList<AgentView>> AgentsAsync(CancellationToken cancel)
    {
        var views = await Task.WhenAll(Agents().Select(agent => ViewAsync(agent, cancel))).ConfigureAwait(false);
        return [.. views.OrderBy(v => v.Name, StringComparer.Ordinal)];
    }

    public async Task<AgentView?> AgentAsync(string name, CancellationToken cancel) =>
        law.Named(name) is { } agent ? await ViewAsync(agent, cancel).ConfigureAwait(false) : null;

    public async Task<IReadOnlyList<LeafView>?> LogAsync(string name, ulong fromSeq, CancellationToken cancel)
    {
        if (law.Named(name) is not { } agent)
            return null;
        var anchored = await ports.Batches.LeavesOfAsync(StreamOf(agent), fromSeq, MaxLeaves, cancel)
            .ConfigureAwait(false);
        var next = anchored.Count > 0 ? anchored[^1].Leaf.Seq + 1 : fromSeq;
        var rest = await AskAsync(agent, new AgentMessage.DescribeLog(next), cancel).ConfigureAwait(false)
            as AgentReply.Log;
        return [.. anchored.Select(AgentViews.Leaf).Concat(rest?.Leaves ?? []).Take(MaxLeaves)];
    }

    public async Task<IReadOnlyList<ApprovalView>> ApprovalsAsync(CancellationToken cancel)
    {
        var views = new List<ApprovalView>();
        foreach (var agent in Agents())
            if (await AskAsync(agent, new AgentMessage.DescribeApprovals(), cancel).ConfigureAwait(false)
                is AgentReply.Approvals reply)
                views.AddRange(reply.Views);
        return views;
    }

    // The id of an action does not name its agent: each is asked, and only one knows it.
    public async Task<CommandAnswer> JudgeAsync(ApproverCommand command, CancellationToken cancel)
    {
        CommandAnswer? refusal = null;
        foreach (var agent in Agents())
        {
            var answer = await CommandAsync(agent, new AgentMessage.Judge(command), cancel).ConfigureAwait(false);
            if (answer is CommandAnswer.Rejected { Code: "DAI-3111" })
                refusal ??= answer;
            else
                return answer;
        }
        return refusal ?? new CommandAnswer.Rejected("DAI-3111", $"no agent has an action {command.Action}");
    }

    public async Task<NodeView> StatusAsync(CancellationToken cancel)
    {
        var looked = LookAsync(cancel);
        var inLine = Task.WhenAll(InLineAsync("spender", cancel), InLineAsync("anchor", cancel));
        var counts = await Task.WhenAll(CountAsync("spender", cancel), CountAsync("anchor", cancel),
            CountAsync("ledger", cancel)).ConfigureAwait(false);
        await looked.ConfigureAwait(false);
        var view = NodeStatus.Of(system, law, health, ports, counts[0] + counts[1], counts[2]) with
        {
            InLine = [.. (await inLine.ConfigureAwait(false)).OfType<TransactionView>()],
        };
        return departure.Begun
            ? view with { Ready = false, Problems = [.. view.Problems, "this node is leaving; ask another one"] }
            : view;
    }

    public async Task<RaiseAnswer> RaiseAsync(Bytes32 attempt, CancellationToken cancel)
    {
        RaiseAnswer? answer = null;
        foreach (var queue in (string[])["spender", "anchor"])
            if (answer is null or RaiseAnswer.Rejected { Code: RaiseAnswer.Gone })
                answer = await AskQueueAsync<RaiseAnswer>(queue, new RaiseFee(attempt), Insistence, cancel)
                    .ConfigureAwait(false);
        return answer ?? QueueViews.NotRaised(attempt, null);
    }

    public Task DrainAsync(CancellationToken cancel) => departure.HandOverAsync().WaitAsync(cancel);

    // Nothing is there from that number on: an answer and no more.
    private Task LookAsync(CancellationToken cancel) => health.LookAsync(
        stop => ports.Batches.BatchesOfAsync(ports.Anchor.Account, long.MaxValue, stop), cancel);

    private async Task<AgentView> ViewAsync(ulong agent, CancellationToken cancel) =>
        (await AskAsync(agent, new AgentMessage.Describe(), cancel).ConfigureAwait(false) as AgentReply.Agent)?.View
        ?? AgentViews.Silent(
            new AgentIdentity(agent, ports.Domain), law.Moment(), health.Trouble ?? $"{Silent} {Silence(agent)}");

    private async Task<int> CountAsync(string actor, CancellationToken cancel) =>
        await AskQueueAsync<int>(actor, CountPending.Now, Patience, cancel).ConfigureAwait(false);

    private async Task<TransactionView?> InLineAsync(string actor, CancellationToken cancel) =>
        (await AskQueueAsync<ShownInLine>(actor, ShowInLine.Now, Patience, cancel).ConfigureAwait(false))?.View;

    private async Task<T?> AskQueueAsync<T>(
        string actor, object question, TimeSpan patience, CancellationToken cancel)
    {
        try
        {
            return await system.ActorSelection($"/user/{actor}").Ask<T>(question, patience, cancel)
                .ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            return default;
        }
    }

    // The id of an instruction does not name its agent: where none is known all are asked, and one answers for it.
    private async Task<InstructionAnswer> DescribeAsync(Bytes32 instruction, CancellationToken cancel)
    {
        if (law.Snapshot is null)
            return new InstructionAnswer.NotNow("DAI-3102", Unproven);
        if (_homes.TryGetValue(instruction, out var home))
            return await DescribeAsync(home, instruction, cancel).ConfigureAwait(false);
        InstructionAnswer rest = new InstructionAnswer.Unknown();
        using var found = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var asked = Agents().Select(agent => DescribeAsync(agent, instruction, found.Token)).ToList();
        await foreach (var one in Task.WhenEach(asked).ConfigureAwait(false))
        {
            var answer = await one.ConfigureAwait(false);
            // One that is silent may be the one that knows it.
            rest = answer is InstructionAnswer.NotNow ? answer : rest;
            if (answer is not InstructionAnswer.Known)
                continue;
            await found.CancelAsync().ConfigureAwait(false);
            return answer;
        }
        return rest;
    }

    private async Task<InstructionAnswer> DescribeAsync(ulong agent, Bytes32 instruction, CancellationToken cancel)
    {
        if (await AskAsync(agent, new AgentMessage.DescribeInstruction(instruction), cancel).ConfigureAwait(false)
            is not AgentReply.Instruction reply)
            return new InstructionAnswer.NotNow(Silent, Silence(agent));
        if (reply.View is not { } view)
            return new InstructionAnswer.Unknown();
        Remember(agent, instruction);
        return new InstructionAnswer.Known(view);
    }

    private void Remember(ulong agent, Bytes32 instruction)
    {
        if (_homes.Count >= MaxHomes)
            _homes.Clear();
        _homes[instruction] = agent;
    }

    private async Task<CommandAnswer> CommandAsync(ulong agent, AgentMessage message, CancellationToken cancel)
    {
        var until = ports.Time.GetUtcNow() + TimeSpan.FromSeconds(15);
        var pause = FirstPause;
        while (true)
        {
            var reply = await AskAsync(agent, message, cancel).ConfigureAwait(false);
            if (reply is AgentReply.Command
                {
                    Answer: not CommandAnswer.NotNow or CommandAnswer.NotNow { Code: InstructionDecider.Busy },
                } done)
                return done.Answer;
            if (reply is null && health.Trouble is { } full)
                return new CommandAnswer.NotNow(StoreHealth.Code, full);
            if (ports.Time.GetUtcNow() >= until)
                return reply is AgentReply.Command later
                    ? later.Answer
                    : new CommandAnswer.NotNow(Silent, Silence(agent));
            await Task.Delay(pause, ports.Time, cancel).ConfigureAwait(false);
            pause = Longer(pause);
        }
    }

    // An answer to any of the askings will do: an agent that is slow while others move is not asked in vain.
    private async Task<AgentReply?> AskAsync(ulong agent, AgentMessage message, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(Insistence, ports.Time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        var asked = new List<Task<AgentReply>>();
        var began = ports.Time.GetTimestamp();
        try
        {
            while (true)
            {
                asked.Add(departure.Door.Ask<AgentReply>(
                    new AgentEnvelope(agent, message), Timeout.InfiniteTimeSpan, ended.Token));
                var again = _unrest.AgainAsync(asked.Count, ended.Token);
                await Task.WhenAny([.. asked, again]).ConfigureAwait(false);
                if (asked.Find(one => one.IsCompletedSuccessfully) is { } answered)
                    return await answered.ConfigureAwait(false);
                await again.ConfigureAwait(false);
                ended.Token.ThrowIfCancellationRequested();
                // Its agents answer again when there is room; whoever asks is told before.
                if (ports.Time.GetElapsedTime(began) < Patience)
                    continue;
                await LookAsync(cancel).ConfigureAwait(false);
                if (health.Trouble is not null)
                    return null;
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
        }
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < MaxPause ? pause * 2 : MaxPause;

    private IReadOnlyList<ulong> Agents() => [.. law.Snapshot?.Head.Agents.Keys.Order() ?? Enumerable.Empty<ulong>()];

    private static string Silence(ulong agent) =>
        $"agent {agent} does not answer; it may be moving: ask again";

    private StreamId StreamOf(ulong agent) => new AgentIdentity(agent, ports.Domain).Stream;

    private CommandAnswer Unknown(GovernanceSnapshot? snapshot, string agent) => snapshot is null
        ? new CommandAnswer.NotNow("DAI-3102", Unproven)
        : new CommandAnswer.Rejected("DAI-3121", $"operator {ports.Operator} hosts no agent '{agent}'; it hosts: "
            + string.Join(", ", snapshot.Head.Agents.Values.Take(MaxNamed).Select(a => a.Name))
            + (snapshot.Head.Agents.Count > MaxNamed ? $" and {snapshot.Head.Agents.Count - MaxNamed} more" : ""));

    private (InstructionOrder? Order, CommandAnswer? Fault) Proven(Instruct command, StreamId stream)
    {
        if (command.Signature is not { } signed)
            return (new InstructionOrder(InstructionSource.Operator(ports.Anchor.Account, command.Nonce),
                InstructorProof.Operator(ports.Anchor.Account), Instructor.Operator.Text, command.Text,
                Label.Instruction, 0, default), null);
        var digest = new TypedData.Instruction(stream, command.Text, command.Nonce, signed.Deadline)
            .Digest(ports.Domain);
        return ports.Recover(digest, signed.Signature.Span) == signed.Account
            ? (new InstructionOrder(InstructionSource.Account(signed.Account, command.Nonce),
                InstructorProof.Account(signed.Account, digest), Instructor.Account(signed.Account).Text, command.Text,
                Label.Instruction, signed.Deadline, signed.Signature), null)
            : (null, new CommandAnswer.Rejected("DAI-3120", $"the signature over {digest} is not {signed.Account}'s"));
    }
}
