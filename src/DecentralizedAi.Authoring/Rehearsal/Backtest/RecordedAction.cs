using System.Collections.Immutable;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Bundles.Verification;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Authoring.Rehearsal.Backtest;

/// <summary>How far a call got or gets.</summary>
public enum Reach : byte
{
    Denied,
    Approval,
    Allowed,
}

/// <summary>A decision of the log, in a form that can be made again without reading anything.</summary>
/// <param name="Leaf">Hash of the leaf that recorded it.</param>
/// <param name="Seq">Of that leaf in the agent's stream, from 1.</param>
/// <param name="Action">Id of the action.</param>
/// <param name="Rule">The rule cited; null by silence.</param>
/// <param name="Money">What the leaf says it pays: asset and smallest units; null for no money.</param>
/// <param name="Opened">It ran after this decision.</param>
/// <param name="Failed">The log says that the action failed, so that it used nothing.</param>
public sealed record RecordedAction(
    Bytes32 Leaf, ulong Seq, Bytes32 Action, ToolCall Call, Facts Facts, Reach Reach, string? Rule,
    (Address Asset, UInt256 Units)? Money, bool Opened, bool Failed);

/// <summary>The decisions that a log holds about one agent.</summary>
/// <param name="Actions">In the order of the stream.</param>
/// <param name="Skipped">Decisions without the facts they were made from, or made by no policy: by what they are.
/// </param>
public sealed record RecordedActions(
    ImmutableArray<RecordedAction> Actions, ImmutableSortedDictionary<string, int> Skipped)
{
    /// <summary>Takes them from a bundle that verified; what verification lists as void or disowned is left out.
    /// </summary>
    /// <exception cref="FormatException">Facts of another form than nodes write.</exception>
    public static RecordedActions Of(Bundle bundle, VerificationResult verified, string agent)
    {
        var skipped = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var actions = new SortedDictionary<ulong, RecordedAction>();
        var failed = new HashSet<Bytes32>();
        if (bundle.Agents.FirstOrDefault(one => one.Name == agent) is not { } found)
            return new([], ImmutableSortedDictionary<string, int>.Empty);
        var stream = StreamId.For(bundle.ChainId, bundle.Contracts.ActionLedger, found.AgentId);
        var left = verified.Void.Concat(verified.Disowned).Select(element => element.Element).ToHashSet();
        for (var i = 0; i < bundle.Entries.Count; i++)
        {
            var element = $"entries[{i}]";
            foreach (var record in bundle.Entries[i].Leaves.Where(_ => !left.Contains(element)))
            {
                if (!Leaf.TryOfWords([.. record.Words], out var leaf, out _) || leaf.Stream != stream)
                    continue;
                if (IsDecision(leaf))
                    Add(record, leaf);
                else if (leaf.Tag is { Kind: LeafKind.Closed, Verdict: LeafVerdict.Failed })
                    failed.Add(leaf.Action);
            }
        }
        return new([.. actions.Values.Select(action => action with { Failed = failed.Contains(action.Action) })],
            skipped.ToImmutableSortedDictionary(StringComparer.Ordinal));

        void Add(LeafRecord record, Leaf leaf)
        {
            var why = Skip(record, leaf);
            if (why is null)
                actions.TryAdd(leaf.Seq, Read(record, leaf));
            else
                skipped[why] = skipped.GetValueOrDefault(why) + 1;
        }
    }

    private static bool IsDecision(Leaf leaf) =>
        leaf.Tag.Kind is LeafKind.Opened or LeafKind.Refused or LeafKind.Awaiting;

    private static string? Skip(LeafRecord record, Leaf leaf) =>
        leaf.Tag.Verdict is LeafVerdict.Frozen ? "frozen"
        : leaf.Tag.Verdict is LeafVerdict.PolicyStaleOrInvalid ? "no policy in force"
        : record.Facts is null ? "facts erased"
        : null;

    private static RecordedAction Read(LeafRecord record, Leaf leaf)
    {
        if (Jcs.ParseCanonical(record.Facts!.Text) is not JcsValue.Map document
            || document["call"] is not JcsValue.Map call || document["facts"] is not JcsValue.Map facts)
            throw new FormatException($"leaf {record.Hash()} has facts that are no {FactsDocument.Schema}");
        var (asked, known) = RecordedFacts.Read(FactsReading.Read(call, facts));
        return new(record.Hash(), leaf.Seq, leaf.Action, asked, known, ReachOf(leaf.Tag), record.Opens.Rule,
            Money(leaf), leaf.Tag.Kind == LeafKind.Opened, Failed: false);
    }

    private static Reach ReachOf(LeafTag tag) => (tag.Kind, tag.Verdict) switch
    {
        (LeafKind.Awaiting, _) or (_, LeafVerdict.AllowedAfterApproval) => Reach.Approval,
        (LeafKind.Opened, _) => Reach.Allowed,
        _ => Reach.Denied,
    };

    private static (Address, UInt256)? Money(Leaf leaf) =>
        leaf.Tag.Effect == LeafEffect.Money && Asset.TryOfWord(leaf.Asset, out var asset) && asset.IsToken
            ? (Address.OfWord(leaf.Asset), leaf.Amount)
            : null;
}
