using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Models;

namespace DecentralizedAi.Testing.Agents;

/// <summary>A model that answers by a function of the turn; for tests of everything around it.</summary>
public sealed class FakeModel(Func<Turn, ProposedCall?> propose) : IModel
{
    private int _asked;

    /// <summary>What each answer says that it used.</summary>
    public ModelUsage Usage { get; init; } = new(100, 20);

    /// <summary>How often it was asked.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public Task<ModelAnswer> ProposeAsync(ModelRequest request, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _asked);
        return Task.FromResult<ModelAnswer>(propose(request.Turn) is { } call
            ? new ModelAnswer.Proposed(call, Receipt(request.Model), Usage)
            : new ModelAnswer.Unavailable("the model of this test does not answer"));
    }

    /// <summary>Pays the first number to the first address, reads a named file first; then says what came of it.
    /// </summary>
    public static ProposedCall Clerk(Turn turn)
    {
        var last = turn.Messages[^1];
        var paid = turn.Messages.Any(m => m.Role == TurnRole.Assistant && m.Text.Contains("wallet.pay"));
        if (last.Role == TurnRole.Tool && paid)
            return Call("reply", ("text", "Done."));
        if (last.Role == TurnRole.User && Has(turn, ReferenceKind.File))
            return Call("document.read", ("file", "@f1"));
        if (Has(turn, ReferenceKind.Address) && Has(turn, ReferenceKind.Number))
            return Call("wallet.pay", ("to", "@a1"), ("amount", "@n1 USDC"));
        return last.Role == TurnRole.User && last.Text.Contains("balance")
            ? Call("wallet.balance")
            : Call("reply", ("text", "Nothing to do."));
    }

    public static ProposedCall Call(string tool, params (string Name, string Value)[] arguments) =>
        new(tool, [.. arguments.Select(a => new CallArgument(a.Name, a.Value))]);

    public static ReceiptDocument Receipt(Bytes32 model) => new(
        model, null, Keccak256.Hash("template"), "b1", "avx2", 1, 512, "f16", true, false, Keccak256.Hash("grammar"),
        new SamplerDocument.Greedy(), Keccak256.Hash("prompt"), Keccak256.Hash("answer"), null);

    private static bool Has(Turn turn, ReferenceKind kind) => turn.References.Any(r => r.Kind == kind);
}
