using DecentralizedAi.Cli.Development;

namespace DecentralizedAi.Cli.Nodes;

/// <summary>The address at which a person opens a node's dashboard.</summary>
internal static class DashboardLink
{
    /// <summary>A line with the address; the token stands in its fragment, which a browser sends to nobody.</summary>
    /// <param name="token">File of the token.</param>
    public static string Line(NodeCard card, string token) =>
        $"dashboard: {new Uri(card.Http)}#token={Uri.EscapeDataString(File.ReadAllText(token).Trim())}";
}
