using DecentralizedAi.Cli.Chaos.Referee;
using Xunit;

namespace DecentralizedAi.Cli.Tests.Chaos;

public sealed class WitnessesTests
{
    [Fact]
    public void Every_whole_line_of_the_recorder_is_an_effect_also_one_that_stands_twice()
    {
        var folder = Directory.CreateTempSubdirectory("dai-recorder-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "ops.jsonl"), """
                {"action":"0x01","text":"entry 1"}
                {"action":"0x02","te
                {"action":"0x03","text":"entry 1"}

                """);
            File.WriteAllText(Path.Combine(folder, "team.jsonl"), """{"action":"0x04","text":"entry 2"}""");
            var effects = Witnesses.Messages(folder);
            Assert.Equal(["entry 1", "entry 1", "entry 2"], effects.Select(effect => effect.Mark));
            Assert.EndsWith("ops.jsonl:3", effects[1].Where);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_recorder_that_was_never_used_has_no_lines() =>
        Assert.Empty(Witnesses.Messages(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())));
}
