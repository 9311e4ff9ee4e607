using System.Globalization;
using System.Text;
using Xunit;

namespace DecentralizedAi.SystemTests.Documents;

/// <summary>
/// Somebody who types what a document says, block after block, in one shell, in a folder that looks like this
/// repository and has no state yet.
/// </summary>
internal sealed class Reader : IAsyncDisposable
{
    /// <summary>Where <c>./dai</c> is, and where <c>.dai</c> will be.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("dai-reader-").FullName;

    /// <summary>What the reader knows before: values for what a document leaves open.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    private string Said => Path.Combine(Folder, "said");

    public Reader()
    {
        Directory.CreateDirectory(Said);
        foreach (var name in (string[])["agents", "docker", "governance"])
            Directory.CreateSymbolicLink(Path.Combine(Folder, name), Path.Combine(Dai.Root, name));
        var program = Path.Combine(Folder, "dai");
        File.WriteAllText(program, $"#!/usr/bin/env bash\nexec '{Path.Combine(Dai.Root, "dai")}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // What this machine's user has set is nothing a document could know.
        Variables["XDG_CONFIG_HOME"] = Path.Combine(Folder, "user");
    }

    /// <summary>Types the blocks; each has to end well and to show what the document shows.</summary>
    public async Task FollowAsync(Document document, params IReadOnlyList<CommandBlock> blocks)
    {
        var script = Path.Combine(Folder, "typed");
        await File.WriteAllTextAsync(script, Script(blocks));
        var ended = await TypeAsync(script);
        var last = blocks.Select((_, index) => index).Last(index => File.Exists(Output(index)));
        for (var index = 0; index <= last; index++)
        {
            var said = await File.ReadAllTextAsync(Output(index));
            var place = $"{document.Name}:{blocks[index].Line}";
            Assert.True(index < last || ended.Exit == 0,
                $"{place} ended with exit {ended.Exit}\n{blocks[index].Code}\n--- said\n{said}{ended.Error}");
            var missing = blocks[index].Missing(said);
            Assert.True(missing is null, $"{place} shows a line that did not come: {missing}\n--- said\n{said}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var home in Directory.GetDirectories(Folder, ".*"))
            await Dai.RunAsync("down", "--home", home);
        Directory.Delete(Folder, recursive: true);
    }

    private string Output(int index) => Path.Combine(Said, index.ToString(CultureInfo.InvariantCulture));

    private string Script(IReadOnlyList<CommandBlock> blocks)
    {
        var script = new StringBuilder("set -euo pipefail\n");
        foreach (var (index, block) in blocks.Index())
            script.Append(CultureInfo.InvariantCulture, $"exec >'{Output(index)}' 2>&1\n{block.Code}\n");
        return script.ToString();
    }

    // In a group of its own, which ends as a whole: what a block left in the background goes too.
    private async Task<Ended> TypeAsync(string script)
    {
        var start = Dai.Command("setsid", ["bash", script]);
        start.WorkingDirectory = Folder;
        foreach (var (name, value) in Variables)
            start.Environment[name] = value;
        using var shell = Dai.Start(start);
        var (output, error) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        try
        {
            await shell.WaitForExitAsync().WaitAsync(Dai.Patience);
        }
        finally
        {
            await Dai.RunAsync(Dai.Command("bash", ["-c", $"kill -KILL -- -{shell.Id} 2>&- || true"]));
        }
        return new Ended(shell.ExitCode, await output, await error);
    }
}
