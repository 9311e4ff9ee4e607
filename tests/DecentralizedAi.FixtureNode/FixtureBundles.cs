using System.Text.Json.Nodes;
using DecentralizedAi.Node.Http;

namespace DecentralizedAi.FixtureNode;

/// <summary>Logs as the world's file names them: the path of a bundle by the number of its agent.</summary>
internal sealed class FixtureBundles(string file) : IBundles
{
    public async Task<byte[]> OfAsync(ulong agent, CancellationToken cancel)
    {
        var world = JsonNode.Parse(await File.ReadAllBytesAsync(file, cancel))!;
        return world["bundles"]?[$"{agent}"]?.GetValue<string>() is { } path
            ? await File.ReadAllBytesAsync(path, cancel)
            : throw new HttpProblemException(HttpProblem.NotNow("DAI-6028", $"agent {agent} has no bundle here"));
    }
}
