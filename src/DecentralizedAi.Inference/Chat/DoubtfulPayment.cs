using System.Text;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Values;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Inference.Native;

namespace DecentralizedAi.Inference.Chat;

/// <summary>
/// A payment of which the model was not sure is asked about and not proposed. Sure is a call whose every token, up to
/// its free text, led the next one that the grammar allows by the margin that the model's file names. The receipt is
/// the model's own answer: whoever runs it again finds the same call and the same leads, and from them this question.
/// </summary>
public static class DoubtfulPayment
{
    /// <summary>The question, a <c>reply</c>; null when the model was sure of the call.</summary>
    /// <param name="call">Resolved by the turn of <paramref name="request"/>.</param>
    /// <param name="form">In which the model wrote it.</param>
    public static ProposedCall? Ask(
        ModelRequest request, ProposedCall call, InferenceAnswer inference, CallForm? form = null)
    {
        if (inference.Facts.MoneyMargin is not { } margin
            || request.Tools.FirstOrDefault(tool => tool.Name == call.Tool) is not { Effect: ToolEffect.Money } tool)
            return null;
        var firm = Firm(tool, call);
        return LeastLead(firm, inference.Answer.Leads, form) < margin ? Question(request.Turn, firm) : null;
    }

    /// <summary>The call without its free text.</summary>
    public static ProposedCall Firm(ToolDeclaration tool, ProposedCall call) => call with
    {
        Arguments = [.. call.Arguments.Where(argument => !IsFreeText(tool, argument.Name))],
    };

    /// <summary>The least lead of the tokens that wrote the call up to its free text, in logits.</summary>
    /// <param name="firm">As <see cref="Firm"/> gives it; free text comes last in a call.</param>
    /// <param name="leads">Of the whole answer.</param>
    /// <param name="form">In which the model wrote it; null for <see cref="CallForm.Own"/>.</param>
    public static float LeastLead(ProposedCall firm, IReadOnlyList<TokenLead> leads, CallForm? form = null)
    {
        // What closes the call stands after its free text.
        var written = form ?? CallForm.Own;
        var counted = Encoding.UTF8.GetByteCount(written.Write(firm)) - Encoding.UTF8.GetByteCount(
            firm.Arguments.Count == 0 ? written.CloseEmpty : written.Close);
        var least = float.PositiveInfinity;
        for (var i = 0; i < leads.Count && (i == 0 || leads[i - 1].End < counted); i++)
            least = Math.Min(least, leads[i].Lead);
        return least;
    }

    private static bool IsFreeText(ToolDeclaration tool, string argument) => tool.Arguments.Any(declared =>
        declared.Signature.Name == argument
        && declared.Signature.Type is ArgumentType.Text or ArgumentType.Body);

    // The values stand in it as references, so that they come back as the person, or the document, wrote them.
    private static ProposedCall Question(Turn turn, ProposedCall call)
    {
        var values = string.Join(", ", call.Arguments.Select(argument => $"{argument.Name} {argument.Value}"));
        var read = turn.Resolve(call) is Resolution.Done done
            && done.Call.Arguments.Any(argument => argument.Labels.Contains(Label.Foreign));
        return new(ToolCatalogue.Reply, [new CallArgument("text",
            $"I am not sure, so nothing was proposed. Do you mean {call.Tool}: {values}? Say it in one sentence."
            + (read ? " Some of this stands only in what I read, not in your words." : ""))]);
    }
}
