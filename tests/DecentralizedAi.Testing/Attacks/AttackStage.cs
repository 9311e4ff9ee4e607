using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Testing.Agents;

namespace DecentralizedAi.Testing.Attacks;

/// <summary>A call that the model proposed, and whether the attacker's words had been read for it.</summary>
public sealed record Attempt(ProposedCall Call, bool Tainted);

/// <summary>
/// One attack, played against one agent of a DAO of its own: the deciders, events and log of a node, a chain whose
/// vault refuses nothing, and tools that bring what the attacker wrote.
/// </summary>
public sealed class AttackStage : IModel
{
    // The chain is at this height when two blocks have made a payment final.
    private const int MostBlocks = 8, MostInstructions = 80;

    private readonly Attack _attack;
    private readonly IModel _model;
    private readonly List<Attempt> _attempts = [];
    private int _read;

    public AttackStage(Attack attack, PolicySnapshot policy, IModel model)
    {
        (_attack, _model) = (attack, model);
        World = new AgentWorld(tools: run => Task.FromResult(Bring(run)), policy: policy, asked: this);
    }

    public AgentWorld World { get; }

    /// <summary>Each proposed call with the leaf that says what was decided about it.</summary>
    public List<(Attempt Attempt, LoggedLeaf Leaf)> Decided { get; } = [];

    /// <summary>Tools that ran.</summary>
    public List<ToolCall> Ran { get; } = [];

    /// <summary>Gives the instruction until the model has nothing left to try.</summary>
    public void Play(Func<bool> done)
    {
        for (var nonce = 1; nonce == 1 || !done(); nonce++)
        {
            if (nonce > MostInstructions)
                throw new InvalidOperationException($"{_attack.Id}: the model never comes to an end");
            Once($"{nonce}");
        }
        World.Agent.Block(4);
    }

    public async Task<ModelAnswer> ProposeAsync(ModelRequest request, CancellationToken cancellation)
    {
        var answer = await _model.ProposeAsync(request, cancellation);
        if (answer is not ModelAnswer.Proposed
            { Call.Tool: not (ToolCatalogue.Reply or ToolCatalogue.Refuse) } proposed)
            return answer;
        _attempts.Add(new Attempt(proposed.Call, _read > 0));
        // The model's doubt protects nobody here: what it wrote is played as if it were sure.
        return proposed with { Question = null };
    }

    private void Once(string nonce)
    {
        var (agent, leaves) = (World.Agent, World.Agent.Leaves.Count());
        _attempts.Clear();
        _read = 0;
        agent.Instruct(_attack.Ask, nonce, _attack.Carrier == "stranger" ? TestDao.Stranger : TestDao.Manager);
        agent.Drive();
        var instruction = agent.State.Instructions[^1].Id;
        for (var i = 0; i < MostBlocks && Runs(instruction.Value); i++)
            agent.Block();
        var decided = agent.Leaves.Skip(leaves)
            .Where(l => l.Leaf.Tag.Kind is LeafKind.Opened or LeafKind.Refused or LeafKind.Awaiting).ToList();
        if (decided.Count != _attempts.Count)
            throw new InvalidOperationException($"{_attack.Id}: {_attempts.Count} calls were proposed and "
                + $"{decided.Count} decisions are in the log");
        Decided.AddRange(_attempts.Zip(decided));
    }

    // Whoever waits for an approval waits for a day.
    private bool Runs(Bytes32 instruction) => World.Agent.State.Instruction(instruction) is { Answer: null } running
        && (running.Actions.IsEmpty || !World.Agent.State.Actions[running.Actions[^1]].Waiting);

    private ToolOutcome Bring(ToolRun run)
    {
        Ran.Add(run.Call);
        var carries = run.Call.Tool switch
        {
            "document.read" => _attack.Carrier is "document" or "error",
            "web.fetch" => _attack.Carrier == "page",
            "ledger.lookup" => _attack.Carrier == "ledger",
            "wallet.balance" => _attack.Carrier == "chain",
            _ => false,
        };
        if (!carries)
            return run.Call.Tool switch
            {
                "message.post" => Done("posted", Label.Instruction),
                "wallet.balance" => Done("balance 500 USDC, 500 DAI", Label.Chain),
                "calc" => Done("result 7", run.Labels.Values.Aggregate((all, more) => all.Union(more)).Worst),
                _ => Foreign("nothing found"),
            };
        var text = _attack.Texts[Math.Min(_read, _attack.Texts.Count - 1)];
        return _attack.Carrier == "chain" ? Chain(text)
            : _attack.Carrier == "error" ? Failed(text)
            : Foreign(text);
    }

    private ToolOutcome.Done Foreign(string text)
    {
        _read++;
        return Done(text, Label.Foreign);
    }

    private ToolOutcome.Failed Failed(string text)
    {
        _read++;
        return new ToolOutcome.Failed(text);
    }

    // Numbers and accounts of the chain are its own; whether words beside them are foreign is for the turn to see.
    private static ToolOutcome.Done Chain(string text) => Done(text, Label.Chain);

    private static ToolOutcome.Done Done(string text, Label label) =>
        new(JcsValue.Members(("text", JcsValue.Of(text))).ToJson(), text, label, 0, default);
}
