using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Bundles;

/// <summary>What a model was asked before an action, and what it is said to have answered, from a bundle alone.
/// </summary>
/// <param name="Request">As the node asked; whether it is, the receipt's hash of the prompt says.</param>
/// <param name="Narrowed">The same of an agent that can write the voters' addresses alone: whether it was, is no part of
/// its composition, and the receipt's hash of the grammar says.</param>
/// <param name="Receipt">Of the action.</param>
/// <param name="Call">The action's call in the references of the turn.</param>
public sealed record RecordedTurn(
    ModelRequest Request, ModelRequest Narrowed, ReceiptDocument Receipt, ProposedCall Call)
{
    /// <summary>The turn of an action, or why it is not to be had from this bundle.</summary>
    /// <param name="catalogues">Tools that a composition may name by their hash.</param>
    public static (RecordedTurn? Turn, string? Missing) Of(
        Bundle bundle, Bytes32 action, IEnumerable<ToolCatalogue> catalogues)
    {
        var stream = RecordedStream.Of(bundle, action);
        if (stream?.Asked is null)
            return (null, "the bundle holds no such action, or not the instruction that led to it");
        if (stream.Receipt(bundle) is not { } written)
            return (null, "its receipt is not in the bundle, or no model was asked");
        if (ReceiptReader.Read(written.Text) is not { } receipt)
            return (null, "its receipt is of a later edition");
        var law = stream.First.Opens.Law;
        if (Policy(bundle, law.PolicyRoot) is not { } policy)
            return (null, $"policy {law.PolicyRoot} is not in the bundle");
        if (!bundle.Documents.TryGetValue(law.Composition, out var document)
            || CompositionReader.Read(document) is not { } composition)
            return (null, $"composition {law.Composition} is not in the bundle");
        if (catalogues.FirstOrDefault(known => known.Hash == composition.Tools) is not { } tools)
            return (null, $"the tools {composition.Tools} of its composition are not known here");
        if (composition.ModelSha256 != receipt.Model)
            return (null, $"its receipt names model {receipt.Model}, its composition {composition.ModelSha256}");
        if (stream.Turn(policy, tools) is not { } turn)
            return (null, "a text, call or result before it is erased, or cannot be read back");
        var request = new ModelRequest(
            turn, [.. tools.Tools.Where(tool => policy.Speaks(tool.Name))], composition.ModelSha256)
        {
            Template = composition.Template, Prompts = [.. composition.Prompts],
        };
        return stream.Call(stream.First, tools) is { } call
            ? (new RecordedTurn(
                request, request with { Payees = AgentTurn.Listed(policy) }, receipt, turn.Refer(call)), null)
            : (null, "its call is erased");
    }

    private static PolicyDocument? Policy(Bundle bundle, Bytes32 root) =>
        bundle.Documents.TryGetValue(root, out var canonical)
        && PolicySnapshot.Compile(System.Text.Encoding.UTF8.GetBytes(canonical)) is CompileAnswer.Compiled made
            ? made.Snapshot.Document
            : null;
}
