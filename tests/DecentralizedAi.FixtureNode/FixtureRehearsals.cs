using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Node.Http;

namespace DecentralizedAi.FixtureNode;

/// <summary>Rehearsals as the world's file tells them, by proposal.</summary>
internal sealed class FixtureRehearsals(string file) : IRehearsals
{
    public Task<JsonObject?> OfAsync(UInt256 proposal, CancellationToken cancel) => Task.FromResult(
        JsonNode.Parse(File.ReadAllBytes(file))!["rehearsals"]?[proposal.ToString()]?.AsObject());
}
