namespace DecentralizedAi.Domain.Bundles.Verification;

/// <summary>One of the nine checks: what it looked at, or that it was not reached.</summary>
/// <param name="Number">1 to 9.</param>
/// <param name="Title">Of the check.</param>
/// <param name="Counts">What was checked and printed, in order, as <c>12 leaves</c>.</param>
/// <param name="State">How it ended.</param>
public sealed record CheckLine(int Number, string Title, IReadOnlyList<string> Counts, CheckState State);

public enum CheckState
{
    Passed,
    Failed,
    NotReached,
}

/// <summary>The first failing element.</summary>
/// <param name="Check">1 to 9; 0 = refused while reading.</param>
/// <param name="Element">Where, as <c>entries[1].leaves[2]</c>.</param>
/// <param name="Reason">What was expected, with the values.</param>
public sealed record VerificationFailure(int Check, string Element, string Reason);

/// <summary>An element of the bundle that is listed and never counted as passed.</summary>
/// <param name="Element">Where.</param>
/// <param name="Note">What it is.</param>
public sealed record ListedElement(string Element, string Note);

/// <summary>What a verification found.</summary>
public sealed record VerificationResult
{
    public required IReadOnlyList<CheckLine> Checks { get; init; }

    /// <summary>Null where every check passed.</summary>
    public VerificationFailure? Failure { get; init; }

    /// <summary>Entries that are no part of their stream.</summary>
    public IReadOnlyList<ListedElement> Void { get; init; } = [];

    /// <summary>Entries and closed roots that a later epoch or operator does not continue.</summary>
    public IReadOnlyList<ListedElement> Disowned { get; init; } = [];

    /// <summary>What holds near the block it names, though not at it.</summary>
    public IReadOnlyList<ListedElement> Moved { get; init; } = [];

    /// <summary>Spends that a Found leaf names.</summary>
    public IReadOnlyList<ListedElement> Found { get; init; } = [];

    /// <summary>Spends that no leaf names.</summary>
    public IReadOnlyList<ListedElement> Outside { get; init; } = [];

    /// <summary>Roots of nodes without the stream's lease that say nothing here about it.</summary>
    public int NotOpened { get; init; }

    /// <summary>How often something was not checked, by what it is.</summary>
    public IReadOnlyDictionary<string, long> NotChecked { get; init; } = new Dictionary<string, long>();

    /// <summary>0, or 5 where a proof or signature did not verify.</summary>
    public int Exit => Failure is null ? 0 : 5;

    /// <summary>A document that could not be read.</summary>
    public static VerificationResult Refused(DocumentRefused refused) => new()
    {
        Checks = [.. BundleVerifier.Titles.Select((title, i) =>
            new CheckLine(i + 1, title, [], CheckState.NotReached))],
        Failure = new VerificationFailure(0, refused.Element, refused.Reason),
    };
}
