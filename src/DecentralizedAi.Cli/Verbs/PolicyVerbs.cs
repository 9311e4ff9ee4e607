using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Policy documents before the vote.</summary>
internal static class PolicyVerbs
{
    private static readonly Argument<string> File = new("FILE") { Description = "A policy in YAML" };

    public static Command Noun() => Verb.Noun("policy", "Policy documents before the vote",
        Verb.Make("policy.propose", "Stages a policy and proposes to put it in force", ProposeAsync, File, Common.As));

    private static async Task<Answer> ProposeAsync(VerbCall call, CancellationToken cancellation)
    {
        var policy = Policies.Compile(call.Required(File));
        using var dao = call.OpenDao();
        Policies.CheckChain(policy, dao);
        var agent = await dao.AgentAsync(policy.Agent, cancellation);
        if (call.Plan($"stage the policy of {policy.Agent}, root {policy.Root}, {policy.Canonical.Length} bytes") is { } plan)
            return plan;
        using (var sender = dao.Sender(call.Key("holder-0")))
            await dao.Policies.StageAsync(sender, policy.Canonical, cancellation);
        return await Proposing.ProposeAsync(call, dao,
            [dao.Policies.PublishCall(agent.Id, policy.Root, Policies.Limits(policy))],
            $"Policy of {policy.Agent}: {policy.Document.About ?? policy.Root.ToString()}", cancellation);
    }
}
