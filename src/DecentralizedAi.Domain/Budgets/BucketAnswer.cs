namespace DecentralizedAi.Domain.Budgets;

/// <summary>What a bucket says to a step; anything but <see cref="Ok"/> changed nothing but the settled level.
/// </summary>
public enum BucketAnswer : byte
{
    Ok,

    /// <summary>Listed already: use an update. Not even time has passed.</summary>
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

/// <summary>The written names of answers.</summary>
public static class BucketAnswers
{
    /// <summary><c>ok listed unlisted per_action lifetime burst</c>.</summary>
    public static string Write(BucketAnswer answer) =>
        answer == BucketAnswer.PerAction ? "per_action" : answer.ToString().ToLowerInvariant();
}
