using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;
using static DecentralizedAi.Testing.PolicyWords;

namespace DecentralizedAi.Testing;

/// <summary>Random calls and facts of the same few words as <see cref="RandomPolicies"/>.</summary>
public sealed class RandomCalls(int seed)
{
    private readonly Draw _draw = new(seed);

    /// <summary>A call that fits its tool, nearly always.</summary>
    public ToolCall Call()
    {
        var (name, _, arguments) = _draw.Pick(Tools);
        return ToolCall.Of(name, Arguments
            .Where(argument => arguments.Contains(argument.Name)
                && (!argument.Type.EndsWith('?') || _draw.Chance(2)))
            .Select(argument => new ToolArgument(argument.Name, Value(argument.Type.TrimEnd('?')))));
    }

    public Facts Facts() => new()
    {
        Instructor = _draw.Chance(20) ? default : Instructor.Parse(_draw.Pick(Instructors)),
        Time = DateTimeOffset.UnixEpoch.AddDays(20_454 + _draw.Next(365)).AddSeconds(_draw.Next(86_400)),
        Turn = SomeLabels(),
        Labels = Arguments.Where(_ => _draw.Chance(2)).ToDictionary(argument => argument.Name, _ => SomeLabels()),
        Costs = _draw.Chance(8)
            ? new Dictionary<string, UInt256> { [_draw.Pick("calls", "bytes")] = UInt256.One }
            : new Dictionary<string, UInt256>(),
        Levels = new Dictionary<string, BudgetLevel>
        {
            ["EUR"] = new(Units(1_000, 6_000), Units(0, 3_000)),
            ["USD"] = new(Units(50, 500), Units(0, 30)),
            ["calls"] = new(UInt256.One, UInt256.Zero),
        },
    };

    private UInt256 Units(params uint[] pool) => UInt256.Of((UInt128)_draw.Pick(pool));

    private LabelSet SomeLabels() => RecordedFacts.Labels(_draw.Some(Labels));

    private string Value(string type) => type switch
    {
        "amount" => $"{_draw.Next(1, 100)} {_draw.Pick(["EUR", "USD"])}",
        "date" => _draw.Pick(Days),
        "bool" => _draw.Pick(["true", "false"]),
        "hash" => _draw.Pick(Hashes),
        "integer" => _draw.Pick(["0", "6", "7", "49", "50", "51", "9000000000000000000"]),
        "text" => _draw.Pick(Texts),
        "address" => _draw.Pick(Addresses),
        "url" => $"{_draw.Pick(["https", "http", "gopher"])}://{_draw.Pick(Hosts)}{_draw.Pick(["", ":443", ":8080"])}"
            + _draw.Pick(["", .. Paths]) + _draw.Pick(["", "?", "?q=1", "?q#f"]),
        _ => _draw.Pick(["one", "two", "three"]),
    };
}
