using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Encoding;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace DecentralizedAi.Tools.Plugins;

/// <summary>What token holders approve of a tool that another process lists.</summary>
internal static class ToolPin
{
    private static readonly string[] Pinned =
        ["name", "title", "description", "inputSchema", "outputSchema", "annotations"];

    /// <summary>H(JCS) of name, title, description, schemas and annotations.</summary>
    /// <exception cref="IOException">A schema that has no canonical form.</exception>
    public static Bytes32 Of(Tool tool)
    {
        var whole = JsonSerializer.SerializeToNode(tool, McpJsonUtilities.DefaultOptions)!.AsObject();
        foreach (var name in whole.Select(member => member.Key).Except(Pinned).ToList())
            whole.Remove(name);
        try
        {
            return Keccak256.Hash(Jcs.Canonicalise(whole.ToJsonString()));
        }
        catch (FormatException odd)
        {
            throw new IOException($"tool '{tool.Name}' has no canonical form: {odd.Message}");
        }
    }
}
