using System.Runtime.InteropServices;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Compiling;
using DecentralizedAi.Domain.Policy.Conditions;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Policy;

/// <summary>All intervals at once say what each says by itself, also where numbers need more than 64 bits.</summary>
public sealed class LanesTests
{
    private static readonly UInt256[] Edges =
    [
        UInt256.Zero, UInt256.One, UInt256.Of(7), UInt256.Of(ulong.MaxValue - 1), UInt256.Of(ulong.MaxValue),
        UInt256.Of((UInt128)ulong.MaxValue + 1), UInt256.Of(UInt128.MaxValue - 1), UInt256.MaxUInt128,
        UInt256.MaxUInt128 + UInt256.One, UInt256.MaxValue - UInt256.One, UInt256.MaxValue,
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(64)]
    public void Says_of_every_rule_whether_a_number_lies_in_its_interval(int rules)
    {
        foreach (var most in new[] { UInt256.Of(ulong.MaxValue), UInt256.MaxUInt128, UInt256.MaxValue })
        {
            for (var seed = 0; seed < 50; seed++)
                Compare(new Random(seed), rules, most);
        }
    }

    [Fact]
    public void Lets_nothing_pass_an_empty_interval()
    {
        var data = new List<ulong>();
        Assert.Equal(0, Lanes.Add(data, [Interval.Empty], UInt256.MaxValue));
        Assert.All(Edges, edge => Assert.Equal(0UL, new Lanes(CollectionsMarshal.AsSpan(data)).At(edge) & 1));
    }

    [Fact]
    public void Says_of_every_rule_whether_a_minute_lies_in_its_span()
    {
        var random = new Random(5);
        const int Rules = 37;
        var data = new ulong[MinuteLanes.WordsOf(Rules)];
        Array.Fill(data, 7UL);
        MinuteLanes.Clear(data, Rules, without: 1);
        var lanes = new MinuteLanes(data);
        var spans = Enumerable.Range(0, Rules).Select(_ => (First: random.Next(1440), Last: random.Next(1440)))
            .ToArray();
        for (var rule = 1; rule < Rules - 1; rule++)
            MinuteLanes.Give(data, rule, spans[rule].First, spans[rule].Last);
        for (var minute = 0; minute < 1440; minute++)
        {
            for (var rule = 0; rule < Rules; rule++)
                Assert.Equal(rule == 0 || (rule < Rules - 1 && spans[rule].First <= minute
                    && minute <= spans[rule].Last), (lanes.At(minute) & (1UL << rule)) != 0);
        }
    }

    private static void Compare(Random random, int rules, UInt256 most)
    {
        var edges = Edges.Where(edge => edge <= most).ToArray();
        // Of few edges all bounds are narrow in many of the rounds.
        var pool = edges[..random.Next(2, edges.Length + 1)];
        var intervals = Enumerable.Range(0, rules).Select(_ => new Interval(
            random.Next(2) == 0 ? UInt256.Zero : pool[random.Next(pool.Length)],
            random.Next(2) == 0 ? most : pool[random.Next(pool.Length)])).ToArray();
        Compare(intervals, edges, most);
        // Without first numbers these are not kept.
        Compare([.. intervals.Select(interval => interval with { First = UInt256.Zero })], edges, most);
    }

    private static void Compare(Interval[] intervals, UInt256[] edges, UInt256 most)
    {
        // Behind what another look-up has.
        var data = new List<ulong> { 3, ulong.MaxValue };
        Assert.Equal(2, Lanes.Add(data, intervals, most));
        var lanes = new Lanes(CollectionsMarshal.AsSpan(data)[2..]);
        foreach (var edge in edges)
        {
            for (var rule = 0; rule < intervals.Length; rule++)
            {
                Assert.Equal(intervals[rule].Contains(edge), (lanes.At(edge) & (1UL << rule)) != 0);
                if (edge.FitsUInt64)
                    Assert.Equal(intervals[rule].Contains(edge), (lanes.At(edge.Low64) & (1UL << rule)) != 0);
            }
        }
    }
}
