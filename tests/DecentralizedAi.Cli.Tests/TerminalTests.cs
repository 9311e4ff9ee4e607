using System.Diagnostics;
using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Cli.Demo;
using DecentralizedAi.Cli.Output;
using Xunit;

namespace DecentralizedAi.Cli.Tests;

/// <summary>The program on a pseudo terminal, as <c>script</c> makes one.</summary>
public sealed class TerminalTests : IDisposable
{
    private readonly CommandLine _dai = new();

    public void Dispose() => _dai.Dispose();

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public async Task A_table_fits_the_terminal_and_its_titles_are_set_off(int width)
    {
        var lines = await ShowAsync(width, "", "explain");
        Assert.Contains(lines, line => line.Contains('\u001b'));
        Assert.All(lines, line => Assert.InRange(Bare(line).Length, 0, width));
        Assert.Matches("^code +exit  what happened$", Bare(lines[0]));
    }

    [Theory]
    [InlineData("NO_COLOR=1")]
    [InlineData("TERM=dumb")]
    public async Task Who_wants_no_colour_gets_none(string variable)
    {
        var lines = await ShowAsync(80, variable, "explain");
        Assert.DoesNotContain(lines, line => line.Contains('\u001b'));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public async Task One_object_stays_one_object() =>
        Assert.StartsWith("{\"schema\":\"dai.explain/1\"", Assert.Single(await ShowAsync(80, "", "explain --json")),
            StringComparison.Ordinal);

    [Fact]
    public void No_line_of_a_strangers_text_passes_for_one_of_ours() => Assert.Equal(
        "  | Mend a word\n  |   calls nothing\n  | \\u{1b}[2J",
        Terminal.Quoted("Mend a word\n  calls nothing\n\u001b[2J"));

    [Fact]
    public void Every_step_of_the_demo_is_told_in_one_line_of_80()
    {
        var agent = AgentFolder.Read(Repository.File("agents", "treasurer"));
        Assert.All(DemoCast.Play(agent), step => Assert.InRange(step.Claim.Length, 10, 80 - 26));
    }

    private async Task<IReadOnlyList<string>> ShowAsync(int width, string variable, string words)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "dai.dll");
        var start = new ProcessStartInfo("script")
        {
            WorkingDirectory = _dai.Folder, RedirectStandardOutput = true, RedirectStandardInput = true,
            ArgumentList =
            {
                "-qec", $"stty cols {width}; env TERM=xterm {variable} dotnet '{program}' {words}", "/dev/null",
            },
        };
        start.Environment.Remove("NO_COLOR");
        using var shown = Process.Start(start)!;
        shown.StandardInput.Close();
        var output = await shown.StandardOutput.ReadToEndAsync();
        await shown.WaitForExitAsync();
        Assert.Equal(0, shown.ExitCode);
        // What .NET sends before anything else, so that the arrow keys can be read; it colours nothing.
        return output.Replace("\u001b[?1h\u001b=", "", StringComparison.Ordinal).TrimEnd().ReplaceLineEndings("\n")
            .Split('\n');
    }

    private static string Bare(string line) =>
        System.Text.RegularExpressions.Regex.Replace(line, "\u001b\\[[0-9;?]*[a-zA-Z]", "").TrimEnd();
}
