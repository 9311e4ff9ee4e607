using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Values;

namespace DecentralizedAi.Domain.Policy;

/// <summary>What kind of instructor asked; the numbers are those of the log.</summary>
public enum InstructorKind : byte
{
    None = 0,
    Account = 1,
    Schedule = 2,
    Event = 3,
    Agent = 4,
    Operator = 5,
}

/// <summary>Who asked, proven: an account, a voted schedule or event, another agent, or the operator.</summary>
public readonly record struct Instructor
{
    private readonly string? _text;

    private Instructor(InstructorKind kind, string text) => (Kind, _text) = (kind, text);

    public InstructorKind Kind { get; }

    /// <summary>As a policy writes it: a lower-case address, <c>schedule/NAME</c>, <c>event/NAME</c>, <c>agent/N</c>
    /// or <c>operator</c>; empty for the default, which no rule but <c>any</c> matches.</summary>
    public string Text => _text ?? "";

    public static Instructor Operator => new(InstructorKind.Operator, "operator");
    public static Instructor Account(Address account) => new(InstructorKind.Account, account.ToLower());

    /// <param name="number">The agent's number in the registry.</param>
    public static Instructor Agent(ulong number) =>
        new(InstructorKind.Agent, "agent/" + number.ToString(CultureInfo.InvariantCulture));

    /// <exception cref="FormatException">The name is not an id.</exception>
    public static Instructor Schedule(string name) => Parse("schedule/" + name);

    /// <exception cref="FormatException">The name is not an id.</exception>
    public static Instructor Event(string name) => Parse("event/" + name);

    /// <exception cref="FormatException">Not an instructor.</exception>
    public static Instructor Parse(string text) => TryParse(text, out var instructor)
        ? instructor
        : throw new FormatException(
            $"'{text}' is no instructor (an address, schedule/NAME, event/NAME, agent/N or operator)");

    /// <summary>Reads the written form; an address may have an EIP-55 checksum.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Instructor instructor)
    {
        instructor = default;
        if (text is null)
            return false;
        if (text == "operator")
            instructor = Operator;
        else if (Address.TryParse(text, out var account))
            instructor = Account(account);
        else if (Name(text, "schedule/"))
            instructor = new(InstructorKind.Schedule, text);
        else if (Name(text, "event/"))
            instructor = new(InstructorKind.Event, text);
        else if (text.StartsWith("agent/", StringComparison.Ordinal)
            && UInt256.TryParse(text.AsSpan(6), out var number) && number.FitsUInt64)
            instructor = new(InstructorKind.Agent, text);
        return instructor.Kind != InstructorKind.None;
    }

    public override string ToString() => Text;

    private static bool Name(string text, string prefix) =>
        text.StartsWith(prefix, StringComparison.Ordinal) && Words.IsId(text.AsSpan(prefix.Length));
}
