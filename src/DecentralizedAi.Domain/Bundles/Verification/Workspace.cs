using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Proofs;

namespace DecentralizedAi.Domain.Bundles.Verification;

/// <summary>What the checks share: the documents, what earlier checks proved, and what is listed at the end.</summary>
internal sealed class Workspace(
    Bundle bundle, Bytes32 trust, Manifest? manifest, ISignatureRecovery signatures, IPolicyJudge policies)
{
    private readonly SortedDictionary<string, long> _notChecked = new(StringComparer.Ordinal);

    public Bundle Bundle { get; } = bundle;
    public Bytes32 Trust { get; } = trust;
    public Manifest? Manifest { get; } = manifest;
    public ISignatureRecovery Signatures { get; } = signatures;
    public IPolicyJudge Policies { get; } = policies;

    /// <summary>Null without a manifest: what needs it is not checked.</summary>
    public ulong? Finality => Manifest?.Finality;

    public SigningDomain Domain => new(Bundle.ChainId, Bundle.Contracts.ActionLedger);

    public BlockHeader Header { get; set; } = null!;
    public Dictionary<Address, ProvenAccount> Accounts { get; } = [];
    public Dictionary<(Address, Bytes32), Bytes32> Slots { get; } = [];
    public Dictionary<UInt256, OperatorHistory> Operators { get; } = [];
    public List<AgentWork> Agents { get; } = [];
    public Dictionary<(Address Node, ulong Number), Checkpoint> Checkpoints { get; } = [];
    public PolicyTexts Texts { get; } = new(bundle.Documents);

    public List<ListedElement> Void { get; } = [];
    public List<ListedElement> Disowned { get; } = [];
    public List<ListedElement> Moved { get; } = [];
    public List<ListedElement> Found { get; } = [];
    public List<ListedElement> Outside { get; } = [];
    public int NotOpened { get; set; }
    public IReadOnlyDictionary<string, long> NotCheckedCounts => _notChecked;

    public void NotChecked(string what, long count = 1) =>
        _notChecked[what] = _notChecked.GetValueOrDefault(what) + count;

    /// <summary>The proven content of a slot; a slot that no proof of the bundle opens ends the verification.</summary>
    public Bytes32 Slot(Address contract, Bytes32 slot, string element) =>
        TrySlot(contract, slot) is { } value
            ? value
            : throw new CheckFailure(element, $"no proof opens slot {slot} of {contract}");

    public Bytes32? TrySlot(Address contract, Bytes32 slot) =>
        Slots.TryGetValue((contract, slot), out var value) ? value : null;

    /// <summary>A history ends in its slot.</summary>
    public void Ends(Bytes32 last, Address contract, Bytes32 slot, string element)
    {
        var proven = Slot(contract, slot, element);
        if (proven != last)
            throw new CheckFailure(element, $"ends in {last}, the slot holds {proven}");
    }

    /// <summary>Whether a signature was checked and is the account's; of a contract it is not checked.</summary>
    /// <exception cref="CheckFailure">It is somebody else's.</exception>
    public bool Signs(Address account, Bytes32 digest, byte[] signature, string element)
    {
        if (Signatures.Recover(digest, signature) == account)
            return true;
        Require(Accounts.TryGetValue(account, out var proven) && proven.HasCode, element,
            $"does not recover to {account}");
        NotChecked("signatures of contracts (ERC-1271)");
        return false;
    }

    public static void Require(bool holds, string element, string reason)
    {
        if (!holds)
            throw new CheckFailure(element, reason);
    }
}

/// <summary>Leases and keys of one operator, proven.</summary>
internal sealed class OperatorHistory
{
    private readonly Dictionary<Bytes32, int> _lengths = [];
    private readonly List<(int Index, LeaseStep Step)>[] _byShard = new List<(int, LeaseStep)>[Shard.Count];

    public OperatorHistory(History<LeaseStep> leases, History<KeyStep> keys)
    {
        (Leases, Keys) = (leases, keys);
        var length = 0;
        _lengths[leases.Before] = 0;
        foreach (var value in leases.Values())
            _lengths[value] = ++length;
        for (var i = 0; i < leases.Steps.Count; i++)
            (_byShard[leases.Steps[i].Shard.Value] ??= []).Add((i, leases.Steps[i]));
    }

    public History<LeaseStep> Leases { get; }
    public History<KeyStep> Keys { get; }

    public IEnumerable<LeaseStep> Of(Shard shard) => (_byShard[shard.Value] ?? []).Select(at => at.Step);

    /// <summary>Who held the shard in the history that a checkpoint commits to.</summary>
    public Holding Holder(Bytes32 leases, Shard shard)
    {
        if (!_lengths.TryGetValue(leases, out var length))
            return new Holding(null, Leases.IsLate);
        var last = (_byShard[shard.Value] ?? []).FindLast(at => at.Index < length);
        return last.Step.Epoch == 0 ? new Holding(null, Leases.IsLate) : new Holding(last.Step, false);
    }
}

/// <param name="Step">The lease, or null if nobody is known to have held it.</param>
/// <param name="IsUnknown">The list starts late and does not say.</param>
internal readonly record struct Holding(LeaseStep? Step, bool IsUnknown);
