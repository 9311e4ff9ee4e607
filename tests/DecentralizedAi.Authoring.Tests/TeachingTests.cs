using System.Text.Json;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Authoring.Tests;

/// <summary>A refusal says where, what stands there, what was expected, and what may have been meant.</summary>
public sealed class TeachingTests
{
    public static TheoryData<int> Seeds => new(Enumerable.Range(1, 5));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Twenty_refusals_that_a_seed_draws_teach(int seed)
    {
        var refused = PolicyVectors.Section("invalid");
        foreach (var index in Drawn(new Random(seed), refused.Count))
        {
            var yaml = refused[index].GetProperty("yaml").GetString()!;
            var fault = Assert.IsType<DocumentAnswer.Refused>(PolicyFile.Read(yaml)).Faults[0];
            var line = fault.ToString();
            Assert.Matches($"^{fault.Code} line {fault.Place.Line}, column {fault.Place.Column}: ", line);
            Assert.True(fault.Expected.Length >= 3, line);
            Assert.DoesNotContain("Exception", line);
            Assert.True(Shown(fault, yaml), $"vector {index} does not show what stands there: {line}");
        }
    }

    [Fact]
    public void Every_mistyped_word_of_the_vectors_meets_the_word_that_was_meant()
    {
        var taught = 0;
        foreach (var vector in PolicyVectors.Section("invalid"))
        {
            var fault = Assert.IsType<DocumentAnswer.Refused>(
                PolicyFile.Read(vector.GetProperty("yaml").GetString()!)).Faults[0];
            if (fault.Nearest is not { } nearest)
                continue;
            Assert.NotEqual(fault.Found, nearest);
            Assert.EndsWith($"; did you mean '{nearest}'?", fault.ToString());
            taught++;
        }
        Assert.True(taught >= 19, $"only {taught} refusals name a nearest word");
    }

    [Theory]
    [InlineData("effect: monney", "money")]
    [InlineData("effect: raed", "read")]
    public void Names_the_nearest_effect(string written, string nearest) =>
        Assert.Equal(nearest, First($"dai: policy/1\nchain: eip155:1\nagent: a\ntools: {{ t.r: {{ {written} }} }}\n"
            + "rules: [ { id: r, permit: t.r } ]\n").Nearest);

    [Theory]
    [InlineData("budjets: {}", "budgets")]
    [InlineData("schedule: {}", "schedules")]
    public void Names_the_nearest_section(string written, string nearest) =>
        Assert.Equal(nearest, First($"dai: policy/1\nchain: eip155:1\nagent: a\n{written}\ntools: {{ t.r: {{ effect: read }} }}\n"
            + "rules: [ { id: r, permit: t.r } ]\n").Nearest);

    [Theory]
    [InlineData("1,5")]
    [InlineData("1.500,00")]
    [InlineData("1'000")]
    [InlineData("1\u00a0000")]
    [InlineData("\u0661\u0662")]
    [InlineData("1e3")]
    [InlineData("+5")]
    [InlineData("05")]
    public void Reads_no_number_of_another_culture(string number)
    {
        var yaml = File.ReadAllText(Vectors.PathOf("../policies/treasurer.yaml"))
            .Replace("burst: 1500\n", $"burst: \"{number}\"\n").Replace("    per_action: 1000\n", "");
        var fault = First(yaml);
        Assert.Contains(fault.Class, (string[])["amount", "text"]);
        Assert.Contains(number, fault.ToString());
    }

    private static PolicyFault First(string yaml) =>
        Assert.IsType<DocumentAnswer.Refused>(PolicyFile.Read(yaml)).Faults[0];

    private static IEnumerable<int> Drawn(Random random, int count)
    {
        var all = Enumerable.Range(0, count).ToArray();
        random.Shuffle(all);
        return all.Take(20);
    }

    // Of a form fault the place itself is what is wrong; a key that is missing stands nowhere.
    private static bool Shown(PolicyFault fault, string yaml) => fault.Class is "missing" or "yaml" or "shape" or "size"
        or "depth" or "text" or "limit" or "vacuous" or "directive" or "tag"
        || fault.Found is "a list" or "a map"
        || (fault.Found.Length > 0 && (yaml.Contains(fault.Found, StringComparison.Ordinal)
            || yaml.Contains(JsonSerializer.Serialize(fault.Found).Trim('"'), StringComparison.Ordinal)));
}
