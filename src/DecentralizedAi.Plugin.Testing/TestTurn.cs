using System.Collections.Immutable;
using DecentralizedAi.Authoring;
using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Plugin.Testing;

/// <summary>What became of a proposed call.</summary>
/// <param name="Decision">What the policy says to it.</param>
/// <param name="Text">What the tool returned, as a model would read it; null where it did not run.</param>
/// <param name="Failure">Why the tool did nothing, in its own words; else null.</param>
public sealed record TestStep(Decision Decision, string? Text, string? Failure);

/// <summary>
/// One turn of an agent, with a plugin and a policy and without a model: the test proposes the calls. They are
/// labelled and decided by the functions that a node calls, and a tool of the plugin runs where they allow it.
/// Budgets are full at every call.
/// </summary>
public sealed class TestTurn
{
    private readonly PolicySnapshot _policy;
    private readonly Dictionary<string, ToolMethod> _methods;
    private readonly ToolCatalogue _tools;
    private readonly Instructor _instructor;
    private readonly DateTimeOffset _time;
    private Turn _turn;
    private LabelSet _read = LabelSet.Of(Label.Instruction);

    /// <param name="plugin">Made by the test, with the capabilities that it wants.</param>
    /// <param name="policy">The document, as people write it.</param>
    /// <param name="instruction">Words of the instructor.</param>
    /// <param name="instructor">As a policy writes it.</param>
    /// <param name="time">The moment of all decisions; null for noon of Monday, 5 January 2026, UTC.</param>
    /// <exception cref="FormatException">The policy is no law, or was written for other tools.</exception>
    public TestTurn(
        object plugin, string policy, string instruction, string instructor = "operator", DateTimeOffset? time = null)
    {
        _policy = PolicyFile.Compile(policy) switch
        {
            CompileAnswer.Compiled compiled => compiled.Snapshot,
            CompileAnswer.Refused refused => throw new FormatException($"the policy is no law: {refused.Faults[0]}"),
            var other => throw new InvalidOperationException($"unknown answer {other}"),
        };
        _methods = ToolMethod.Of(plugin).ToDictionary(method => method.Declaration.Name);
        _tools = ToolCatalogue.Of(
            [.. ToolCatalogue.Default.Tools, .. _methods.Values.Select(method => method.Declaration)]);
        foreach (var stranger in _tools.Strangers(_policy.Document.Tools.Values))
            throw new FormatException($"the policy was written for {stranger.Name} {stranger.Written}; there is "
                + $"{_tools[stranger.Name]?.Signature.Written ?? "no such tool"}, so a node would deny it");
        (_instructor, _time) = (Instructor.Parse(instructor), time ?? new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero));
        _turn = Turn.Start(AgentTurn.Context(_policy.Document)).AddInstruction(instruction);
    }

    /// <summary>Proposes a call, decides it, and runs it where it is a tool of the plugin and allowed.</summary>
    /// <param name="tool">As policies name it.</param>
    /// <param name="arguments">Values; one that occurred in the turn has the label of its place, any other is
    /// foreign, as if the model had made it up.</param>
    public async Task<TestStep> ProposeAsync(string tool, params IEnumerable<(string Name, string Value)> arguments)
    {
        var proposed = _turn.Refer(
            new ProposedCall(tool, [.. arguments.Select(one => new CallArgument(one.Name, one.Value))]));
        // What refers to the turn's own references cannot be unknown to it.
        var resolved = ((Resolution.Done)_turn.Resolve(proposed, _tools[tool])).Call;
        var call = ActionFacts.Label(resolved, _read, _policy);
        var decision = PolicyRules.Decide(call.Call, _policy, Facts(call));
        if (decision is not Decision.Allowed || !_methods.TryGetValue(tool, out var method))
            return new(decision, null, null);
        var (text, failure) = await RunAsync(method, call.Call);
        _turn = _turn.AddCall(proposed).AddResult(text ?? $"error: {failure}", Label.Foreign);
        _read = _read.With(Label.Foreign);
        return new(decision, text, failure);
    }

    private async Task<(string? Text, string? Failure)> RunAsync(ToolMethod method, ToolCall call)
    {
        try
        {
            var run = new ToolRun(Keccak256.Hash($"{_turn.Messages.Length} {call}"), 1, call, _time.AddMinutes(1));
            return (await method.RunAsync(run, CancellationToken.None), null);
        }
        catch (ToolException refusal)
        {
            return (null, refusal.Message);
        }
    }

    private Facts Facts(ActionCall call) => new()
    {
        Instructor = _instructor,
        Time = _time,
        Turn = call.Turn,
        Labels = call.Labels,
        Costs = (_tools[call.Call.Tool]?.Costs ?? []).ToImmutableDictionary(
            cost => cost.Key, cost => UInt256.Of(cost.Value)),
        Levels = _policy.Document.Money.Values.Select(budget => (budget.Name, budget.Limits.Burst))
            .Concat(_policy.Document.Resources.Values.Select(
                budget => (ResourceNames.Write(budget.Kind), budget.Limits.Burst)))
            .ToImmutableDictionary(full => full.Item1, full => new BudgetLevel(full.Burst, UInt256.Zero)),
    };
}
