using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.SystemTests.Errors;

/// <summary>Votes of the local DAO's three holders, carried to their execution.</summary>
internal sealed class Ballot(LocalDao dao)
{
    private static readonly string[] Holders = ["holder-0", "holder-1", "holder-2"];

    private readonly GovernanceService _governance = new(dao.Contracts, dao.Reader, TimeProvider.System);

    /// <summary>Stages a document, whatever it is, and puts it in force with these limits of the vault.</summary>
    public async Task<Bytes32> PublishAsync(byte[] document, IReadOnlyList<AssetLimit> limits, string description)
    {
        using var patience = new CancellationTokenSource(Dai.Patience);
        var policies = new PolicyService(dao.Contracts, dao.Reader);
        using (var stager = dao.Sender("deployer"))
            await policies.StageAsync(stager, document, patience.Token);
        var root = Keccak256.Hash(document);
        await CarryAsync(policies.PublishCall(1, root, limits), description, patience.Token);
        return root;
    }

    /// <summary>Has the holders decide how long votes are open.</summary>
    public async Task OpenForAsync(uint seconds)
    {
        using var patience = new CancellationTokenSource(Dai.Patience);
        await CarryAsync(_governance.VotingPeriodCall(seconds), $"Votes are open for {seconds} s.", patience.Token);
    }

    /// <summary>All holders vote for what somebody proposed.</summary>
    public async Task VoteAsync(UInt256 proposal)
    {
        using var patience = new CancellationTokenSource(Dai.Patience);
        await VoteAsync(_governance, proposal, dao.Sender, patience.Token);
    }

    private async Task CarryAsync(ProposalCall call, string description, CancellationToken cancellation)
    {
        using var first = dao.Sender(Holders[0]);
        // The same calls in the same words are the same proposal, and that is decided once.
        var proposal = await _governance.ProposeAsync(
            first, [call], $"{description} ({Guid.NewGuid()})", cancellation);
        await CarryAsync(_governance, proposal, dao.Sender, cancellation);
    }

    /// <summary>Carries a proposal that is there to its execution.</summary>
    /// <param name="senderOf">By the name of a key.</param>
    public static async Task CarryAsync(
        GovernanceService governance, Proposal proposal, Func<string, TransactionSender> senderOf,
        CancellationToken cancellation)
    {
        using var first = senderOf(Holders[0]);
        await VoteAsync(governance, proposal.Id, senderOf, cancellation);
        await governance.WaitForAsync(proposal.Id, ProposalState.Succeeded, cancellation);
        await governance.QueueAsync(first, proposal, cancellation);
        await governance.WaitForTimelockAsync(proposal.Id, cancellation);
        await governance.ExecuteAsync(first, proposal, cancellation);
    }

    private static async Task VoteAsync(
        GovernanceService governance, UInt256 proposal, Func<string, TransactionSender> senderOf,
        CancellationToken cancellation)
    {
        await governance.WaitForAsync(proposal, ProposalState.Active, cancellation);
        await Task.WhenAll(Holders.Select(async holder =>
        {
            using var sender = senderOf(holder);
            await governance.VoteAsync(sender, proposal, VoteChoice.For, "", cancellation);
        }));
    }
}
