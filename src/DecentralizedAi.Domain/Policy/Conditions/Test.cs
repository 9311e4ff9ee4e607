using DecentralizedAi.Domain.Policy.Documents;

namespace DecentralizedAi.Domain.Policy.Conditions;

/// <summary>One compiled condition.</summary>
internal abstract class Test(ConditionLine line)
{
    /// <summary>The condition as written.</summary>
    public ConditionLine Line { get; } = line;

    public abstract bool Holds(in CallView call);
}

/// <summary>All conditions on one attribute; they hold together.</summary>
internal sealed class AttributeTest(PolicyAttribute attribute, int slot, bool holdsWhenAbsent, Test[] tests)
{
    private readonly bool _mayLackPort = attribute.Kind == AttributeKind.Port;

    public PolicyAttribute Attribute { get; } = attribute;

    /// <summary>Index of the argument in the tool's signature; -1 when the attribute is no argument.</summary>
    public int Slot { get; } = slot;

    public ReadOnlySpan<Test> Tests => tests;

    /// <summary>Whether the call has the attribute at all.</summary>
    public bool IsIn(in CallView call) =>
        Slot < 0
        || (call.Has(Slot) && !(_mayLackPort && call.Values[Slot].Url.Port == Values.UrlText.NoPort));

    public bool Holds(in CallView call)
    {
        if (!IsIn(call))
            return holdsWhenAbsent;
        foreach (var test in tests)
        {
            if (!test.Holds(call))
                return false;
        }
        return true;
    }
}
