namespace DecentralizedAi.Domain.Budgets;

/// <summary>What a bucket says to a step; anything but <see cref="Ok"/> changed nothing but the settled level.
/// </summary>
public enum BucketAnswer : byte
{
    Ok,

    /// <summary>Listed already: use an update.</summary>
    Listed,

    /// <summary>Not listed: covers nothing.</summary>
    Unlisted,

    /// <summary>More than one action may.</summary>
    PerAction,

    /// <summary>More than is left for the whole life.</summary>
    Lifetime,

    /// <summary>More than has gathered.</summary>
    Burst,
}
