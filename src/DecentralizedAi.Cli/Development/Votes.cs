using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Signing;

namespace DecentralizedAi.Cli.Development;

/// <summary>Carries a proposal of the development DAO from its first word to its execution, with real votes.</summary>
internal static class Votes
{
    // More than any proposal of a development DAO takes; named, so that it can be sent for the first block that is late
    // enough.
    private const ulong ExecutionGas = 14_000_000;

    /// <summary>What came of a proposal.</summary>
    /// <param name="Voters">Holders who voted for it.</param>
    /// <param name="Executed">Hash of the transaction that put it in force.</param>
    internal sealed record Outcome(Proposal Proposal, int Voters, string Executed);

    /// <summary>The first holder proposes, all vote for it, anybody queues and executes.</summary>
    /// <param name="whenCast">What is done when every vote is cast, and the period runs by itself.</param>
    public static async Task<Outcome> CarryAsync(
        DaoServices services, IReadOnlyList<EthereumKey> holders, IReadOnlyList<ProposalCall> calls,
        string description, CancellationToken cancellation, Func<CancellationToken, Task>? whenCast = null)
    {
        using var first = services.Sender(holders[0]);
        var governance = services.Governance;
        var proposal = await governance.ProposeAsync(first, calls, description, cancellation);
        await governance.WaitForAsync(proposal.Id, ProposalState.Active, cancellation);
        await Task.WhenAll(holders.Select(holder => VoteAsync(services, holder, proposal, cancellation)));
        await (whenCast?.Invoke(cancellation) ?? Task.CompletedTask);
        await governance.WaitForAsync(proposal.Id, ProposalState.Succeeded, cancellation);
        await governance.QueueAsync(first, proposal, cancellation);
        await governance.WaitForTimelockAsync(proposal.Id, cancellation, early: 1);
        var receipt = await governance.ExecuteAsync(first, proposal, cancellation, ExecutionGas);
        return new Outcome(proposal, holders.Count, receipt.Hash.ToString());
    }

    private static async Task VoteAsync(
        DaoServices services, EthereumKey holder, Proposal proposal, CancellationToken cancellation)
    {
        using var sender = services.Sender(holder);
        await services.Governance.VoteAsync(sender, proposal.Id, VoteChoice.For, "", cancellation);
    }
}
