using System.Globalization;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Cli.Why;

/// <summary>
/// The way from one action back to the votes, read from a verified bundle: what its leaves say, and what stands
/// behind them.
/// </summary>
/// <param name="bundle">Passed all checks: what is called proven here was checked there.</param>
internal sealed class Lineage(Bundle bundle)
{
    /// <summary>Null where no leaf of the bundle is about the action.</summary>
    public IReadOnlyList<LineageLine>? Of(Bytes32 action)
    {
        var home = bundle.Entries.SelectMany(entry => entry.Leaves.Select(record => Placed.Of(entry, record)))
            .Where(placed => placed is not null).Select(placed => placed!).ToList();
        var own = home.Where(placed => placed.Leaf.Action == action).ToList();
        var decided = own.FirstOrDefault(placed => placed.Leaf.Tag.Kind is LeafKind.Opened or LeafKind.Refused)
            ?? own.FirstOrDefault();
        if (decided is null)
            return null;
        return
        [
            Instruction(home, decided), Model(decided), Decision(decided), .. Law(decided), .. Approvals(own),
            .. Outcome(own), .. own.Select(placed => placed.Entry).DistinctBy(entry => (entry.Node, entry.Number))
                .Select(Checkpoint),
        ];
    }

    private static LineageLine Instruction(List<Placed> home, Placed decided)
    {
        var asked = home.FirstOrDefault(placed => placed.Leaf.Tag.Kind == LeafKind.Instructed
            && placed.Leaf.Instructor == decided.Leaf.Instructor
            && placed.Leaf.Extension == decided.Record.Opens.Action?.Instruction.Value);
        if (asked is null)
            return new("instruction", Standing.NotChecked, "its leaf is not in this bundle");
        var who = asked.Record.Opens.Instruction is { } source ? Who(source) : "an erased instructor";
        var text = asked.Record.Opens.TypedData is TypedData.Instruction signed ? $"\"{signed.Text}\""
            : asked.Record.Body?.Text ?? "words that are erased";
        return new("instruction", asked.Record.Opens.Signature is null ? Standing.Claimed : Standing.Proven,
            $"{who} asked {text} (leaf {asked.Leaf.Seq})");
    }

    private LineageLine Model(Placed decided) =>
        (decided.Record.Receipt ?? bundle.Receipts.GetValueOrDefault(decided.Record.Hash())) is { } receipt
        ? new("model", Standing.Claimed, $"receipt {receipt.Text}")
        : new("model", Standing.NotChecked, "its receipt is not in this bundle, or no model was asked");

    private static LineageLine Decision(Placed decided)
    {
        var leaf = decided.Leaf;
        var rule = decided.Record.Opens.Rule is { } id ? $" by rule {id}" : "";
        var call = decided.Record.Body?.Text ?? "a call that is erased";
        var standing = decided.Record.Facts is null ? Standing.NotChecked
            : leaf.Tag.Verdict is LeafVerdict.Frozen or LeafVerdict.PolicyStaleOrInvalid ? Standing.Claimed
            : Standing.Proven;
        return new(
            "decision", standing, $"{Word(leaf.Tag.Verdict)}{rule}: {call} (leaf {leaf.Seq}, {Time(leaf.Time)})");
    }

    private IEnumerable<LineageLine> Law(Placed decided)
    {
        var law = decided.Record.Opens.Law;
        yield return new("policy", bundle.Documents.ContainsKey(law.PolicyRoot) ? Standing.Proven : Standing.NotChecked,
            $"root {law.PolicyRoot}, in force at block {law.PolicyBlock}, composition {law.Composition}");
        var proposal = bundle.Proposals.FirstOrDefault(
            one => one.Calldatas.Any(data => Publishes(data, law.PolicyRoot)));
        yield return proposal is null
            ? new("proposal", Standing.NotChecked, "the proposal that published it is not in this bundle")
            : new("proposal", proposal.Tallies is null ? Standing.NotChecked : Standing.Proven,
                $"{proposal.Id} \"{proposal.Description}\""
                + (proposal.Tallies is { } votes
                    ? $": {votes.For} for, {votes.Against} against, {votes.Abstain} abstained"
                    : ""));
    }

    private static IEnumerable<LineageLine> Approvals(List<Placed> own) => own
        .Where(placed => placed.Leaf.Tag.Kind == LeafKind.Approved)
        .Select(placed => new LineageLine("approval", Standing.Proven,
            $"{(placed.Record.Opens.Instructor is { } by ? AccountOf(by.Id) : "somebody")} signed "
                + $"(leaf {placed.Leaf.Seq})"));

