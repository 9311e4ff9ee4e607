using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Node.Hosting;
using Xunit;

namespace DecentralizedAi.Node.Tests;

public sealed class HostedAgentsTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("dai-hosted-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public void Tools_of_an_agents_file_decide_what_its_composition_may_be_given()
    {
        Write("reader", "tools: [ web, calc ]");
        Write("all", "");
        var hosted = Read();
        Assert.Equal(2, hosted.Compositions.Count);
        var reader = hosted.Compositions[hosted.Folders.Single(f => f.Name == "reader").Composition.Hash()];
        Assert.Equal(["web.fetch", "calc", "reply", "refuse"], reader.Tools.Tools.Select(tool => tool.Name));
        Assert.Equal(reader.Tools.Hash, reader.Document.Tools);
        Assert.Null(reader.Fault(ToolCatalogue.Default));
    }

    [Fact]
    public void Only_the_agent_whose_file_says_so_is_narrowed()
    {
        Write("narrow", "narrow: [ payees ]");
        Write("wide", "narrow: []");
        Assert.Equal(["narrow"], Assert.Single(Read().Compositions.Values).Narrowed);
    }

    private HostedAgents Read() =>
        HostedAgents.Read(_home, Path.Combine(_home, "elsewhere", "model", "default.gguf"), _ => null);

    private void Write(string name, string line)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_home, "agents", name)).FullName;
        File.WriteAllText(Path.Combine(_home, "model.gguf"), "weights");
        File.WriteAllText(Path.Combine(folder, "agent.yaml"),
            $"agent: {name}\nmodel: {{ file: ../../model.gguf, template: chatml }}\n{line}\n");
    }
}
