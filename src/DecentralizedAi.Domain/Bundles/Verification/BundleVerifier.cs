using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Bundles.Verification;

/// <summary>Verifies a bundle from one block hash and the DAO's manifest, without asking any node.</summary>
public sealed class BundleVerifier(ISignatureRecovery signatures, IPolicyJudge policies)
{
    internal static readonly string[] Titles =
    [
        "Chain", "Checkpoints", "Entries", "Streams", "Leaves", "Who and under what", "Decisions", "Money",
        "Contents and votes",
    ];

    private static readonly Func<Workspace, IReadOnlyList<string>>[] Checks =
    [
        ChainCheck.Run, CheckpointCheck.Run, EntryCheck.Run, StreamCheck.Run, LeafCheck.Run, AuthorityCheck.Run,
        DecisionCheck.Run, MoneyCheck.Run, ContentCheck.Run,
    ];

    /// <param name="bundle">What is verified.</param>
    /// <param name="trust">Hash of the block that the verifier trusts.</param>
    /// <param name="manifest">The DAO's; null: whose contracts these are is not checked.</param>
    public VerificationResult Verify(Bundle bundle, Bytes32 trust, Manifest? manifest)
    {
        var work = new Workspace(bundle, trust, manifest, signatures, policies);
        foreach (var section in bundle.LaterSections)
            work.NotChecked($"section '{section}' of a later edition");
        if (bundle.Receipts.Count > 0)
            work.NotChecked("receipts of refusals, for which a leaf has no word", bundle.Receipts.Count);
        if (bundle.Unanchored.Count > 0)
            work.NotChecked("leaves that no checkpoint holds yet", bundle.Unanchored.Count);
        var lines = new List<CheckLine>();
        VerificationFailure? failure = null;
        for (var i = 0; i < Checks.Length; i++)
            lines.Add(failure is null ? Run(work, i, out failure) : Line(i, [], CheckState.NotReached));
        return new VerificationResult
        {
            Checks = lines,
            Failure = failure,
            Void = work.Void,
            Disowned = work.Disowned,
            Moved = work.Moved,
            Found = work.Found,
            Outside = work.Outside,
            NotOpened = work.NotOpened,
            NotChecked = work.NotCheckedCounts,
        };
    }

    private static CheckLine Run(Workspace work, int index, out VerificationFailure? failure)
    {
        try
        {
            failure = null;
            return Line(index, Checks[index](work), CheckState.Passed);
        }
        catch (CheckFailure fault)
        {
            failure = new VerificationFailure(index + 1, fault.Element, fault.Message);
            return Line(index, [], CheckState.Failed);
        }
    }

    private static CheckLine Line(int index, IReadOnlyList<string> counts, CheckState state) =>
        new(index + 1, Titles[index], counts, state);
}
