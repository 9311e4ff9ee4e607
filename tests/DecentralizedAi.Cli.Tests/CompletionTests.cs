using System.Diagnostics;
using Xunit;

namespace DecentralizedAi.Cli.Tests;

/// <summary>The completion as bash runs it.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly CommandLine _dai = new();

    public void Dispose() => _dai.Dispose();

    [Theory]
    [InlineData("dai bud", "budget")]
    [InlineData("dai agent f", "freeze")]
    [InlineData("dai log tail --ag", "--agent")]
    [InlineData("dai completion f", "fish")]
    public async Task Bash_offers_what_may_follow(string line, string word) =>
        Assert.Equal(word, (await CompleteAsync(line)).Trim());

    [Fact]
    public async Task Bash_offers_every_verb_of_a_noun_and_none_of_another()
    {
        var offered = (await CompleteAsync("dai node ")).Split('\n');
        Assert.Superset((HashSet<string>)["list", "run", "join", "drain"], offered.ToHashSet());
        Assert.DoesNotContain("freeze", offered);
    }

    [Theory]
    [InlineData("bash", "complete ")]
    [InlineData("zsh", "compdef ")]
    [InlineData("fish", "complete -c dai")]
    public async Task Each_shell_has_its_script(string shell, string words)
    {
        var ended = await _dai.RunAsync("completion", shell);
        Assert.Equal(0, ended.Exit);
        Assert.Contains(words, ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_shell_is_refused()
    {
        var ended = await _dai.RunAsync("completion", "cmd", "--json");
        Assert.Equal((2, "DAI-1000"), (ended.Exit, ended.Code));
    }

    private async Task<string> CompleteAsync(string line)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "dai.dll");
        _dai.Write("bin/dai", $"#!/bin/sh\nexec dotnet '{program}' \"$@\"\n");
        _dai.Write("complete.sh", """
            chmod +x bin/dai
            export PATH="$PWD/bin:$PATH"
            source <(dai completion bash)
            COMP_LINE=$1 COMP_POINT=${#1}
            read -ra COMP_WORDS <<<"$1"
            [[ $1 == *' ' ]] && COMP_WORDS+=('')
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _dai
            printf '%s\n' "${COMPREPLY[@]}"
            """);
        var start = new ProcessStartInfo("bash")
        {
            WorkingDirectory = _dai.Folder, RedirectStandardOutput = true, ArgumentList = { "complete.sh", line },
        };
        using var bash = Process.Start(start)!;
        var output = await bash.StandardOutput.ReadToEndAsync();
        await bash.WaitForExitAsync();
        return output.TrimEnd('\n');
    }
}
