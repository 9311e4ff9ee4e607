using Xunit;

namespace DecentralizedAi.Cli.Tests;

/// <summary>What every command keeps: one object, the right exit code, an error that says how to go on.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly CommandLine _dai = new();

    public void Dispose() => _dai.Dispose();

    [Theory]
    [InlineData("dai/1", "dance")]
    [InlineData("dai.agent/1", "agent", "dance")]
    [InlineData("dai.status/1", "status", "--colour")]
    [InlineData("dai.agent.show/1", "agent", "show")]
    public async Task A_line_that_is_no_command_is_one_error_object_and_exit_2(string schema, params string[] words)
    {
        var ended = await _dai.RunAsync([.. words, "--json"]);
        Assert.Equal(2, ended.Exit);
        var whole = ended.Object();
        Assert.Equal(schema, whole.GetProperty("schema").GetString());
        Assert.False(whole.GetProperty("ok").GetBoolean());
        Assert.All(["code", "message", "where", "fix"],
            name => Assert.False(string.IsNullOrEmpty(whole.GetProperty("error").GetProperty(name).GetString())));
    }

    [Theory]
    [InlineData("'agnet' is no command of 'dai'", "did you mean 'dai agent'?", "agnet", "list")]
    [InlineData("'lst' is no command of 'dai agent'", "did you mean 'dai agent list'?", "agent", "lst")]
    [InlineData("'dai policy' alone does nothing", "add one of: lint, ", "policy")]
    [InlineData("'dai policy lint' needs FILE", "dai policy lint FILE", "policy", "lint")]
    [InlineData("'dai agent run' needs AGENT and TEXT", "dai agent run AGENT TEXT", "agent", "run")]
    [InlineData("'--wiat' is no option of 'dai agent run'", "did you mean '--wait'?", "agent", "run", "a", "b", "--wiat")]
    [InlineData("'--authority' has no value: '--settings' follows it", "a variable of the shell that is empty", "dao",
        "deploy", "--authority", "--settings", "a.json")]
    [InlineData("'now' is a word too many", "dai agent run AGENT TEXT", "agent", "run", "treasurer", "Pay", "now")]
    [InlineData("'x' is not a whole number", "'dai up --help'", "up", "--nodes", "x")]
    [InlineData("'dai backup' needs --out FOLDER", "dai backup --out FOLDER", "backup")]
    [InlineData("needs BUNDLE and --trust HASH", "dai log verify BUNDLE --trust HASH", "log", "verify")]
    [InlineData("'tcsh' is none of bash, zsh, fish", "'dai completion --help'", "completion", "tcsh")]
    public async Task A_mistyped_line_is_told_what_was_meant(string message, string fix, params string[] words)
    {
        var error = (await _dai.RunAsync([.. words, "--json"])).Object().GetProperty("error");
        Assert.Contains(message, error.GetProperty("message").GetString());
        Assert.Contains(fix, error.GetProperty("fix").GetString());
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("explain", "policy")]
    public async Task A_line_that_stops_early_is_answered_by_what_may_follow(string following, params string[] words)
    {
        var ended = await _dai.RunAsync(words);
        Assert.Equal(2, ended.Exit);
        Assert.Empty(ended.Output);
        Assert.Contains(following, ended.Error);
    }

    [Fact]
    public async Task Without_json_an_error_leaves_the_standard_output_empty()
    {
        var ended = await _dai.RunAsync("agent", "show", "treasurer");
        Assert.Equal(4, ended.Exit);
        Assert.Empty(ended.Output);
        Assert.Contains("DAI-", ended.Error);
        Assert.Contains("fix:", ended.Error);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("agent", "list")]
    [InlineData("agent", "run", "treasurer", "Pay.", "--yes")]
    [InlineData("approval", "list")]
    [InlineData("proposal", "list")]
    [InlineData("vault", "show", "treasurer")]
    public async Task Where_nothing_runs_the_exit_is_4(params string[] words) =>
        Assert.Equal(4, (await _dai.RunAsync([.. words, "--json"])).Exit);

    [Fact]
    public async Task Doctor_names_each_fault_with_its_fix_and_what_is_well()
    {
        _dai.Write(".dai/keys/password", "secret");
        _dai.Write("dai.yaml", "model: { gpu_layer: 3 }\n");
        var ended = await _dai.RunAsync("doctor", "--json");
        Assert.Equal(1, ended.Exit);
        var findings = ended.Object().GetProperty("findings").EnumerateArray()
            .ToDictionary(one => one.GetProperty("part").GetString()!);
        Assert.True(findings["runtime"].GetProperty("ok").GetBoolean());
        Assert.All([("secrets", "chmod 600"), ("configuration", "gpu_layers"), ("dao", "dai up"), ("nodes", "dai up")],
            fault =>
            {
                Assert.False(findings[fault.Item1].GetProperty("ok").GetBoolean());
                Assert.Contains(fault.Item2, findings[fault.Item1].GetProperty("fix").GetString());
            });
    }

    [Theory]
    [InlineData("up")]
    [InlineData("demo")]
    [InlineData("chaos")]
    [InlineData("node", "run", "0")]
    [InlineData("key", "new", "new.json")]
    [InlineData("plugin", "new", "Acme.New")]
    [InlineData("log", "export", "--out", "new.json")]
    [InlineData("agent", "run", "treasurer", "Pay.")]
    public async Task A_dry_run_says_what_would_be_and_leaves_nothing_behind(params string[] words)
    {
        var ended = await _dai.RunAsync([.. words, "--dry-run", "--yes", "--json"]);
        Assert.Equal(0, ended.Exit);
        Assert.True(ended.Object().GetProperty("dryRun").GetBoolean());
        Assert.InRange(ended.Object().GetProperty("plan").GetArrayLength(), 1, 20);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_dai.Folder));
    }

    [Fact]
    public async Task Nothing_to_stop_is_no_error()
    {
        var ended = await _dai.RunAsync("down", "--json");
        Assert.Equal(0, ended.Exit);
        Assert.Equal(0, ended.Object().GetProperty("nodes").GetInt32());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("10")]
    public async Task A_number_of_nodes_that_cannot_be_is_refused_before_anything_starts(string count)
    {
        var ended = await _dai.RunAsync("up", "--nodes", count, "--yes", "--json");
        Assert.Equal(2, ended.Exit);
        Assert.False(Directory.Exists(Path.Combine(_dai.Folder, ".dai", "chain")));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("agent", "--help")]
    [InlineData("demo", "--help")]
    public async Task Help_is_there(params string[] words)
    {
        var ended = await _dai.RunAsync(words);
        Assert.Equal(0, ended.Exit);
        Assert.Contains("Usage", ended.Output);
    }
}
