using System.Text.Json.Nodes;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Cli.Demo.Steps;

/// <summary>Contracts, holders, and the vote that hires the agent.</summary>
internal sealed class DaoStep(CompositionDocument composition) : DemoStep
{
    public override string Id => "dao";
    public override string Claim => "contracts deployed, the policy voted and executed";

    public override async Task<JsonObject> RunAsync(DemoWorld world, CancellationToken cancellation)
    {
        // The nodes load their models and find each other while the vote runs; they serve nobody before its end.
        await world.Dao.DeployAsync(composition, world.Dao.StartNodesAsync, cancellation);
        var founding = world.Dao.Founding!;
        var governance = world.Dao.Services.Governance;
        var view = await governance.ShowAsync(founding.Proposal, cancellation);
        Demand(view.State == ProposalState.Executed, $"the founding proposal is {view.State}");
        Demand(view.For > view.Against, $"{view.For} votes for, {view.Against} against");
        var published = await world.Dao.Services.Policies.ShowAsync(Development.DevelopmentDao.AgentId, cancellation);
        Demand(!published.Root.IsZero, "no policy is in force");
        return new JsonObject
        {
            ["governor"] = world.Dao.Contracts.Governor?.ToString(),
            ["policyRegistry"] = world.Dao.Contracts.PolicyRegistry.ToString(),
            ["actionLedger"] = world.Dao.Contracts.ActionLedger.ToString(),
            ["proposal"] = founding.Proposal.Id.ToString(),
            ["voters"] = founding.Voters,
            ["votesFor"] = view.For.ToString(),
            ["tx"] = founding.Executed,
            ["policyRoot"] = published.Root.ToString(),
        };
    }
}
