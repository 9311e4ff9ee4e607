using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Policy.Limits;

namespace DecentralizedAi.Chain.Tests.Differential;

/// <summary>Random traces: ordinary values, bounds of their types, and values at the bucket's own bounds.</summary>
internal sealed class RandomTrace(Random random, ulong chainId)
{
    private static readonly UInt256 Most192 = (UInt256.One << 192) - UInt256.One;
    private ulong _time;

    /// <summary>A trace of 1 to 12 steps.</summary>
    public Trace Next()
    {
        var trace = new Trace();
        _time = (ulong)random.Next(3);
        for (var steps = random.Next(1, 13); steps > 0; steps--)
            Step(trace);
        return trace;
    }

    private void Step(Trace trace)
    {
        switch (random.Next(24))
        {
            case < 3: trace.Set(Later(), Bounds()); break;
            case 3: trace.Unlist(Later()); break;
            case 4: trace.Settle(Later()); break;
            case < 12: trace.Take(Later(), Amount(trace.Bucket)); break;
            case 12: trace.Spends(Spent()); break;
            case 13: Head(trace); break;
            case 14: trace.Lease(new LeaseStep(Shard.Of(random.Next(64)), Account(), Long(), Long())); break;
            case 15: trace.Publication(new PublicationStep(Bytes(), Bytes(), Long())); break;
            case 16: trace.Freeze(new FreezeStep((byte)random.Next(2), Long())); break;
            case 17: trace.Composition(new CompositionStep(Bytes(), Wide(), Account(), Long())); break;
            case 18: trace.Key(new KeyStep(Account(), (byte)random.Next(256), (byte)random.Next(2), Long())); break;
            case 19: trace.Limits(Limits()); break;
            case < 22: Payee(trace); break;
            case 22: trace.Names(Wide(), Account(), Wide(), (byte)random.Next(256)); break;
            default: Approval(trace); break;
        }
    }

    // The time of blocks never runs backwards; it may stand still and it may jump to its end.
    private ulong Later() => _time = random.Next(12) switch
    {
        < 4 => _time,
        < 10 => _time + Math.Min((ulong)random.Next(1, 100), ulong.MaxValue - _time),
        10 => _time + (ulong)random.NextInt64(1, 1L << 40) is var far && far > _time ? far : _time,
        _ => random.Next(20) == 0 ? ulong.MaxValue : _time,
    };

    private BucketLimits Bounds() => random.Next(3) == 0
        ? new BucketLimits(Half(), Half(), Wide192(), Half())
        : new BucketLimits(UInt256.Of((ulong)random.Next(500)), UInt256.Of((ulong)random.Next(1000)),
            UInt256.Of((ulong)random.NextInt64()) << random.Next(0, 5), UInt256.Of((ulong)random.Next(3000)));

    private UInt256 Amount(Bucket bucket)
    {
        UInt256[] bounds =
        [
            bucket.Settle(_time).WholeLevel, bucket.Limits.PerAction, UInt256.Of((ulong)random.Next(300)),
            bucket.Limits.Lifetime.SaturatingSubtract(bucket.Spent), Wide(),
        ];
        var one = UInt256.Of((ulong)(random.Next(3) == 0 ? 1 : 0));
        return bounds[random.Next(bounds.Length)].SaturatingAdd(one);
    }

    private Spent Spent() => new(StreamId.Of(Bytes()), Account(), Long(), Bytes(), Bytes(), Account(), Account(),
        Wide(), Long());

    private void Head(Trace trace) => trace.Head(Wide(), Account(), Account(), new Checkpoint(
        Long(), default, Bytes(), (uint)random.Next(), Long(), Long(), Long(), default));

    private List<AssetLimit> Limits() =>
    [
        .. Enumerable.Range(0, random.Next(5)).Select(_ => new AssetLimit(Account(), Half(), Half(), Wide192(), Half(),
            Bytes(), Half(), Account())).OrderBy(limit => limit.Asset),
    ];

    private void Payee(Trace trace)
    {
        var tree = PayeeTree.Of([.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => Account()).Distinct()
            .Select(account => new ListEntry(account.ToLower(), null, random.Next(4) == 0))]);
        var (payee, proof) = tree.Find(tree.Payees[random.Next(tree.Payees.Length)].Address)!.Value;
        IReadOnlyList<Bytes32> path = random.Next(8) switch
        {
            0 => [.. proof, Bytes()], 1 => [.. proof.Skip(1)], 2 => [.. proof.Reverse()], _ => proof,
        };
        var shown = random.Next(8) switch
        {
            0 => payee with { Address = Account() }, 1 => payee with { Mode = (byte)random.Next(256) }, _ => payee,
        };
        trace.Payee(random.Next(12) == 0 ? Bytes() : tree.Root, shown, path);
    }

    private void Approval(Trace trace) => trace.Approval(new SigningDomain(UInt256.Of(chainId), Account()),
        new TypedData.Approval(StreamId.Of(Bytes()), ActionId.Of(Bytes()), Bytes(), Account(), Wide(), Account(),
            Bytes(), Long()));

    private Bytes32 Bytes()
    {
        Span<byte> bytes = stackalloc byte[32];
        random.NextBytes(bytes);
        return Bytes32.Of(bytes);
    }

    private Address Account() => Address.Of(Bytes().ToArray().AsSpan(12));

    private ulong Long() => random.Next(6) == 0 ? ulong.MaxValue : (ulong)random.NextInt64() << random.Next(2);

    private UInt256 Wide() => random.Next(6) switch
    {
        0 => UInt256.Zero, 1 => Most192, 2 => UInt256.MaxUInt128, _ => UInt256.OfWord(Bytes()),
    };

    private UInt256 Half() => random.Next(5) switch
    {
        0 => UInt256.Zero, 1 => UInt256.MaxUInt128, _ => UInt256.OfWord(Bytes()) >> 128,
    };

    private UInt256 Wide192() => random.Next(5) switch
    {
        0 => UInt256.Zero, 1 => Most192, _ => UInt256.OfWord(Bytes()) >> 64,
    };
}
