using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Runtime.Serialization;
using DecentralizedAi.Testing.Agents;

namespace DecentralizedAi.Benchmarks.Cluster;

/// <summary>What a node computes for one action that the model proposed: labels, decision, reservation, leaf, event. No
/// actor, no disk.</summary>
internal sealed class ActionWork
{
    private readonly ManifestSerializer _serializer = new(null!);
    private readonly AgentState _state;
    private readonly AgentMoment _moment;
    private readonly Proposal _proposal;

    /// <param name="asked">The instruction.</param>
    /// <param name="answered">What the model proposes; in references of the turn.</param>
    public ActionWork(string asked, ProposedCall answered)
    {
        var agent = new AgentWorld().Agent;
        agent.CrashBefore = step => step is AgentStep.Think;
        agent.Instruct(asked);
        agent.Drive();
        var think = (AgentStep.Think)WorkDecider.Next(agent.State, agent.Work, agent.Moment());
        _moment = agent.Moment();
        _proposal = new Proposal(
            think.Instruction, answered, think.Request.Turn, FakeModel.Receipt(think.Request.Model).ToJson(), _moment.Now);
        var thought = ThoughtDecider.End(agent.State, think.Instruction, new ModelAnswer.Proposed(
            answered, FakeModel.Receipt(think.Request.Model), new ModelUsage(100, 20)), _moment.Now);
        _state = thought.Events.Aggregate(agent.State, (state, happened) => state.Apply(happened));
        if (Decided().Events is not [.., Opened])
            throw new InvalidOperationException($"'{asked}' is not allowed");
    }

    /// <summary>One action.</summary>
    /// <returns>Bytes of its events.</returns>
    public int Run() => Decided().Events.Sum(happened => _serializer.ToBinary(happened).Length);

    private AgentDecision Decided() => TurnDecider.Propose(_state, _proposal, _moment)
        ?? throw new InvalidOperationException("the action waits");
}
