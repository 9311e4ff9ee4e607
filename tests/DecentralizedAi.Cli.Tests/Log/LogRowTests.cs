using System.Globalization;
using DecentralizedAi.Cli.Log;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Cli.Tests.Log;

public sealed class LogRowTests
{
    private static readonly Bundle Bundle = BundleReader.Read(File.ReadAllBytes(Vectors.PathOf("bundle.json")));

    private static IReadOnlyList<LogRow> All => [.. Rows(DateTimeOffset.MinValue, DateTimeOffset.MaxValue)];

    [Fact]
    public void Every_leaf_of_every_agent_is_there_once_in_the_order_of_its_chain()
    {
        var numbers = All.GroupBy(row => row.Agent)
            .Select(agent => agent.Select(row => row.Leaf.Seq).ToList()).ToList();
        Assert.All(numbers, chain => Assert.Equal(Enumerable.Range(1, chain.Count).Select(n => (ulong)n), chain));
        var leaves = Bundle.Entries.SelectMany(entry => entry.Leaves).Concat(Bundle.Unanchored)
            .Select(leaf => leaf.Hash()).Distinct().Count();
        Assert.Equal(leaves, All.Count);
    }

    [Fact]
    public void A_period_takes_its_first_moment_and_not_its_last()
    {
        var times = All.Select(row => row.Time).Order().ToList();
        var (from, to) = (times[times.Count / 3], times[^1]);
        Assert.Equal(All.Count(row => row.Time >= from && row.Time < to), Rows(from, to).Count());
        Assert.Contains(Rows(from, to), row => row.Time == from);
        Assert.DoesNotContain(Rows(from, to), row => row.Time == to);
    }

    [Fact]
    public void Money_has_its_amount_asset_and_payee()
    {
        var paid = All.First(row => row.Leaf.Tag is { Kind: LeafKind.Opened, Effect: LeafEffect.Money }).ToJson();
        Assert.StartsWith("0x", (string?)paid["to"], StringComparison.Ordinal);
        Assert.Equal(42, ((string)paid["asset"]!).Length);
        Assert.True(ulong.Parse((string)paid["amount"]!, CultureInfo.InvariantCulture) > 0);
    }

    [Fact]
    public void A_line_of_CSV_reads_back_as_its_cells()
    {
        foreach (var row in All)
            Assert.Equal(row.ToJson().Select(cell => (string?)cell.Value ?? ""), Read(row.ToCsv()));
        Assert.Equal(LogRow.Columns, Read(LogRow.Header));
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://x\")")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    public void What_a_spreadsheet_would_take_for_a_formula_stays_text(string body)
    {
        var first = All[0];
        var row = first with { Record = first.Record with { Body = new SaltedDocument(default, body) } };
        Assert.Equal("'" + body, Read(row.ToCsv())[^1]);
    }

    private static IEnumerable<LogRow> Rows(DateTimeOffset from, DateTimeOffset to) => LogRow.Of(Bundle, from, to);

    // As RFC 4180 says, so that the writer is not its own judge.
    private static List<string> Read(string line)
    {
        var cells = new List<string>();
        var at = 0;
        while (at <= line.Length)
        {
            var cell = "";
            if (at < line.Length && line[at] == '"')
            {
                for (at++; line[at] != '"' || (at + 1 < line.Length && line[at + 1] == '"'); at++)
                {
                    cell += line[at];
                    at += line[at] == '"' ? 1 : 0;
                }
                at++;
            }
            else
            {
                var end = line.IndexOf(',', at) is var comma and >= 0 ? comma : line.Length;
                cell = line[at..end];
                at = end;
            }
            cells.Add(cell);
            at++;
        }
        return cells;
    }
}
