using System.Text.Json.Nodes;
using DecentralizedAi.Cli.Log;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Cli.Tests.Log;

public sealed class LogVerifyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dai-log-").FullName;
    private readonly StringWriter _output = new(), _error = new();

    private static string Trust =>
        Vectors.Read("trust.json").GetProperty("bundle.json").GetProperty("trust").GetString()!;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Prints_a_line_per_check_and_what_was_not_passed()
    {
        var exit = Run(Vectors.PathOf("bundle.json"), Trust, json: false);
        var lines = _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(0, exit);
        for (var i = 0; i < 9; i++)
            Assert.StartsWith($"{i + 1}. ", lines[i], StringComparison.Ordinal);
        Assert.StartsWith("verified: 9 of 9 checks; 0 void, 0 disowned, 0 moved, 1 found, 1 outside the log, "
            + "0 not opened, ", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Verifies_without_a_manifest_and_says_what_it_then_does_not_check()
    {
        const string Owner = "whose contracts these are";
        var whole = LogVerify.Verify(File.ReadAllBytes(Vectors.PathOf("bundle.json")), Bytes32.Parse(Trust),
            File.ReadAllBytes(Vectors.PathOf("manifest.json")));
        Assert.DoesNotContain(Owner, whole.NotChecked.Keys);
        Assert.Equal(0, Run(Vectors.PathOf("bundle.json"), Trust, json: true, manifest: null));
        var json = JsonNode.Parse(_output.ToString())!;
        Assert.True(json["ok"]!.GetValue<bool>());
        Assert.Equal(1, (int)json["notChecked"]![Owner]!);
    }

    [Fact]
    public void Another_file_in_the_place_of_the_manifest_is_no_fault_of_the_bundle()
    {
        var bundle = Vectors.PathOf("bundle.json");
        var wrong = Assert.Throws<CliException>(() => LogVerify.Answer(bundle, Trust, bundle, 0));
        Assert.Equal(("DAI-5003", "--dao"), (wrong.Code, wrong.Where));
        Assert.Contains("is no manifest of a DAO", wrong.Message);
    }

    [Fact]
    public void Lists_the_newest_actions_of_a_file_that_verifies_with_their_whole_ids()
    {
        var (bundle, manifest) = (Vectors.PathOf("bundle.json"), Vectors.PathOf("manifest.json"));
        Assert.Equal(0, Run(bundle, Trust, json: true, manifest, actions: 2));
        var actions = JsonNode.Parse(_output.ToString())!["actions"]!.AsArray();
        Assert.Equal(2, actions.Count);
        var newest = LogRow.Of(BundleReader.Read(File.ReadAllBytes(bundle)), DateTimeOffset.MinValue,
            DateTimeOffset.MaxValue).Where(row => row.Leaf.Tag.Kind is LeafKind.Opened or LeafKind.Refused)
            .MaxBy(row => row.Time)!;
        Assert.Equal(newest.Leaf.Action.ToString(), (string?)actions[^1]!["action"]);
        Assert.Equal(newest.Agent, (string?)actions[^1]!["agent"]);

        _output.GetStringBuilder().Clear();
        Assert.Equal(0, Run(bundle, Trust, json: false, manifest, actions: 2));
        Assert.Contains(newest.Leaf.Action.ToString(), _output.ToString(), StringComparison.Ordinal);

        _output.GetStringBuilder().Clear();
        Assert.Equal(5, Run(bundle, "0x" + new string('1', 64), json: true, manifest, actions: 2));
        Assert.Empty(JsonNode.Parse(_output.ToString())!["actions"]!.AsArray());
    }

    [Fact]
    public void A_flipped_byte_ends_with_5_and_names_the_element()
    {
        var text = Vectors.ReadText("bundle.json");
        var at = text.IndexOf("\"leavesRoot\"", StringComparison.Ordinal) + 20;
        var flipped = text[at] == 'f' ? 'e' : 'f';
        var file = Path.Combine(_folder, "flipped.json");
        File.WriteAllText(file, text[..at] + flipped + text[(at + 1)..]);
        var exit = Run(file, Trust, json: true);
        var json = JsonNode.Parse(_output.ToString())!;
        Assert.Equal(5, exit);
        Assert.False(json["ok"]!.GetValue<bool>());
        Assert.Equal("entries[0]", json["error"]!["where"]!.ToString());
        Assert.Equal("not reached", json["checks"]![8]!["state"]!.ToString());
    }

    [Fact]
    public void Another_block_is_not_the_trusted_one()
    {
        Assert.Equal(5, Run(Vectors.PathOf("bundle.json"), "0x" + new string('1', 64), json: false));
        Assert.Contains("check 1 failed at chain.header", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_json_is_refused_while_reading()
    {
        var file = Path.Combine(_folder, "no.json");
        File.WriteAllText(file, "{");
        Assert.Equal(5, Run(file, Trust, json: false));
        Assert.Contains("check 0 failed at bundle", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere.json", null)]
    [InlineData("bundle.json", "0x12")]
    public void What_cannot_start_is_a_matter_of_usage(string file, string? trust)
    {
        var path = file == "bundle.json" ? Vectors.PathOf(file) : Path.Combine(_folder, file);
        Assert.Equal(2, Run(path, trust ?? Trust, json: false));
        Assert.StartsWith("DAI-500", _error.ToString(), StringComparison.Ordinal);
    }

    private int Run(string file, string trust, bool json) => Run(file, trust, json, Vectors.PathOf("manifest.json"));

    private int Run(string file, string trust, bool json, string? manifest, int actions = 0)
    {
        var terminal = new Terminal(_output, _error, json, interactive: false, Screen.None, TimeProvider.System);
        try
        {
            var answer = LogVerify.Answer(file, trust, manifest, actions);
            terminal.Give(VerificationText.Schema, answer);
            return (int)answer.Exit;
        }
        catch (CliException refused)
        {
            terminal.Fail(VerificationText.Schema, refused);
            return (int)refused.Exit;
        }
    }
}
