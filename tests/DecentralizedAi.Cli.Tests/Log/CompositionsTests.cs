using DecentralizedAi.Cli.Log;
using Xunit;

namespace DecentralizedAi.Cli.Tests.Log;

/// <summary>Agents in folders, of which some are made of the same model, prompts and tools.</summary>
public sealed class CompositionsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("dai-compositions-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Agents_that_are_made_of_the_same_share_an_entry_and_those_of_the_home_are_there()
    {
        var (home, installed) = (Path.Combine(_root, "home"), Path.Combine(_root, "installed"));
        Write(installed, "treasurer", "You pay bills.");
        Write(installed, "clerk", "You pay bills.");
        Assert.Single(Exporting.Compositions(home, installed));
        Write(home, "scribe", "You write.");
        Assert.Equal(2, Exporting.Compositions(home, installed).Count);
    }

    private static void Write(string folder, string name, string prompt)
    {
        var own = Path.Combine(folder, name);
        Directory.CreateDirectory(own);
        File.WriteAllText(Path.Combine(own, "system.md"), prompt);
        File.WriteAllText(Path.Combine(own, "model.gguf"), "GGUF");
        File.WriteAllText(Path.Combine(own, "agent.yaml"),
            $"agent: {name}\nmodel: {{ file: model.gguf, template: chatml }}\nprompts: [ system.md ]\n");
    }
}
