using System.Runtime.CompilerServices;
using System.Threading.Channels;
using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Policy;

namespace DecentralizedAi.Testing.Chain;

/// <summary>
/// A chain in memory with the rules of the contracts that the runtime leans on: nonces in order, leases with expected
/// heads, checkpoints, spends by number, epoch and deadline. <see cref="Mine"/> makes a block.
/// </summary>
public sealed class FakeChain : IChainFeed, ICheckpointReader, IDocumentSource
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly FakeContracts _contracts;
    private readonly Dictionary<Address, SortedDictionary<ulong, FakeTransaction>> _pools = [];
    private readonly Dictionary<Address, ulong> _nonces = [];
    private readonly Dictionary<Bytes32, TransactionReceipt> _receipts = [];
    private readonly Dictionary<Bytes32, LoadedPolicy> _loaded = [];
    private readonly List<GovernanceView> _views = [];
    private readonly List<FinalLog> _logs = [];
    private readonly List<Channel<GovernancePair>> _watchers = [];

    public FakeChain(SigningDomain domain, ulong @operator, FakeCalls calls, TimeProvider time)
    {
        (_time, Domain) = (time, domain);
        _contracts = new FakeContracts(domain, @operator, calls);
        _views.Add(View(NextHead()));
    }

    public const ulong Finality = 2;

    private static readonly UInt256 Rich = UInt256.Of(UInt128.MaxValue);

    public SigningDomain Domain { get; }

    /// <summary>Fees of the next blocks.</summary>
    public TransactionFees Market { get; set; } = new(UInt256.Of(1_000_000_000), UInt256.Of(1_000));

    /// <summary>What keys own in wei, from the next block on; those that are absent own enough.</summary>
    public Dictionary<Address, UInt256> Coins { get; } = [];

    /// <summary>While true nobody gets heads or answers.</summary>
    public bool Silent { get; set; }

    /// <summary>Every spend that a vault recorded, in order.</summary>
    public IReadOnlyList<VaultSpend> Spends => Locked(() => _contracts.Spends.ToList());

    public GovernanceView Head => Locked(() => _views[^1]);

    public GovernancePair PairNow => Locked(Pair);

    /// <summary>What a node would have of a root's document.</summary>
    public LoadedPolicy Document(Bytes32 root) => Locked(() => _loaded.TryGetValue(root, out var known)
        ? known
        : _loaded[root] = Load(root));

    private LoadedPolicy Load(Bytes32 root) => _contracts.Documents.GetValueOrDefault(root) switch
    {
        null => new LoadedPolicy.Missing(),
        var bytes => PolicySnapshot.Compile(bytes) is CompileAnswer.Compiled compiled
            ? new LoadedPolicy.Compiled(compiled.Snapshot)
            : new LoadedPolicy.Faulty("it does not compile"),
    };

    /// <summary>Changes contracts as governance would; visible from the next block on.</summary>
    public void Govern(Action<FakeContracts> change)
    {
        lock (_gate)
            change(_contracts);
    }

    public IChainWriter Writer(Address account) => new FakeWriter(this, account);

    /// <summary>Logs an event in the next block.</summary>
    public void Emit(LogSource source, Bytes32 transaction, ulong index = 0) =>
        Locked(() => { _logs.Add(new FinalLog(source, transaction, index, (ulong)_views.Count)); return 0; });

    /// <summary>A reorganisation takes the node's last checkpoint back, and its transaction with it.</summary>
    public void TakeBack(Address node)
    {
        lock (_gate)
        {
            _receipts.Remove(_contracts.TakeBack(node));
            _nonces[node]--;
        }
    }

    /// <summary>Executes what waits, in nonce order per account, and tells the watchers.</summary>
    public void Mine()
    {
        GovernancePair pair;
        List<Channel<GovernancePair>> watchers;
        lock (_gate)
        {
            var head = NextHead();
            foreach (var (account, pool) in _pools)
                while (pool.Remove(_nonces.GetValueOrDefault(account), out var next))
                {
                    _nonces[account] = next.Draft.Nonce + 1;
                    var revert = _contracts.Execute(account, next, head);
                    _receipts[next.Hash] =
                        new TransactionReceipt(next.Hash, revert is null, head, 21_000, revert, null, []);
                }
            _views.Add(View(head));
            pair = Pair();
            watchers = [.. _watchers];
        }
        if (!Silent)
            watchers.ForEach(w => w.Writer.TryWrite(pair));
    }

    public async IAsyncEnumerable<GovernancePair> WatchAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var channel = Channel.CreateUnbounded<GovernancePair>();
        lock (_gate)
        {
            _watchers.Add(channel);
            channel.Writer.TryWrite(Pair());
        }
        await foreach (var pair in channel.Reader.ReadAllAsync(cancellation))
            yield return pair;
    }

    Task<RecordedCheckpoint?> ICheckpointReader.ReadAsync(Address node, ulong number, CancellationToken cancellation) =>
        Task.FromResult(Locked(() => _contracts.Checkpoints.Find(c => c.Node == node && c.Number == number)));

    Task<byte[]?> IDocumentSource.ReadAsync(Bytes32 root, CancellationToken cancellation) =>
        Task.FromResult(Locked(() => _contracts.Documents.GetValueOrDefault(root)));

    internal SendAnswer Send(Address account, FakeTransaction transaction)
    {
        lock (_gate)
        {
            if (Silent)
                return new SendAnswer.Unanswered("no quorum of endpoints answers");
            if (_receipts.ContainsKey(transaction.Hash))
                return new SendAnswer.AlreadyKnown();
            if (transaction.Draft.Nonce < _nonces.GetValueOrDefault(account))
                return new SendAnswer.NonceTooLow();
            if (!_pools.TryGetValue(account, out var pool))
                _pools[account] = pool = [];
            pool[transaction.Draft.Nonce] = transaction;
            return new SendAnswer.Accepted();
        }
    }

    /// <summary>The lowest nonce that an account can still use.</summary>
    public ulong Nonce(Address account) => Locked(() => _nonces.GetValueOrDefault(account));

    internal TransactionReceipt? Receipt(Bytes32 hash) => Locked(() => _receipts.GetValueOrDefault(hash));

    private GovernanceView View(ChainHead head) => _contracts.View(head) with
    {
        Accounts = _contracts.Keys.ToDictionary(
            key => key, key => new KeyAccount(_nonces.GetValueOrDefault(key), Coins.GetValueOrDefault(key, Rich))),
    };

    private GovernancePair Pair()
    {
        var final = _views[Math.Max(0, _views.Count - 1 - (int)Finality)];
        return new GovernancePair(_views[^1], final)
        {
            Fees = Market,
            Logs = [.. _logs.Where(log => log.Block <= final.Head.Number)],
        };
    }

    private ChainHead NextHead() => new(
        (ulong)_views.Count, Keccak256.Hash($"block {_views.Count}"), (ulong)_time.GetUtcNow().ToUnixTimeSeconds());

    private T Locked<T>(Func<T> read)
    {
        lock (_gate)
            return read();
    }
}

/// <summary>A transaction as the fake chain keeps it.</summary>
internal sealed record FakeTransaction(Bytes32 Hash, TransactionDraft Draft);
