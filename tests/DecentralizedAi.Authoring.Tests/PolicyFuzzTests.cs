using System.Globalization;
using System.Text;
using CsCheck;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Authoring.Tests;

/// <summary>
/// Whatever somebody hands us as a policy: it is read or refused, soon, and what is read has one root. Each test runs
/// for some seconds, in the suite <c>fuzz</c> for minutes; a failure names the seed that finds it again.
/// </summary>
[Trait("Suite", "fuzz")]
[Collection(AloneCollection.Name)]
public sealed class PolicyFuzzTests
{
    private const int MostMilliseconds = 50;

    private static readonly string[] Sources =
    [
        .. PolicyVectors.Section("valid").Concat(PolicyVectors.Section("invalid"))
            .Select(vector => vector.GetProperty("yaml").GetString()!),
        .. PolicyVectors.Section("valid").Select(vector => vector.GetProperty("canonical").GetString()!),
        .. RandomSources(),
    ];

    // What readers trip over: marks of YAML, other spaces, halves of characters, sizes, depths, our own words.
    private static readonly string[] Tokens =
    [
        " ", "\n", "\t", "\r", ": ", "- ", "{", "}", "[", "]", ",", "\"", "'", "#", "&a ", "*a", "!!str ", "? ",
        "%YAML 1.2\n", "---\n", "...\n", "| ", "> ", "<<: ", "~", "\\", "\\ud800", "\\u0000", "\0", "\uD800", "\uDC00", "\uFEFF",
        "\u2028", "\u00A0", "\u0085", "\u0301", "e\u0301", "é", "😀", "null", "0x", "-1", "1e5", "0.10", "00", "*.", "..",
        "/..", "%2e",
        "permit: ", "when: ", "unless: ", "from", "in: ", "turn: clean", "mon-fri", "00:00-00:00", "max_length", "any",
        new('9', 100), new('a', 3_000), new('[', 300), string.Concat(Enumerable.Repeat("{ a: ", 300)),
        new('\n', 500), string.Concat(Enumerable.Repeat("- ", 500)), new('"', 99),
        string.Concat(Enumerable.Repeat("&a [*a,", 50)),
    ];

    private static readonly Gen<string> Edited = Gen.Select(
        Gen.Int[0, Sources.Length - 1],
        Gen.Select(Gen.Int[0, 5], Gen.Double[0, 1], Gen.Int[1, 60], Gen.Int[0, Tokens.Length - 1]).List[0, 6],
        (source, edits) => edits.Aggregate(Sources[source], Edit));

    /// <summary>How long each of the two tests runs.</summary>
    private static int Seconds => int.Parse(
        Environment.GetEnvironmentVariable("DAI_FUZZ_SECONDS") ?? "3", CultureInfo.InvariantCulture);

    [Fact]
    public void Reads_or_refuses_any_yaml() =>
        Edited.Sample(yaml => Holds(() => PolicyFile.Compile(yaml)), time: Seconds, threads: 1);

    [Fact]
    public void Reads_or_refuses_any_bytes_of_a_chain() =>
        Edited.Sample(
            text => Holds(() => PolicySnapshot.Compile(Encoding.UTF8.GetBytes(text))), time: Seconds, threads: 1);

    private static void Holds(Func<CompileAnswer> read)
    {
        var answer = InTime(read);
        if (answer is CompileAnswer.Refused refused)
        {
            Assert.NotEmpty(refused.Faults);
            Assert.All(refused.Faults, fault => Assert.NotEqual("DAI-2100", fault.Code));
            return;
        }
        var snapshot = Assert.IsType<CompileAnswer.Compiled>(answer).Snapshot;
        Assert.InRange(snapshot.Canonical.Length, 1, PolicyDocument.MostBytes);
        var canonical = Encoding.UTF8.GetString(snapshot.Canonical.Span);
        CompileAnswer[] readers = [PolicySnapshot.Compile(snapshot.Canonical.Span), PolicyFile.Compile(canonical)];
        foreach (var again in readers)
            Assert.Equal(snapshot.Root, Assert.IsType<CompileAnswer.Compiled>(again).Snapshot.Root);
    }

    // The best of some tries: of one alone a busy machine may have taken the processor away.
    private static CompileAnswer InTime(Func<CompileAnswer> read)
    {
        var best = long.MaxValue;
        for (var tries = 0; ; tries++)
        {
            var start = TimeProvider.System.GetTimestamp();
            var answer = read();
            best = Math.Min(best, (long)TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
            if (best <= MostMilliseconds)
                return answer;
            Assert.True(tries < 8, $"{best} ms to read it, {MostMilliseconds} at most");
        }
    }

    private static string Edit(string text, (int Kind, double Place, int Length, int Token) edit)
    {
        var at = (int)(edit.Place * text.Length);
        var end = Math.Min(text.Length, at + edit.Length);
        return edit.Kind switch
        {
            0 => text.Remove(at, end - at),
            1 => text.Insert(at, text[at..end]),
            2 => text[..at],
            3 => string.Concat(text.AsSpan(0, at), Tokens[edit.Token], text.AsSpan(end)),
            4 => string.Concat(text.AsSpan(0, at), text.AsSpan(end), text.AsSpan(at, end - at)),
            _ => text.Insert(at, Tokens[edit.Token]),
        };
    }

    private static IEnumerable<string> RandomSources()
    {
        var random = new RandomPolicies(3);
        return Enumerable.Range(0, 60).Select(_ => random.Document());
    }
}
