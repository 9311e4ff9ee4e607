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
    public void What_is_almost_right_meets_what_was_meant()
    {
        var taught = PolicyVectors.Section("invalid")
            .Select(vector => PolicyFile.Read(vector.GetProperty("yaml").GetString()!))
            .Select(answer => Assert.IsType<DocumentAnswer.Refused>(answer).Faults[0])
            .Where(fault => fault.Nearest is not null).ToArray();
        Assert.All(taught, fault => Assert.NotEqual(fault.Found, fault.Nearest));
        Assert.All(taught, fault => Assert.EndsWith($"; did you mean '{fault.Nearest}'?", fault.ToString()));
        Assert.True(taught.Length >= 53, $"only {taught.Length} refusals name what was meant");
    }

    [Theory]
    [InlineData("rate", "10 per days", "10 per day")]
    [InlineData("rate", "10/day", "10 per day")]
    [InlineData("chain", "31337", "eip155:31337")]
    [InlineData("hours", "9:00-17:00", "09:00-17:00")]
    [InlineData("hours", "18:00-24:00", "18:00-00:00")]
    [InlineData("days", "monday", "mon")]
    [InlineData("host", "https://ok.example", "ok.example")]
    [InlineData("host", "OK.example", "ok.example")]
    [InlineData("amount", "150USDC", "150 USDC")]
    [InlineData("amount", "150  USDC", "150 USDC")]
    [InlineData("amount", "0100", "100")]
    [InlineData("amount", ".5", "0.5")]
    [InlineData("amount", "5.", "5")]
    [InlineData("amount", "1,000", null)]
    [InlineData("amount", "1e6", null)]
    [InlineData("amount", "-5", null)]
    [InlineData("asset", "150 USDT", "150 USDC")]
    [InlineData("integer", "010", "10")]
    [InlineData("id", "My_List", "my-list")]
    [InlineData("instructor", "agent/07", "agent/7")]
    [InlineData("time", "2026-01-01", "2026-01-01T00:00:00Z")]
    [InlineData("version", "policy/2", "policy/1")]
    [InlineData("address", "0x5aaeb6053F3E94C9b9A09f33669435E7Ef1BeAed", null)] // Nobody knows which digit is wrong.
    [InlineData("address", "0X52908400098527886E0F7030069857D2E4169EE7", "0x52908400098527886E0F7030069857D2E4169EE7")]
    public void Writes_the_value_as_it_should_be_where_only_one_is_meant(string @class, string found, string? nearest)
    {
        var faults = PolicyVectors.Section("invalid")
            .Select(vector => PolicyFile.Read(vector.GetProperty("yaml").GetString()!))
            .Select(answer => Assert.IsType<DocumentAnswer.Refused>(answer).Faults[0])
            .Where(fault => fault.Class == @class && fault.Found == found).ToArray();
        Assert.NotEmpty(faults);
        Assert.All(faults, fault => Assert.Equal(nearest, fault.Nearest));
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
        Assert.Equal(nearest, First($"dai: policy/1\nchain: eip155:1\nagent: a\n{written}\n"
            + "tools: { t.r: { effect: read } }\nrules: [ { id: r, permit: t.r } ]\n").Nearest);

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