    private IEnumerable<LineageLine> Outcome(List<Placed> own)
    {
        if (own.FirstOrDefault(placed => placed.Leaf.Tag.Kind == LeafKind.Expired) is { } expired)
        {
            yield return Ended(expired);
            yield break;
        }
        var action = own[0].Leaf.Action;
        var closed = own.FirstOrDefault(placed => placed.Leaf.Tag.Kind == LeafKind.Closed);
        var spend = bundle.Agents.SelectMany(agent => agent.Spends).SelectMany(vault => vault.Spends.Select(one =>
            (vault.Vault, Spend: one))).FirstOrDefault(one => one.Spend.Action == action);
        if (spend.Spend is { } paid)
            yield return new("money", Standing.Proven,
                $"vault {spend.Vault} paid {paid.Amount} of {paid.Asset} to {paid.To}, spend {paid.Number}");
        else if (closed is not null)
            yield return new("outcome", Standing.Claimed,
                $"{Word(closed.Leaf.Tag.Verdict)}: {closed.Record.Body?.Text ?? "a result that is erased"}");
        if (closed is null && own.All(placed => placed.Leaf.Tag.Kind != LeafKind.Refused))
            yield return new("outcome", Standing.NotChecked, IsOnItsWay(action)
                ? "not checked yet: its end is in no checkpoint; ask again after the next one"
                : "not checked yet: this log ends before the action does");
    }

    private bool IsOnItsWay(Bytes32 action) => bundle.Unanchored.Any(
        record => Leaf.TryOfWords([.. record.Words], out var leaf, out _) && leaf.Action == action);

    private static LineageLine Ended(Placed expired) =>
        expired.Record.Body is { } body && DenialDocument.Read(Jcs.TryParseCanonical(body.Text)) is { } denial
            ? new("outcome", Standing.Proven,
                $"denied by {denial.Approver}: \"{denial.Reason}\" (leaf {expired.Leaf.Seq})")
            : new("outcome", Standing.Claimed, $"it was not approved in time, or a vote came between "
                + $"(leaf {expired.Leaf.Seq})");

    private LineageLine Checkpoint(BundleEntry entry)
    {
        var checkpoint = bundle.Nodes.FirstOrDefault(node => node.Node == entry.Node)?.Checkpoints
            .FirstOrDefault(one => one.Number == entry.Number);
        return new("checkpoint", checkpoint is null ? Standing.NotChecked : Standing.Proven,
            $"number {entry.Number} of node {entry.Node}"
            + (checkpoint is null ? "" : $" in block {checkpoint.Block}, {Time(checkpoint.Time * 1000)}"));
    }

    /// <summary>Call data of <c>publish(agent, root, ...)</c>: after the selector two words, the second is the root.
    /// </summary>
    private static bool Publishes(byte[] data, Bytes32 root) =>
        data.Length >= 68 && Bytes32.Of(data.AsSpan(36, 32)) == root;

    private static string Who(InstructionPreimage source) => source.Kind switch
    {
        1 => $"account {AccountOf(source.Id)}",
        2 => "a schedule",
        3 => "an event",
        4 => $"the agent of stream {source.Id}",
        5 => $"the operator's node {AccountOf(source.Id)}",
        var kind => $"an instructor of kind {kind}",
    };

    private static string AccountOf(Bytes32 id) => Address.OfWord(id).ToString();

    private static string Word(LeafVerdict verdict) => verdict switch
    {
        LeafVerdict.Allowed => "allowed",
        LeafVerdict.AllowedAfterApproval => "allowed after approval",
        LeafVerdict.DeniedByRule => "denied",
        LeafVerdict.DeniedBySilence => "denied: no rule permits it",
        LeafVerdict.OverBudget => "over budget",
        LeafVerdict.Frozen => "frozen",
        LeafVerdict.PolicyStaleOrInvalid => "no policy in force",
        LeafVerdict.Done => "done",
        LeafVerdict.Failed => "failed",
        LeafVerdict.Unknown => "unknown",
        _ => "waiting",
    };

    private static string Time(ulong milliseconds) => DateTimeOffset
        .FromUnixTimeMilliseconds(checked((long)milliseconds))
        .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private sealed record Placed(BundleEntry Entry, LeafRecord Record, Leaf Leaf)
    {
        public static Placed? Of(BundleEntry entry, LeafRecord record) =>
            Leaf.TryOfWords([.. record.Words], out var leaf, out _) ? new(entry, record, leaf) : null;
    }
}
