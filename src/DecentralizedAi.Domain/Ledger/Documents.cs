using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Ledger;

/// <summary>A document and its salt, as they stand beside the log.</summary>
/// <param name="Salt">32 random bytes.</param>
/// <param name="Text">The canonical text.</param>
public sealed record SaltedDocument(Bytes32 Salt, string Text)
{
    // No copy with another value: the word would stay that of the first.
    public Bytes32 Salt { get; } = Salt;
    public string Text { get; } = Text;

    /// <summary>What stands in the leaf.</summary>
    public Bytes32 Word { get; } = SaltedHash.Of(Salt, Text);
}

/// <summary>A call as documents write it.</summary>
/// <param name="Tool">Name of the tool.</param>
/// <param name="Args">Arguments by name, each as text.</param>
public sealed record CallDocument(string Tool, IReadOnlyDictionary<string, string> Args)
{
    public JcsValue ToJcs() => JcsValue.Members(
        ("tool", JcsValue.Of(Tool)),
        ("args", JcsValue.Members([.. Args.Select(arg => (arg.Key, JcsValue.Of(arg.Value)))])));
}

/// <summary>What an agent is made of; named by <see cref="Hash"/>.</summary>
/// <param name="ModelSha256">Of the model file.</param>
/// <param name="Template">Name of the chat template.</param>
/// <param name="Adapter">SHA-256 of the adapter file, or null.</param>
/// <param name="Plugins">In the order of the agent's file.</param>
/// <param name="Prompts">In the order of the agent's file.</param>
/// <param name="Tools">H(JCS of the catalogue).</param>
public sealed record CompositionDocument(
    Bytes32 ModelSha256, string Template, Bytes32? Adapter, IReadOnlyList<Bytes32> Plugins,
    IReadOnlyList<Bytes32> Prompts, Bytes32 Tools)
{
    public Bytes32 Hash() => Keccak256.Hash(ToJson());

    public string ToJson() => JcsValue.Members(
        ("schema", JcsValue.Of("dai.composition/1")),
        ("model", JcsValue.Members(
            ("sha256", JcsValue.Of(ModelSha256.ToString())), ("template", JcsValue.Of(Template)))),
        ("adapter", JcsValue.OrNull(Adapter?.ToString())),
        ("plugins", JcsValue.Texts(Plugins.Select(hash => hash.ToString()))),
        ("prompts", JcsValue.Texts(Prompts.Select(hash => hash.ToString()))),
        ("tools", JcsValue.Of(Tools.ToString()))).ToJson();
}

/// <summary>The content of a leaf.</summary>
public abstract record BodyDocument
{
    public const string Schema = "dai.body/1";

    private BodyDocument()
    {
    }

    public string ToJson() => JcsValue.Members(
        ("schema", JcsValue.Of(Schema)), ("type", JcsValue.Of(Type)), ("content", Content)).ToJson();

    private protected abstract string Type { get; }

    private protected abstract JcsValue Content { get; }

    /// <summary>Of Instructed and Answered.</summary>
    public sealed record Text(string Value) : BodyDocument
    {
        private protected override string Type => "text";
        private protected override JcsValue Content => JcsValue.Of(Value);
    }

    /// <summary>Of Awaiting, Opened and Refused.</summary>
    public sealed record Call(CallDocument Value) : BodyDocument
    {
        private protected override string Type => "call";
        private protected override JcsValue Content => Value.ToJcs();
    }

    /// <summary>Of Closed: any JSON.</summary>
    public sealed record Result(JcsValue Value) : BodyDocument
    {
        private protected override string Type => "result";
        private protected override JcsValue Content => Value;
    }
}

/// <summary>Level and spent of a budget before the decision, in whole units.</summary>
public readonly record struct LevelFact(UInt256 Level, UInt256 Spent);

/// <summary>What a decision used, so that it can be decided again (policy, section 2).</summary>
/// <param name="Call">What was to be done.</param>
/// <param name="Instructor">An address in lower case, <c>schedule/NAME</c>, <c>event/NAME</c>, <c>agent/N</c>,
/// <c>operator</c>.</param>
/// <param name="TimeSeconds">Unix seconds: the leaf's time, cut.</param>
/// <param name="Turn">Labels that the turn has read.</param>
/// <param name="Labels">Labels per argument.</param>
/// <param name="Costs">Declared maximum per resource.</param>
/// <param name="Levels">Per budget.</param>
public sealed record FactsDocument(
    CallDocument Call, string Instructor, ulong TimeSeconds, IReadOnlyList<string> Turn,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Labels, IReadOnlyDictionary<string, UInt256> Costs,
    IReadOnlyDictionary<string, LevelFact> Levels)
{
    public const string Schema = "dai.facts/1";

    public string ToJson()
    {
        var facts = JcsValue.Members(
            ("instructor", JcsValue.Of(Instructor)),
            ("time", JcsValue.Of(Time(TimeSeconds))),
            ("turn", JcsValue.Texts(Turn)),
            ("labels", JcsValue.Members([.. Labels.Select(label => (label.Key, JcsValue.Texts(label.Value)))])),
            ("levels", JcsValue.Members([.. Levels.Select(level => (level.Key, (JcsValue)JcsValue.Members(
                ("level", JcsValue.Of(level.Value.Level.ToString())),
                ("spent", JcsValue.Of(level.Value.Spent.ToString())))))])));
        if (Costs.Count > 0)
            facts.Values.Add("costs",
                JcsValue.Members([.. Costs.Select(cost => (cost.Key, JcsValue.Of(cost.Value.ToString())))]));
        return JcsValue.Members(
            ("schema", JcsValue.Of(Schema)), ("call", Call.ToJcs()), ("facts", facts)).ToJson();
    }

    /// <summary>RFC 3339 in UTC with whole seconds.</summary>
    public static string Time(ulong unixSeconds) => DateTimeOffset.FromUnixTimeSeconds(checked((long)unixSeconds))
        .ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
}
