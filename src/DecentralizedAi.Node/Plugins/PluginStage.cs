using System.Collections.Immutable;
using System.Security.Cryptography;
using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;
using DecentralizedAi.Tools;

namespace DecentralizedAi.Node.Plugins;

/// <summary>
/// One agent with one plugin and a policy, without chain, votes and model: its author proposes the calls. What labels,
/// decides, reserves, runs and logs them is what a node runs; nothing is kept.
/// </summary>
internal sealed class PluginStage(
    PluginManifest manifest, Bytes32 package, PolicySnapshot policy, IToolHost tools, TimeProvider time)
{
    private const ulong Agent = 1, Operator = 1;

    private static readonly Address Key = Address.Parse("0x00000000000000000000000000000000000000d1");

    private readonly HostedComposition _hosted = Hosted(manifest, package);
    private AgentState _state = new(new AgentIdentity(Agent, new SigningDomain(UInt256.Of(policy.Chain), Key)));
    private AgentWork _work = AgentWork.None;

    /// <summary>What the budgets of resources hold now, by name.</summary>
    public ImmutableSortedDictionary<string, string> Levels => policy.Document.Resources.Values
        .Select(one => (one.Kind, _state.Budgets.Listed(BudgetKey.Of(one.Kind), Now / 1_000)))
        .Where(one => one.Item2 is not null)
        .ToImmutableSortedDictionary(
            one => ResourceNames.Write(one.Kind), one => one.Item2!.Value.WholeLevel.ToString());

    private ulong Now => (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Proposes a call, as an operator's instruction in the same words would lead to it.</summary>
    /// <returns>The action after it ended or was refused, and the leaves that tell of it, in order.</returns>
    public async Task<(ActionState Action, ImmutableArray<LoggedLeaf> Leaves)> CallAsync(
        ToolCall call, CancellationToken cancellation)
    {
        var order = new InstructionOrder(
            InstructionSource.Operator(Key, Bytes32.Of(RandomNumberGenerator.GetBytes(32))),
            InstructorProof.Operator(Key), Instructor.Operator.Text, $"{call}", Label.Instruction, 0, default);
        var id = order.Source.In(_state.Identity.Stream).Value;
        var leaves = ImmutableArray.CreateBuilder<LoggedLeaf>();
        var (accepted, refusal) = InstructionDecider.Accept(_state, order, Moment());
        Keep(accepted, leaves);
        var instruction = _state.Instruction(id)
            ?? throw new ToolException(ToolCode.BadArguments, $"the call is no instruction: {refusal}");
        var turn = AgentTurn.Of(_state, instruction, policy.Document, _hosted.Tools);
        var proposed = turn.Refer(new ProposedCall(
            call.Tool, [.. call.Arguments.Select(one => new CallArgument(one.Name, one.Value))]));
        _work = _work with { Held = _work.Held.SetItem(id, new Proposal(id, proposed, turn, null, Now)) };
        var action = await EndAsync(id, leaves, cancellation);
        foreach (var open in _state.Unanswered.ToList())
            Keep(TurnDecider.Answer(_state, open, action.ResultText, Label.Foreign, Moment()), leaves);
        return (action, leaves.ToImmutable());
    }

    private async Task<ActionState> EndAsync(
        Bytes32 id, ImmutableArray<LoggedLeaf>.Builder leaves, CancellationToken cancellation)
    {
        while (_work.Held.ContainsKey(id)
            || _state.Actions[_state.Instruction(id)!.Actions[^1]].Status == ActionStatus.Open)
        {
            var step = WorkDecider.Next(_state, _work, Moment());
            _work = _work.Started(step);
            if (step is AgentStep.Log log)
                Keep(log.Decision, leaves);
            else if (step is AgentStep.Act act)
                Keep(OutcomeDecider.Tool(_state, _state.Actions[act.Run.Action],
                    await tools.RunAsync(act.Run, cancellation), Moment()), leaves);
            else
                throw new InvalidOperationException($"a call without a chain came to {step}");
        }
        return _state.Actions[_state.Instruction(id)!.Actions[^1]];
    }

    private void Keep(AgentDecision decision, ImmutableArray<LoggedLeaf>.Builder leaves)
    {
        foreach (var happened in decision.Events)
        {
            _state = _state.Apply(happened);
            _work = _work.After(happened);
            if (happened is LeafEvent leaf)
                leaves.Add(leaf.Logged);
        }
    }

    private AgentMoment Moment()
    {
        var head = new ChainHead(1, Keccak256.Hash("stage"), Now / 1_000);
        var agent = new AgentGovernance(Agent, policy.Document.Agent, Operator, policy.Root, policy.Limits.Hash,
            _hosted.Document.Hash(), Key, false, 0, Bytes32.Zero, ImmutableDictionary<Address, AssetLevel>.Empty)
        {
            PublishedAt = 1, Status = AgentStatus.Active,
        };
        var view = new GovernanceView(head, Operator, false,
            new Dictionary<ulong, AgentGovernance> { [Agent] = agent }, new HashSet<Address>(),
            new Dictionary<int, Lease> { [_state.Identity.Shard] = new(Key, 1) },
            new Dictionary<Address, NodeLog> { [Key] = default })
        {
            OperatorStatus = OperatorStatus.Hosting, Keys = new HashSet<Address> { Key },
        };
        var law = new GovernanceSnapshot(new GovernancePair(view, view), Now,
            ImmutableDictionary<Bytes32, LoadedPolicy>.Empty.Add(policy.Root, new LoadedPolicy.Compiled(policy)));
        return new AgentMoment(Now, law, Key, Key, tools.Catalogue,
            new Dictionary<Bytes32, HostedComposition> { [agent.Composition] = _hosted },
            [.. Enumerable.Range(0, AgentMoment.SaltCount).Select(_ =>
                Bytes32.Of(RandomNumberGenerator.GetBytes(32)))], new AgentLimits());
    }

    private static HostedComposition Hosted(PluginManifest manifest, Bytes32 package)
    {
        var tools = ToolCatalogue.Of(manifest.Tools.Select(tool => tool.Declaration));
        return new(new CompositionDocument(Bytes32.Zero, "chatml", null, [package], [], tools.Hash), tools)
        {
            Brought = [.. tools.Tools.Select(tool => tool.Name)],
        };
    }
}
