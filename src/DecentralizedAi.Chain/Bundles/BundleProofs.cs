using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Feed;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using Proposal = DecentralizedAi.Chain.Dao.Proposal;

namespace DecentralizedAi.Chain.Bundles;

/// <summary>Reads the chain's part of a bundle at one block and proves it as a verifier will.</summary>
internal sealed class BundleProofs(DeployedDao dao, RpcEndpoint endpoint, IReadOnlyList<Proposal> proposals)
{
    private const int ExecutedBit = 240, CanceledBit = 248;

    private readonly DaoContracts _contracts = dao.Contracts;

    /// <summary>The past of the agents up to a block; none named = all.</summary>
    public async Task<AgentPast> PastAsync(
        Rpc.BlockHeader header, IReadOnlyList<ulong> agents, CancellationToken cancellation)
    {
        var fold = new GovernanceFold(_contracts);
        await new EventLog(_contracts).ReadAsync(
            endpoint, fold, _contracts.FirstBlock, header.Head.Number, cancellation).ConfigureAwait(false);
        return new AgentPast(fold, agents.Count > 0 ? agents : [.. fold.Compositions.Keys.Order()],
            UInt256.Of(_contracts.ChainId), _contracts.ActionLedger);
    }

    /// <param name="payees">Payees of the leaves: whether they were frozen is proven.</param>
    /// <param name="signers">Accounts whose signatures the leaves carry: those that are contracts are proven
    /// so.</param>
    /// <exception cref="RpcLiedException">The events do not fold to what the block proves.</exception>
    public async Task<ChainSections> ReadAsync(
        Rpc.BlockHeader header, AgentPast past, IReadOnlyCollection<Address> payees,
        IReadOnlyCollection<Address> signers, CancellationToken cancellation)
    {
        var wanted = Wanted(past, payees);
        foreach (var signer in await ContractsAsync(signers, cancellation).ConfigureAwait(false))
            wanted.AddAccount(signer);
        var candidates = proposals.Where(p => p.Block <= header.Head.Number && Publishes(past, p)).ToArray();
        foreach (var proposal in candidates)
            AddVotes(wanted, proposal.Id);
        var contracts = wanted.Contracts.ToArray();
        var answers = await endpoint.BatchAsync([.. wanted.Calls(header.Head.Number)], cancellation)
            .ConfigureAwait(false);
        var proofs = contracts.Select((c, i) => StateProof.Open(answers[i], header, c, wanted.SlotsOf(c))).ToArray();
        if (wanted.Difference(proofs) is { } difference)
            throw new RpcLiedException($"at block {header.Head.Number}, {difference}");
        var frozen = past.Targets(payees).Where(t => past.Fold.Freezes.Steps(t).Any());
        return new ChainSections(header, [.. proofs.Select(ToBundle)], [.. past.Agents.Select(past.Describe)],
            [.. frozen.Select(t => new BundleFreezes(t, new(Bytes32.Zero, [.. past.Fold.Freezes.Steps(t)])))],
            [.. past.Operators.Select(past.DescribeOperator)],
            [
                .. past.Nodes.Where(n => past.CheckpointsOf(n).Count > 0)
                    .Select(n => new BundleNode(n, past.CheckpointsOf(n))),
            ],
            [.. candidates.Select(p => Voted(p, proofs)).OfType<BundleProposal>()]);
    }

    private ProofSet Wanted(AgentPast past, IReadOnlyCollection<Address> payees)
    {
        var wanted = new ProofSet();
        Address?[] contracts =
        [
            _contracts.ActionLedger, _contracts.PolicyRegistry, _contracts.AgentRegistry, _contracts.OperatorRegistry,
            _contracts.Authority, _contracts.Governor,
        ];
        foreach (var contract in contracts)
        {
            if (contract is { } address)
                wanted.AddAccount(address);
        }
        foreach (var id in past.Operators)
            wanted.AddOperator(_contracts, past.Fold, id);
        foreach (var node in past.Nodes)
            wanted.AddHead(_contracts, past.Fold, node);
        foreach (var agent in past.Agents)
            wanted.AddAgent(_contracts, past.Fold, agent);
        foreach (var target in past.Targets(payees))
            wanted.AddFreeze(_contracts, past.Fold, target);
        return wanted;
    }

    private async Task<IReadOnlyList<Address>> ContractsAsync(
        IReadOnlyCollection<Address> accounts, CancellationToken cancellation)
    {
        var asked = accounts.ToArray();
        var answers = await endpoint.BatchAsync(
            [.. asked.Select(a => new RpcCall("eth_getCode", a.ToLower(), "latest"))], cancellation)
                .ConfigureAwait(false);
        return [.. asked.Where((_, i) => answers[i].GetString() is { Length: > 2 })];
    }

    private bool Publishes(AgentPast past, Proposal proposal)
    {
        var selector = Hex.Decode(dao.Manifest.PublishSelector);
        return proposal.Calls.Any(call => call.Target == _contracts.PolicyRegistry && call.Data.Length >= 68
            && call.Data.Span[..4].SequenceEqual(selector)
            && past.Agents.Any(agent => UInt256.Of(agent).ToWord() == Bytes32.Of(call.Data.Span[4..36])
                && past.Fold.Publications.Steps(agent).Any(s => s.Root == Bytes32.Of(call.Data.Span[36..68]))));
    }

    private void AddVotes(ProofSet wanted, UInt256 id)
    {
        var governor = _contracts.Governor!.Value;
        wanted.AddUnknown(governor, StateSlot(id));
        for (var i = 0; i < 3; i++)
            wanted.AddUnknown(governor, TallySlot(id, i));
    }

    private Bytes32 StateSlot(UInt256 id) => Slots.Of(UInt256.Of(dao.Manifest.ProposalsSlot).ToWord(), id.ToWord());

    private Bytes32 TallySlot(UInt256 id, int index) => (UInt256.OfWord(
        Slots.Of(UInt256.Of(dao.Manifest.VotesSlot).ToWord(), id.ToWord())) + UInt256.Of((uint)index)).ToWord();

    // Only what was executed put a policy into force.
    private BundleProposal? Voted(Proposal proposal, StateProof[] proofs)
    {
        var governor = proofs.Single(p => p.Address == _contracts.Governor);
        var state = UInt256.OfWord(governor[StateSlot(proposal.Id)]);
        if (!Bit(state, ExecutedBit) || Bit(state, CanceledBit))
            return null;
        var tallies = Enumerable.Range(0, 3).Select(i => UInt256.OfWord(governor[TallySlot(proposal.Id, i)])).ToArray();
        return new BundleProposal(proposal.Id, [.. proposal.Calls.Select(c => c.Target)],
            [.. proposal.Calls.Select(c => c.Value)], [.. proposal.Calls.Select(c => c.Data.ToArray())],
            proposal.Description, new BundleTallies(tallies[0], tallies[1], tallies[2]));
    }

    private static bool Bit(UInt256 word, int bit) => !(word >> bit << 255).IsZero;

    private static AccountProof ToBundle(StateProof proof) => new(proof.Address, proof.Nodes,
        [.. proof.Slots.Select(s => new Domain.Bundles.SlotProof(s.Key, s.Value, s.Nodes))]);
}
