using System.Collections.Immutable;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Tools;

/// <summary>The tools of a composition, each name once. A policy narrows them; nothing adds to them.</summary>
public sealed class ToolCatalogue
{
    /// <summary>Ends a turn with words; needs no policy.</summary>
    public const string Reply = "reply";

    /// <summary>Ends a turn with a reason; needs no policy.</summary>
    public const string Refuse = "refuse";

    /// <summary>The one money tool: run through the vault, never by a tool host.</summary>
    public const string Pay = "wallet.pay";

    private readonly ImmutableDictionary<string, ToolDeclaration> _byName;

    private ToolCatalogue(ImmutableArray<ToolDeclaration> tools)
    {
        Tools = tools;
        _byName = tools.ToImmutableDictionary(tool => tool.Name);
        Text = JcsValue.Members([.. tools.Select(tool => (tool.Name, Written(tool)))]).ToJson();
        Hash = Keccak256.Hash(Text);
    }

    /// <summary>The built-in tools.</summary>
    public static ToolCatalogue Default { get; } = Of(
        ToolDeclaration.Of(Pay, ToolEffect.Money, Idempotency.Keyed, "to: address", "amount: amount", "note: text?"),
        ToolDeclaration.Of("wallet.balance", ToolEffect.Read, Idempotency.Safe, "of: address?"),
        ToolDeclaration.Of("ledger.lookup", ToolEffect.Read, Idempotency.Safe, "query: text"),
        ToolDeclaration.Of("web.fetch", ToolEffect.Read, Idempotency.Safe, "url: url"),
        ToolDeclaration.Of("document.read", ToolEffect.Read, Idempotency.Safe, "file: text [file]"),
        ToolDeclaration.Of("message.post", ToolEffect.Write, Idempotency.Keyed,
            "channel: text [channel]", "text: body"),
        ToolDeclaration.Of("proposal.draft", ToolEffect.Write, Idempotency.Keyed, "title: text", "text: body"),
        ToolDeclaration.Of("calc", ToolEffect.Read, Idempotency.Safe,
            "op: enum(add, subtract, multiply, divide, percent)", "a: text [number]", "b: text [number]"),
        ToolDeclaration.Of(Reply, ToolEffect.Write, Idempotency.Safe, "text: body"),
        ToolDeclaration.Of(Refuse, ToolEffect.Read, Idempotency.Safe,
            "reason: enum(missing_info, out_of_scope, unclear, unsafe)"));

    /// <summary>In the order in which they were declared.</summary>
    public ImmutableArray<ToolDeclaration> Tools { get; }

    /// <summary>The canonical JSON: name -> <c>{"args": {name: type}, "effect": effect}</c>.</summary>
    public string Text { get; }

    /// <summary>H(JCS): the word <c>tools</c> of a composition.</summary>
    public Bytes32 Hash { get; }

    /// <summary>The declaration, or null for an unknown name.</summary>
    public ToolDeclaration? this[string name] => _byName.GetValueOrDefault(name);

    /// <summary>Such a tool can always be called, whatever the policy names.</summary>
    public static bool EndsTurn(string name) => name is Reply or Refuse;

    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    public static ToolCatalogue Of(params IEnumerable<ToolDeclaration> tools) => new([.. tools]);

    /// <summary>Those of the policy's signatures that name no tool here, or a tool that is another one.</summary>
    public IEnumerable<ToolSignature> Strangers(IEnumerable<ToolSignature> policy) =>
        policy.Where(signature => this[signature.Name] is not { } tool || !tool.Signature.SameAs(signature));

    private static JcsValue Written(ToolDeclaration tool)
    {
        var written = JcsValue.Members(("effect", JcsValue.Of(tool.Effect.ToString().ToLowerInvariant())));
        if (tool.Arguments.Length > 0)
        {
            var arguments = tool.Arguments.Select(a => (a.Signature.Name, JcsValue.Of(a.Signature.Written)));
            written.Values.Add("args", JcsValue.Members([.. arguments]));
        }
        return written;
    }
}
