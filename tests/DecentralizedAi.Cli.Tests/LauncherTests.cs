using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace DecentralizedAi.Cli.Tests;

/// <summary><c>./dai</c> on a machine that lacks something.</summary>
public sealed class LauncherTests : IDisposable
{
    private static readonly string[] Tools =
        ["bash", "cat", "cd", "cp", "dirname", "find", "mkdir", "mv", "printf", "pwd", "rm", "touch"];

    private readonly string _root = Directory.CreateTempSubdirectory("dai-launcher-").FullName;
    private readonly string _path;

    public LauncherTests()
    {
        _path = Path.Combine(_root, "path");
        Directory.CreateDirectory(_path);
        foreach (var tool in Tools)
            if (Find(tool) is { } file)
                File.CreateSymbolicLink(Path.Combine(_path, tool), file);
        File.Copy(Path.Combine(Clone(), "dai"), Path.Combine(_root, "dai"));
        Write("global.json", "{}");
        Write("governance/package-lock.json", "{}");
        Directory.CreateDirectory(Path.Combine(_root, "governance", "abi"));
        Write("Directory.Build.props", "<Project />");
        // Built already, and newer than every source.
        Write("src/DecentralizedAi.Cli/bin/Release/net10.0/dai.dll", "");
        Write("artifacts/built", "");
        Provide("dotnet", "echo 10.0.100");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Without_node_it_names_node_and_ends_with_2() =>
        await RefusesAsync("DAI-1002", "Node is not on PATH");

    [Fact]
    public async Task Without_npm_it_names_npm_and_ends_with_2()
    {
        Provide("node", "echo 20.0.0");
        await RefusesAsync("DAI-1003", "npm is not on PATH");
    }

    [Fact]
    public async Task An_old_node_is_named_with_its_version()
    {
        Provide("node", "echo 18.20.0");
        Provide("npm", "true");
        await RefusesAsync("DAI-1002", "18.20.0");
    }

    [Fact]
    public async Task Where_npm_fails_nothing_is_started()
    {
        Provide("node", "echo 20.0.0");
        Provide("npm", "echo no registry >&2; exit 1");
        var error = await RefusesAsync("DAI-1004", "npm ci failed");
        Assert.Contains("no registry", error);
    }

    [Fact]
    public async Task Without_dotnet_it_names_the_sdk()
    {
        File.Delete(Path.Combine(_path, "dotnet"));
        await RefusesAsync("DAI-1001", "SDK", "status");
    }

    [Fact]
    public async Task An_older_sdk_is_named_with_its_version()
    {
        Provide("dotnet", "echo 8.0.400");
        await RefusesAsync("DAI-1001", "8.0.400", "status");
    }

    [Fact]
    public async Task An_SDK_that_was_found_good_is_asked_again_when_it_changed()
    {
        var asked = Path.Combine(_root, "asked");
        Provide("dotnet", $"[ \"$1\" = --version ] && echo 10.0.100 | tee -a '{asked}'");
        File.CreateSymbolicLink(Path.Combine(_path, "tee"), Find("tee")!);
        await RunAsync("status");
        await RunAsync("status");
        Assert.Single(File.ReadLines(asked));
        Provide("dotnet", "echo 8.0.400");
        await RefusesAsync("DAI-1001", "8.0.400", "status");
    }

    [Fact]
    public async Task Of_two_calls_at_once_one_installs_and_builds()
    {
        File.CreateSymbolicLink(Path.Combine(_path, "flock"), Find("flock")!);
        Provide("node", """
            if [ "$1" = -p ]; then echo 20.0.0; exit; fi
            echo drawn >>../../drawn
            mkdir -p ../../artifacts/dashboard
            echo >../../artifacts/dashboard/index.html
            """);
        Provide("npm",
            $"mkdir -p node_modules; echo >>'{_root}'/${{PWD##*/}}.made; echo >node_modules/.package-lock.json");
        Write("src/dashboard/package-lock.json", "{}");
        var ended = await Task.WhenAll(RunAsync("up"), RunAsync("up"));
        Assert.All(ended, one => Assert.Equal(0, one.Exit));
        foreach (var made in (string[])["drawn", "dashboard.made", "governance.made"])
            Assert.Single(File.ReadLines(Path.Combine(_root, made)));
    }

    /// <summary>Three programs besides what a shell has; npm is a part of Node.</summary>
    [Fact]
    public async Task What_the_readme_asks_for_is_all_that_a_start_needs()
    {
        Assert.Contains("On a machine with .NET 10, Node 20 and bash:",
            await File.ReadAllTextAsync(Path.Combine(Clone(), "README.md")));
        Provide("dotnet", "[ \"$1\" = --version ] && echo 10.0.100 || echo \"dotnet $*\"");
        Provide("node", "[ \"$1\" = -p ] && echo 20.0.0 || echo \"node $*\"");
        Provide("npm", "mkdir -p node_modules; echo > node_modules/.package-lock.json");
        Write("src/dashboard/package-lock.json", "{}");
        Write("artifacts/dashboard/index.html", "");
        var ended = await RunAsync("up", "--json");
        Assert.Equal($"dotnet {_root}/src/DecentralizedAi.Cli/bin/Release/net10.0/dai.dll up --json",
            ended.Output.Trim());
        Assert.Equal("installing the local chain and the contract tools", ended.Error.Trim());
    }

    [Theory]
    [InlineData("bench", "--help")]
    [InlineData("test", "-h")]
    [InlineData("plugin", "feed", "--help")]
    [InlineData("up", "--help")]
    public async Task Help_is_the_command_line_s_and_nothing_is_installed_for_it(params string[] words)
    {
        Provide("dotnet", "[ \"$1\" = --version ] && echo 10.0.100 || echo \"$@\"");
        var ended = await RunAsync(words);
        Assert.Equal((0, ""), (ended.Exit, ended.Error));
        Assert.EndsWith($"dai.dll {string.Join(' ', words)}\n", ended.Output, StringComparison.Ordinal);
    }

    private async Task<Ended> RunAsync(params IEnumerable<string> words)
    {
        var start = new ProcessStartInfo(Find("bash")!) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in words.Prepend(Path.Combine(_root, "dai")))
            start.ArgumentList.Add(word);
        start.Environment.Clear();
        start.Environment["PATH"] = _path;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return new Ended(process.ExitCode, await output, error);
    }

    private async Task<string> RefusesAsync(string code, string words, string verb = "up")
    {
        var (exit, output, error) = await RunAsync(verb, "--json");
        Assert.Equal(2, exit);
        var refusal = JsonDocument.Parse(output).RootElement.GetProperty("error");
        Assert.Equal(code, refusal.GetProperty("code").GetString());
        Assert.Contains(words, refusal.GetProperty("message").GetString());
        Assert.Contains("fix:", error);
        return error;
    }

    private void Provide(string tool, string script)
    {
        var file = Path.Combine(_path, tool);
        File.Delete(file);
        File.WriteAllText(file, $"#!{Find("bash")}\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private void Write(string name, string text)
    {
        var file = Path.Combine(_root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private static string? Find(string tool) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(folder => Path.Combine(folder, tool)).FirstOrDefault(File.Exists);

    private static string Clone()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DecentralizedAi.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("no DecentralizedAi.sln above the tests");
        return folder.FullName;
    }
}
