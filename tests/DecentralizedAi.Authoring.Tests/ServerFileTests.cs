using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Domain.Tools;
using Xunit;

namespace DecentralizedAi.Authoring.Tests;

/// <summary><c>dai-server.yaml</c>: what a server of others is for governance.</summary>
public sealed class ServerFileTests : IDisposable
{
    private const string Example = """
        plugin: acme.sums
        version: 1.0.0
        command: [node, server.js, stdio]
        files: [server.js, node_modules]
        environment: { DEPTH: "3" }
        tools:
          calc.total:
            calls: get-sum
            effect: read
            idempotency: safe
            arguments: { a: integer, most: "integer?" }
            names: { most: maxItems }
            costs: { bytes: 2000 }
            seconds: 5
            audience: members
            risk: medium
          message.send:
            calls: send
            effect: write
            idempotency: at_most_once
            audience: public
            risk: high
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("dai-server-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Says_what_is_packed_how_it_starts_and_what_each_tool_does()
    {
        var server = Read(Example);
        Assert.Equal(("acme.sums", "1.0.0", "node", "server.js stdio", "server.js node_modules", "3"),
            (server.Id, server.Version, server.Program, string.Join(' ', server.Arguments),
                string.Join(' ', server.Files), server.Environment["DEPTH"]));
        var (total, send) = (server.Tools[0], server.Tools[1]);
        Assert.Equal(("read(a:integer,most:integer?)", "get-sum", "maxItems", 5, "Members", "Medium"),
            (total.Declaration.Signature.Written, total.Listed, total.Foreign!.Arguments["most"], total.Seconds,
                total.Audience, total.Risk));
        Assert.Equal((1ul, 2000ul), (total.Declaration.Costs["calls"], total.Declaration.Costs["bytes"]));
        Assert.Equal((ToolEffect.Write, Idempotency.AtMostOnce, 20),
            (send.Declaration.Effect, send.Declaration.Idempotency, send.Seconds));
    }

    [Theory]
    [InlineData("plugin: acme.sums", "plugins: acme.sums", "DAI-1103", ":1:1")]
    [InlineData("version: 1.0.0", "version: [1]", "DAI-1105", ":2:10")]
    [InlineData("command: [node, server.js, stdio]", "command: []", "DAI-1105", ":3:10")]
    [InlineData("files: [server.js, node_modules]", "files: [../secrets]", "DAI-1105", ":1:1")]
    [InlineData("files: [server.js, node_modules]", "version: 2.0.0", "DAI-1104", ":4:1")]
    [InlineData("effect: read", "effect: money", "DAI-1105", ":9:13")]
    [InlineData("idempotency: safe", "idempotency: keyed", "DAI-1105", ":10:18")]
    [InlineData("risk: medium", "risky: medium", "DAI-1103", ":16:5")]
    [InlineData("    audience: public\n", "", "DAI-1106", ":18:5")]
    [InlineData("calc.total", "Calc Total", "DAI-1105", ":8:5")]
    [InlineData("a: integer", "a: number", "DAI-1105", ":8:5")]
    [InlineData("names: { most: maxItems }", "names: { least: minItems }", "DAI-1105", ":8:5")]
    [InlineData("costs: { bytes: 2000 }", "costs: { gold: 1 }", "DAI-1105", ":8:5")]
    [InlineData("seconds: 5", "seconds: 601", "DAI-1105", ":8:5")]
    public void What_it_leaves_open_is_refused_with_its_place(string written, string changed, string code, string place)
    {
        Assert.Contains(written, Example);
        var refused = Assert.Throws<ConfigurationException>(() => Read(Example.Replace(written, changed)));
        Assert.Equal((code, Path.Combine(_folder, ServerFile.Name) + place), (refused.Code, refused.Where));
    }

    private ServerFile Read(string yaml)
    {
        File.WriteAllText(Path.Combine(_folder, ServerFile.Name), yaml);
        return ServerFile.Read(_folder);
    }
}
