using System.Security.Cryptography;
using System.Text.Json.Nodes;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Nodes;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Cli.Demo;

/// <summary>What the steps share: the local DAO, the words, and what was seen so far.</summary>
internal sealed class DemoWorld(DevelopmentDao dao, DemoWords words, DemoReport report, TimeProvider clock)
{
    /// <summary>The agent of the demo.</summary>
    public const string Agent = "treasurer";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public DevelopmentDao Dao { get; } = dao;
    public DemoWords Words { get; } = words;
    public DemoReport Report { get; } = report;
    public TimeProvider Clock { get; } = clock;

    /// <summary>Somebody whom no list names; the document asks to pay it.</summary>
    public Address Stranger { get; } = EthereumKey.Create().Account;

    /// <summary>A client of a node that is alive, other than <paramref name="except"/>.</summary>
    public NodeClient Client(int? except = null) => Dao.Client(
        Dao.Nodes.First(node => node.Alive && node.Index != except && node.Card() is not null));

    /// <summary>The manager asks the agent, with a signature, and waits for the end or for an approval.</summary>
    public async Task<InstructionView> AskAsync(string text, CancellationToken cancellation, int? except = null)
    {
        using var client = Client(except);
        return await AskAsync(client, Signed(text), cancellation);
    }

    /// <summary>Hands over the same command until a node takes it: an agent that moves asks to come again.</summary>
    public async Task<InstructionView> AskAsync(NodeClient client, Instruct command, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        while (true)
        {
            try
            {
                var view = await client.InstructAsync(command, Patience, either.Token);
                Remember(view);
                return view;
            }
            catch (NodeException failure) when (!failure.Refused && !either.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(250), Clock, either.Token);
            }
        }
    }

    /// <summary>An instruction signed by the manager, good for ten minutes.</summary>
    public Instruct Signed(string text)
    {
        var nonce = Bytes32.Of(RandomNumberGenerator.GetBytes(32));
        var deadline = (ulong)Clock.GetUtcNow().ToUnixTimeSeconds() + 600;
        var digest = new TypedData.Instruction(Dao.Stream, text, nonce, deadline).Digest(Dao.Domain);
        var manager = Dao.Keys.Manager;
        return new Instruct(Agent, text, nonce,
            new SignedInstruction(manager.Account, deadline, manager.Sign(digest)));
    }

    /// <summary>Puts the actions of an instruction into the report, each once.</summary>
    public void Remember(InstructionView view)
    {
        foreach (var action in view.Actions.Where(action => !Report.Actions.Contains(action.Id)))
            Report.AddAction(action.Id, action.Verdict, action.Rule, action.Leaf);
    }

    /// <summary>An action in the words of a step's detail.</summary>
    public static JsonObject Detail(InstructionView view, ActionView action) => new()
    {
        ["instruction"] = view.Instruction,
        ["text"] = view.Text,
        ["action"] = action.Id,
        ["tool"] = action.Tool,
        ["args"] = new JsonObject(action.Args.Select(arg => KeyValuePair.Create(arg.Key, (JsonNode?)arg.Value))),
        ["verdict"] = action.Verdict,
        ["rule"] = action.Rule,
        ["reason"] = action.Reason,
        ["outcome"] = action.Outcome,
        ["tx"] = action.Tx,
        ["leaf"] = action.Leaf,
        ["answer"] = view.Answer,
    };
}
