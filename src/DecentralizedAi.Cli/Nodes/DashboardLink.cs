using DecentralizedAi.Cli.Development;

namespace DecentralizedAi.Cli.Nodes;

/// <summary>The address at which a person opens a node's dashboard.</summary>
internal static class DashboardLink
{
    /// <summary>A line with the address; the token stands in its fragment, which a browser sends to nobody.</summary>
    public static string Line(NodeCard card, DevelopmentHome home) =>
        $"dashboard: {new Uri(card.Http)}#token={Uri.EscapeDataString(File.ReadAllText(home.Token).Trim())}";
}
