using System.CommandLine;
using System.Text;
using DecentralizedAi.Authoring;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Policy;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Puts a new agent to the vote, with its first policy.</summary>
internal static class EnrolVerb
{
    private static readonly Argument<string> Name = new("NAME") { Description = "Its folder below agents" };

    private static readonly Option<string> Policy = new("--policy")
    {
        Description = "The policy it starts under", HelpName = "FILE", Required = true,
    };

    private static readonly Option<ulong> Operator = new("--operator")
    {
        Description = "The operator that hosts it", HelpName = "ID", DefaultValueFactory = _ => 1,
    };

    public static Command Make() =>
        Verb.Make("agent.add", "Proposes a new agent with its first policy", RunAsync, Name, Policy, Operator,
            Common.As, Common.Out, Common.Reason);

    private static async Task<Answer> RunAsync(VerbCall call, CancellationToken cancellation)
    {
        var agent = AgentFolders.Read(call, call.Required(Name));
        var policy = Policies.Compile(call.Parsed.GetRequiredValue(Policy));
        if (policy.Agent != agent.Name)
            throw CliException.Usage("DAI-1055", $"the policy is for '{policy.Agent}', the agent is '{agent.Name}'",
                "--policy", "name the agent in the policy as in agent.yaml");
        using var dao = call.OpenDao();
        Policies.CheckChain(policy, dao);
        // Its name is taken, so the vote would be for a call that reverts.
        if (await dao.Agents.FindAsync(agent.Name, cancellation) is { } hired)
            throw CliException.Usage("DAI-1088", $"'{agent.Name}' is agent {hired.Id} already", "NAME",
                "'dai policy propose' changes its policy, 'dai plugin approve' its files; another agent has another "
                + "name");
        var host = await dao.Operators.ShowAsync(call.Value(Operator), cancellation)
            ?? throw CliException.Usage("DAI-1082", $"there is no operator {call.Value(Operator)}", "--operator",
                "'dai operator list' names those there are; 'dai operator add' registers one");
        var id = await dao.Agents.CountAsync(cancellation) + 1;
        return await Proposing.ProposeAsync(call, dao,
        [
            // Agents are only given to an operator that hosts.
            .. host.Status == OperatorStatus.Hosting
                ? [] : (ProposalCall[])[dao.Operators.SetStatusCall(host.Id, OperatorStatus.Hosting)],
            .. dao.Agents.HireCalls(id, agent.Name, call.Value(Operator), agent.Composition.Hash(), ""),
            dao.Policies.PublishCall(id, policy.Root, policy.Limits.Published),
        ], $"Hire {agent.Name} as agent {id}: {policy.Document.About}", cancellation,
            ($"the policy of {agent.Name}", policy.Canonical),
            ($"the composition of {agent.Name}", Encoding.UTF8.GetBytes(agent.Composition.ToJson())));
    }
}
