using System.Collections.Immutable;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Models;

/// <summary>Asks the approved model for the next call. It proposes and never runs anything.</summary>
public interface IModel
{
    /// <summary>One question, one answer; several at once. Never throws for what the model does wrong.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    Task<ModelAnswer> ProposeAsync(ModelRequest request, CancellationToken cancellation);
}

/// <summary>A question to the model.</summary>
/// <param name="Turn">What it reads.</param>
/// <param name="Tools">Those a permit or an ask of the policy names; <c>reply</c> and <c>refuse</c> are always there.
/// </param>
/// <param name="Model">SHA-256 of the file that the agent's composition approves; another is never asked.</param>
public sealed record ModelRequest(Turn Turn, ImmutableArray<ToolDeclaration> Tools, Bytes32 Model)
{
    /// <summary>Whose question it is: when many wait, each agent has its turn. Empty for nobody's.</summary>
    public string Agent { get; init; } = "";

    /// <summary>The answer ends here at the latest, in tokens; a cut answer is no call.</summary>
    public int MaxAnswerTokens { get; init; } = 192;

    /// <summary>How the composition says that the model is written to: <c>chatml</c> as the default model is,
    /// <c>file</c> by the chat template in its file.</summary>
    public string Template { get; init; } = "chatml";

    /// <summary>SHA-256 of the composition's prompts, in its order; a model that was trained without system text is
    /// asked without them.</summary>
    public ImmutableArray<Bytes32> Prompts { get; init; } = [];

    /// <summary>The most that asking is expected to use: an answer as long as it may be, and a prompt of one token for
    /// each byte, which no tokenizer exceeds. A template of the file writes its own words and the tools too. The
    /// prompts of a composition come on top.</summary>
    public ulong MostTokens => (ulong)MaxAnswerTokens
        + (ulong)System.Text.Encoding.UTF8.GetByteCount(PromptFormat.Text(PromptFormat.Render(Turn)))
        + (Template == "chatml" ? 0 : TemplateTokens + (ulong)Tools.Sum(Told));

    private static long Told(ToolDeclaration tool) => ToolTokens + System.Text.Encoding.UTF8.GetByteCount(tool.About)
        + tool.Arguments.Sum(argument => System.Text.Encoding.UTF8.GetByteCount(argument.About));

    private const ulong TemplateTokens = 4096;
    private const long ToolTokens = 1024;

    /// <summary>
    /// When set, only these accounts (0x, any case) can be written as an address: <c>narrow: payees</c> of the
    /// agent's file. Null shows the model every address of the turn, so that an attempt is seen and refused.
    /// </summary>
    public ImmutableArray<string>? Payees { get; init; }
}

/// <summary>Tokens that a question used.</summary>
public readonly record struct ModelUsage(int Prompt, int Answer)
{
    public int Total => Prompt + Answer;

    /// <summary>What two questions used.</summary>
    public static ModelUsage operator +(ModelUsage one, ModelUsage other) =>
        new(one.Prompt + other.Prompt, one.Answer + other.Answer);
}

/// <summary>What came of a question.</summary>
public abstract record ModelAnswer
{
    private ModelAnswer()
    {
    }

    /// <summary>A call in references, <c>reply</c> and <c>refuse</c> included.</summary>
    public sealed record Proposed(ProposedCall Call, ReceiptDocument Receipt, ModelUsage Usage) : ModelAnswer
    {
        /// <summary>A <c>reply</c> in the place of a call that the policy does not refuse: the model was not sure of
        /// it. Null when it was.</summary>
        public ProposedCall? Question { get; init; }
    }

    /// <summary>The model ran and what it wrote is no call: it was cut, or is not of the form.</summary>
    public sealed record NoCall(string Reason, ReceiptDocument Receipt, ModelUsage Usage) : ModelAnswer;

    /// <summary>The model did not run. The reason names a code and the fix, and is safe to publish.</summary>
    public sealed record Unavailable(string Reason) : ModelAnswer;
}
