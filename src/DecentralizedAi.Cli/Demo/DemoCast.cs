using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Cli.Demo.Steps;

namespace DecentralizedAi.Cli.Demo;

/// <summary>The steps of the main job in their order.</summary>
internal static class DemoCast
{
    public static IReadOnlyList<string> Steps { get; } =
    [
        "chain", "dao", "cluster", "pay", "refuse", "inject", "approve", "kill", "vote", "thief", "why", "verify",
    ];

    /// <summary>The steps, ready to be played once.</summary>
    public static IReadOnlyList<DemoStep> Play(AgentFolder agent) =>
    [
        new ChainStep(), new DaoStep(agent.Composition), new ClusterStep(), new PayStep(), new RefuseStep(),
        new InjectStep(), new ApproveStep(), new KillStep(), new VoteStep(), new ThiefStep(), new WhyStep(),
        new VerifyStep(),
    ];
}
