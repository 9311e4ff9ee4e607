using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Models;

/// <summary>Who speaks in the prompt.</summary>
public enum TurnRole
{
    /// <summary>The instructor.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,

    /// <summary>The result of a call.</summary>
    Tool,
}

/// <summary>One message as the model sees it: values replaced by references, control words escaped.</summary>
public sealed record TurnMessage(TurnRole Role, string Text);

/// <summary>
/// One instruction and everything read while carrying it out. Immutable: each piece gives a new turn. Only the text
/// of <see cref="Messages"/> reaches the model; only <see cref="Resolve"/> brings values back, each with the label
/// of the place where it occurred.
/// </summary>
public sealed partial record Turn
{
    private readonly ReferenceScanner _scanner;

    private Turn(TurnContext context) => (Context, _scanner) = (context, new ReferenceScanner(context));

    /// <summary>What was known before.</summary>
    public TurnContext Context { get; }

    /// <summary>All references so far, in the order in which they appeared.</summary>
    public ImmutableArray<Reference> References { get; private init; } = [];

    /// <summary>The conversation so far.</summary>
    public ImmutableArray<TurnMessage> Messages { get; private init; } = [];

    /// <summary>What looked like a number or a name and was not read as one, as it stands there; characters beyond
    /// ASCII as <c>[U+043E]</c>. At most <see cref="MaxUnclear"/>.</summary>
    public ImmutableArray<string> Unclear { get; private init; } = [];

    /// <summary>More is not worth showing.</summary>
    public const int MaxUnclear = 4;

    private AssetReading Assets { get; init; } = AssetReading.None;

    /// <summary>The worst label read so far; the turn is clean while this is not foreign.</summary>
    public Label Label { get; private init; } = Label.Instruction;

    /// <summary>A turn that has read nothing.</summary>
    public static Turn Start(TurnContext context) => new(context);

    /// <summary>Adds the instructor's words. An instruction of another agent carries that agent's turn label.</summary>
    public Turn AddInstruction(string text, Label label = Label.Instruction) =>
        Add(TurnRole.User, text, label);

    /// <summary>Adds what the model wrote; a control word in its free text is text.</summary>
    public Turn AddCall(ProposedCall call) =>
        this with { Messages = Messages.Add(new(TurnRole.Assistant, call.ToJson().Replace("<|", "< |"))) };

    /// <summary>
    /// Adds the result of the last call, cut to <see cref="PromptFormat.MaxResultCharacters"/>. Under
    /// <see cref="Policy.Label.Chain"/> only numbers and addresses are of the chain; words found there are foreign.
    /// </summary>
    public Turn AddResult(string text, Label label) =>
        Add(TurnRole.Tool, text.Length <= PromptFormat.MaxResultCharacters
            ? text
            : string.Concat(text.AsSpan(0, PromptFormat.MaxResultCharacters), " [cut]"), label);

    /// <summary>The conversation up to a message, with what is known now: for asking again.</summary>
    public Turn Before(int message) => this with { Messages = Messages[..message] };

    /// <summary>
    /// Writes values as references, for a call that was made before and is known by its values only. A value that
    /// the turn does not have stays as it is.
    /// </summary>
    public ProposedCall Refer(ProposedCall call) => call with
    {
        Arguments = [.. call.Arguments.Select(argument => argument with { Value = ReferTo(argument.Value) })],
    };

    /// <summary>
    /// The assets that an amount with this number can be in: those written beside it; else the only one there is;
    /// else those that words at least as trusted as the number mention. Empty: the asset is missing, the number counts
    /// something else (<c>12 %</c>, <c>40 EUR</c>), or another one beside it was not clear; it is no amount.
    /// </summary>
    public IReadOnlyList<string> AssetsOf(Reference number) => Assets.Of(number, Context.Assets);

    /// <summary>
    /// Puts the values back. A whole argument that is one reference gets its value and label; <c>@n1 USDC</c> the
    /// number's label; text around references gets them as they were first written, and the turn's label.
    /// </summary>
    /// <param name="tool">When given, its arguments that take a reference take nothing else: what the model wrote
    /// itself is foreign, and where the type would take it for a value it is put in brackets, which none fits.</param>
    public Resolution Resolve(ProposedCall call, ToolDeclaration? tool = null)
    {
        var arguments = new List<ResolvedArgument>();
        foreach (var argument in call.Arguments)
        {
            foreach (Match token in Tokens().Matches(argument.Value))
                if (Find(token.Value) is null)
                    return new Resolution.Unknown(argument.Name, token.Value);
            var declared = tool?.Arguments.FirstOrDefault(known => known.Signature.Name == argument.Name);
            var resolved = Resolve(argument);
            arguments.Add(declared?.Reference is not { } kind || Takes(declared.Signature.Type, kind, argument.Value)
                ? resolved
                : resolved with
                {
                    Value = declared.Signature.Type == ArgumentType.Text ? resolved.Value : $"[{resolved.Value}]",
                    Labels = [Label.Foreign],
                });
        }
        return new Resolution.Done(new ResolvedCall(call.Tool, arguments));
    }

