namespace DecentralizedAi.Cli.Demo;

/// <summary>The steps of the main job in their order.</summary>
internal static class DemoCast
{
    public static IReadOnlyList<string> Steps { get; } =
    [
        "chain", "dao", "cluster", "pay", "refuse", "inject", "approve", "kill", "vote", "thief", "why", "verify",
    ];
}
