using System.Diagnostics;
using Xunit;

namespace DecentralizedAi.Cli.Tests;

/// <summary>The completion as real shells run it.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly CommandLine _dai = new();

    public void Dispose() => _dai.Dispose();

    // bash is there; of the others those that this machine has, and the run of all tests names the rest.
    public static TheoryData<string, string, string> Lines
    {
        get
        {
            var lines = new TheoryData<string, string, string>();
            foreach (var shell in ((string[])["bash", "zsh", "fish"]).Where(IsHere))
                foreach (var (line, word) in ((string, string)[])[("dai bud", "budget"), ("dai agent f", "freeze"),
                    ("dai log tail --ag", "--agent"), ("dai completion f", "fish")])
                    lines.Add(shell, line, word);
            return lines;
        }
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task A_shell_offers_what_may_follow(string shell, string line, string word) =>
        Assert.Equal(word, (await CompleteAsync(shell, line)).Trim());

    [Fact]
    public async Task Bash_offers_every_verb_of_a_noun_and_none_of_another()
    {
        var offered = (await CompleteAsync("bash", "dai node ")).Split('\n');
        Assert.Superset((HashSet<string>)["list", "run", "join", "drain"], offered.ToHashSet());
        Assert.DoesNotContain("freeze", offered);
        Assert.DoesNotContain(offered, word => word.StartsWith('/'));
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

    private static bool IsHere(string shell) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, shell)));

    /// <summary>What the shell makes of the line when its key for completion is pressed at the end.</summary>
    private async Task<string> CompleteAsync(string shell, string line)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "dai.dll");
        var dai = _dai.Write("bin/dai", $"#!/bin/sh\nexec dotnet '{program}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(dai, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _dai.Write("complete", shell switch
        {
            "bash" => """
                source <(dai completion bash)
                COMP_LINE=$1 COMP_POINT=${#1}
                read -ra COMP_WORDS <<<"$1"
                [[ $1 == *' ' ]] && COMP_WORDS+=('')
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                _dai
                printf '%s\n' "${COMPREPLY[@]}"
                """,
            // A second zsh on a pseudo terminal, in which the keys are pressed.
            "zsh" => """
                zmodload zsh/zpty
                zpty z zsh -f -i
                zpty -w z 'autoload -Uz compinit; compinit -u -D; source <(dai completion zsh)'
                zpty -w z 'show() { zle complete-word; print -r -- "<$BUFFER>" }; zle -N show; bindkey "^X" show'
                zpty -w z 'print RE''ADY'
                zpty -r -m z seen '*READY*'
                zpty -w -n z "$1"$'\C-x'
                zpty -r -m z seen '*<dai*>*'
                print -r -- "${${(z)${${seen##*<}%%>*}}[-1]}"
                zpty -d z
                """,
            _ => """
                source (dai completion fish | psub)
                complete -C $argv[1]
                """,
        });
        var start = new ProcessStartInfo(shell)
        {
            WorkingDirectory = _dai.Folder, RedirectStandardOutput = true, RedirectStandardError = true,
            ArgumentList = { "complete", line },
        };
        start.Environment["PATH"] = $"{Path.GetDirectoryName(dai)}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["TERM"] = "xterm";
        start.Environment["HOME"] = _dai.Folder;
        using var ended = Process.Start(start)!;
        var error = ended.StandardError.ReadToEndAsync();
        var output = await ended.StandardOutput.ReadToEndAsync();
        await ended.WaitForExitAsync();
        Assert.Equal("", await error);
        return output.TrimEnd('\n');
    }
}