    private bool Takes(ArgumentType type, ReferenceKind kind, string written) => type == ArgumentType.Amount
        ? written.Split(' ') is [var token, var asset] && Find(token) is { Kind: ReferenceKind.Number } number
            && AssetsOf(number).Contains(asset)
        : Find(written)?.Kind == kind;

    private ResolvedArgument Resolve(CallArgument argument)
    {
        if (Find(argument.Value) is { } whole)
            return new(argument.Name, whole.Value, [whole.Label]);
        if (argument.Value.Split(' ') is [var number, var asset] && Context.Assets.Contains(asset)
            && Find(number) is { Kind: ReferenceKind.Number } amount)
            return new(argument.Name, $"{amount.Value} {asset}", [amount.Label]);
        // Copied words start with the space that stood before them in the instruction.
        var text = Tokens().Replace(argument.Value, token => Find(token.Value)!.Surface).Trim();
        return new(argument.Name, text, [Label]);
    }

    private Reference? Find(string token) => References.FirstOrDefault(reference => reference.Token == token);

    private Turn Add(TurnRole role, string text, Label given)
    {
        // A label that nobody set is never trusted.
        var label = LabelSet.Of(given).Worst;
        var references = References.ToBuilder();
        var amounts = new List<(ScannedSpan Span, string?)>();
        var rendered = new StringBuilder();
        var turn = LabelSet.Of(Label, label).Worst;
        var at = 0;
        foreach (var span in _scanner.Scan(text))
        {
            rendered.Append(text, at, span.Start - at);
            at = span.Start + span.Length;
            var occurrence = span.Kind is { } kind ? OfWords(kind, label) : label;
            var word = span.Kind is null ? span.Value : Token(references, span, span.Kind.Value, occurrence);
            turn = LabelSet.Of(turn, occurrence).Worst;
            // "40usdc" reads like "40 USDC".
            if (span.Asset && rendered.Length > 0 && char.IsAsciiDigit(rendered[^1]))
                rendered.Append(' ');
            rendered.Append(word).Append(Members(references, span, label));
            if (span.Asset || span.Kind == ReferenceKind.Number || span.Unclear)
                amounts.Add((span, span.Unclear ? null : word));
        }
        rendered.Append(text, at, text.Length - at);
        return this with
        {
            References = references.ToImmutable(),
            Messages = Messages.Add(new(role, rendered.ToString().Trim())),
            Assets = Assets.Read(text, amounts, label, Context.Assets),
            Label = turn,
            Unclear = [.. Unclear.Concat(amounts.Where(a => a.Span.Unclear).Select(a => DrawnText.Spelled(a.Span.Surface)))
                .Distinct().Take(MaxUnclear)],
        };
    }

    private static Label OfWords(ReferenceKind kind, Label label) =>
        label == Label.Chain && kind is not (ReferenceKind.Number or ReferenceKind.Address)
            ? Label.Foreign
            : label;

    private static string Token(
        ImmutableArray<Reference>.Builder references, ScannedSpan span, ReferenceKind kind, Label label)
    {
        var comparison = kind == ReferenceKind.Address ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        if (references.FirstOrDefault(known => known.Kind == kind && known.Label == label
                && string.Equals(known.Value, span.Value, comparison)) is { } same)
            return same.Token;
        var index = references.Count(known => known.Kind == kind) + 1;
        if (index > ReferenceKinds.MaxPerKind)
            return ReferenceKinds.Overflow(kind);
        references.Add(new Reference(kind, index, span.Value, span.Surface, label, span.List));
        return references[^1].Token;
    }

    // "all vendors" becomes "all vendors (@a1 @a2)": who names the list names its members.
    private static string Members(ImmutableArray<Reference>.Builder references, ScannedSpan span, Label label) =>
        span.Members is null ? "" : " (" + string.Join(' ', span.Members.Select(member => Token(
            references, new(0, 0, null, member.Address, member.Name, member.List),
            ReferenceKind.Address, label))) + ")";

    private string ReferTo(string value)
    {
        var parts = value.Split(' ');
        if (parts is [var number, var asset] && Context.Assets.Contains(asset)
            && Known(number, ReferenceKind.Number) is { } amount)
            return $"{amount.Token} {asset}";
        return (Known(value, null) ?? Known(value, ReferenceKind.Number))?.Token ?? ReferInside(value);
    }

    private string ReferInside(string text)
    {
        var written = new StringBuilder();
        var at = 0;
        foreach (var span in _scanner.Scan(text))
        {
            var known = span.Kind is { } kind ? Known(span.Value, kind)?.Token : null;
            written.Append(text, at, span.Start - at).Append(known ?? text.Substring(span.Start, span.Length));
            at = span.Start + span.Length;
        }
        return written.Append(text, at, text.Length - at).ToString();
    }

    private Reference? Known(string value, ReferenceKind? kind) => References
        .Where(reference => kind is null || reference.Kind == kind)
        .OrderBy(reference => reference.Label)
        .FirstOrDefault(reference => reference.Kind switch
        {
            ReferenceKind.Address => reference.Value.Equals(value, StringComparison.OrdinalIgnoreCase),
            ReferenceKind.Number => kind == ReferenceKind.Number && DecimalText.Same(reference.Value, value),
            _ => reference.Value == value,
        });

    [GeneratedRegex(@"@[anuhcdfs]\d{1,2}(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Tokens();
}
