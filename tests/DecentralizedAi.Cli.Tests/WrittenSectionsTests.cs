using DecentralizedAi.Cli.Development;
using Xunit;

namespace DecentralizedAi.Cli.Tests;

/// <summary>What an operator wrote into the configuration of a local DAO, and its next start.</summary>
public sealed class WrittenSectionsTests
{
    private const string Written = "chain:\n  rpc: [\"http://127.0.0.1:2\"]\nstore:\n  kind: sqlite\n";

    [Fact]
    public void Sections_that_a_start_does_not_write_stay_as_they_are() => Assert.Equal(
        Written + "plugins:\n  # agreed\n  in_process: voted\nlog: { format: json }\n",
        WrittenSections.Keep(Written, "# mine\nchain:\n  rpc: [\"http://127.0.0.1:1\"]\nplugins:\n  # agreed\n"
            + "  in_process: voted\n\nlog: { format: json }"));

    [Theory]
    [InlineData("store:\n  kind: postgres\n  connection: env:DAI_PG\n")]
    [InlineData("store: { kind: sqlite, path: /mnt/fast/journal.db }\n")]
    public void The_database_that_an_operator_named_stays(string store) => Assert.Equal(
        "chain:\n  rpc: [\"http://127.0.0.1:2\"]\n" + store,
        WrittenSections.Keep(Written, $"chain:\n  manifest: \"/home/me/.dai/dao.json\"\n{store}"));

    [Fact]
    public void The_file_of_a_home_that_was_moved_is_named_anew() => Assert.Equal(Written, WrittenSections.Keep(Written,
        "chain:\n  manifest: \"/old/dao.json\"\nstore:\n  kind: sqlite\n  path: \"/old/journal.db\"\n"));

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData(Written)]
    public void Where_there_are_none_it_is_as_it_was_written(string earlier) =>
        Assert.Equal(Written, WrittenSections.Keep(Written, earlier));
}
