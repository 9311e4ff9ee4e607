using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Chain.Bundles;

/// <summary>A bundle and the block it is proven against: its hash is what a verifier has to trust.</summary>
public sealed record ExportedBundle(Bundle Bundle, ChainHead Block);

/// <summary>Puts the log of agents, the chain's proofs and the operator's documents into one bundle.</summary>
/// <param name="compositions">Canonical text of a composition by its hash; null where it is not known.</param>
public sealed class BundleExporter(
    DeployedDao dao, RpcEndpoint endpoint, IBatchStore batches, IBodyStore bodies, Func<Bytes32, string?> compositions)
{
    /// <summary>Exports at the head.</summary>
    /// <param name="agents">None = all agents of the registry.</param>
    /// <exception cref="ChainException">No answer, or answers that no head proves; DAI-4230 no such agent.</exception>
    public Task<ExportedBundle> ExportAsync(IReadOnlyList<ulong> agents, CancellationToken cancellation) =>
        HonestHeads.ReadAsync(() => AtHeadAsync(agents, cancellation));

    private async Task<ExportedBundle> AtHeadAsync(IReadOnlyList<ulong> agents, CancellationToken cancellation)
    {
        var header = await new HeadWatch(endpoint, TimeProvider.System, default).ReadAsync(cancellation)
            .ConfigureAwait(false);
        var reader = new ContractReader(endpoint, new RevertDecoder(Abi.ContractArtifacts.Errors));
        var proposals = dao.Contracts.Governor is null
            ? []
            : await new GovernanceService(dao.Contracts, reader, TimeProvider.System).ListAsync(cancellation)
                .ConfigureAwait(false);
        var proofs = new BundleProofs(dao, endpoint, proposals);
        var past = await proofs.PastAsync(header, agents, cancellation).ConfigureAwait(false);
        foreach (var agent in past.Agents.Where(a => !past.Fold.Compositions.Steps(a).Any()))
            throw new ChainException("DAI-4230", $"agent {agent} was never assigned to an operator, so it has no log; "
                + "'dai agent list' names those that have one");
        var mine = await new BundleEntries(batches, bodies).ReadAsync(past, cancellation).ConfigureAwait(false);
        var leaves = mine.Entries.SelectMany(e => e.Leaves).Concat(mine.Unanchored).ToList();
        var chain = await proofs.ReadAsync(header, past, Payees(leaves), Signers(leaves), cancellation)
            .ConfigureAwait(false);
        var documents = await DocumentsAsync(new PolicyService(dao.Contracts, reader), chain, cancellation)
            .ConfigureAwait(false);
        return new ExportedBundle(Assemble(chain, mine, documents), header.Head);
    }

    private Bundle Assemble(ChainSections chain, OperatorSections mine, Dictionary<Bytes32, string> documents) => new()
    {
        ChainId = UInt256.Of(dao.Contracts.ChainId),
        Header = chain.Header.Rlp.ToArray(),
        Contracts = new BundleContracts(dao.Contracts.ActionLedger, dao.Contracts.PolicyRegistry,
            dao.Contracts.AgentRegistry, dao.Contracts.OperatorRegistry, dao.Contracts.Authority,
            dao.Contracts.Governor),
        Proofs = chain.Proofs,
        Agents = chain.Agents,
        Freezes = chain.Freezes,
        Operators = chain.Operators,
        Nodes = chain.Nodes,
        Entries =
        [
            .. mine.Entries.Select(entry => entry with { Leaves = [.. entry.Leaves.Select(WithoutLooseReceipt)] }),
        ],
        Unanchored = [.. mine.Unanchored.Select(WithoutLooseReceipt)],
        Receipts = mine.Entries.SelectMany(entry => entry.Leaves).Concat(mine.Unanchored)
            .Where(HasLooseReceipt).DistinctBy(leaf => leaf.Hash())
            .ToDictionary(leaf => leaf.Hash(), leaf => leaf.Receipt!),
        Documents = documents,
        Proposals = chain.Proposals,
    };

    // Only an Opened leaf has a word that a receipt can be held against.
    private static bool HasLooseReceipt(LeafRecord leaf) =>
        leaf.Receipt is not null && leaf.Opens.Extension is not LeafExtension.Opened;

    private static LeafRecord WithoutLooseReceipt(LeafRecord leaf) =>
        HasLooseReceipt(leaf) ? leaf with { Receipt = null } : leaf;

    private async Task<Dictionary<Bytes32, string>> DocumentsAsync(
        IDocumentSource policies, ChainSections chain, CancellationToken cancellation)
    {
        var documents = new Dictionary<Bytes32, string>();
        foreach (var root in chain.Agents.SelectMany(a => a.Publications.Steps).Select(s => s.Root).Distinct())
        {
            if (await TextAsync(policies, root, cancellation).ConfigureAwait(false) is { } text)
                documents[root] = text;
        }
        foreach (var hash in chain.Agents.SelectMany(a => a.Compositions.Steps).Select(s => s.Composition).Distinct())
        {
            // A composition that its author staged is read like a policy.
            var text = compositions(hash) ?? await TextAsync(policies, hash, cancellation).ConfigureAwait(false);
            if (text is not null)
                documents[hash] = text;
        }
        // One that is no canonical JSON would fail the verification; absent, it is not checked, and the log says so.
        return documents.Where(d => Keccak256.Hash(d.Value) == d.Key && Jcs.TryParseCanonical(d.Value) is JcsValue.Map)
            .ToDictionary();
    }

    private static async Task<string?> TextAsync(
        IDocumentSource source, Bytes32 hash, CancellationToken cancellation) =>
        await source.ReadAsync(hash, cancellation).ConfigureAwait(false) is { } bytes
            ? System.Text.Encoding.UTF8.GetString(bytes)
            : null;

    private static HashSet<Address> Payees(IEnumerable<LeafRecord> leaves) =>
    [
        .. leaves.Select(l => l.Opens.Extension).OfType<LeafExtension.Opened>().Select(o => o.To)
            .Where(to => !to.IsZero),
    ];

    // Kind 1: an account, whose id is its address.
    private static HashSet<Address> Signers(IEnumerable<LeafRecord> leaves) =>
    [
        .. leaves.Where(l => l.Opens is { Signature: not null, Instructor.Kind: 1 })
            .Select(l => Address.OfWord(l.Opens.Instructor!.Value.Id)),
    ];
}
