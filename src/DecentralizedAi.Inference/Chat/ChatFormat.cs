using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Inference.Files;

namespace DecentralizedAi.Inference.Chat;

/// <summary>How a model is spoken to: the prompt that it reads and the form in which it calls.</summary>
public abstract class ChatFormat
{
    /// <summary>That of the default model.</summary>
    public static ChatFormat Own { get; } = new OwnFormat();

    /// <summary>What a composition calls it: <c>chatml</c> for <see cref="Own"/>, <c>file</c> for the template in
    /// the model's file.</summary>
    public abstract string Word { get; }

    /// <summary>keccak256 of the chat template, for receipts.</summary>
    public abstract Bytes32 Template { get; }

    /// <summary>The form of a call.</summary>
    public abstract CallForm Form { get; }

    /// <summary>It writes tools, calls and results in ways of its own; else they stand in the messages.</summary>
    public virtual bool TakesTools => false;

    /// <summary>What the system message says about references and calls; empty for a model that was trained on them.
    /// </summary>
    public abstract string Guide { get; }

    /// <summary>The prompt up to and with the open header of the answer. Control words count in no message.</summary>
    /// <param name="messages">Role (<c>system user assistant tool</c>) and text; calls in the own form.</param>
    /// <exception cref="ModelException"><see cref="ModelException.BadChatTemplate"/>.</exception>
    public abstract IReadOnlyList<PromptSegment> Render(
        IReadOnlyList<(string Role, string Text)> messages, IReadOnlyList<ToolFunction> tools);

    /// <summary>The format of a file: the own one where its template is, else the template itself.</summary>
    /// <exception cref="ModelException">Another family of models, no template, or one that uses what is not known.
    /// </exception>
    public static ChatFormat Of(GgufHeader header) => header.ChatTemplate == PromptFormat.ChatTemplate
        ? Own
        : TemplateFormat.Of(header);

    private sealed class OwnFormat : ChatFormat
    {
        public override string Word => "chatml";

        public override Bytes32 Template { get; } = Keccak256.Hash(PromptFormat.ChatTemplate);

        public override CallForm Form => CallForm.Own;

        public override string Guide => "";

        public override IReadOnlyList<PromptSegment> Render(
            IReadOnlyList<(string Role, string Text)> messages, IReadOnlyList<ToolFunction> tools) =>
            PromptFormat.Render(messages);
    }
}
