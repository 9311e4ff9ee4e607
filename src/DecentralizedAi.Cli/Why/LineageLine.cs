namespace DecentralizedAi.Cli.Why;

/// <summary>How far a line of a lineage can be relied on.</summary>
internal enum Standing
{
    /// <summary>Follows from the trusted block hash.</summary>
    Proven,

    /// <summary>The operator said so and cannot take it back; nobody else checked it.</summary>
    Claimed,

    /// <summary>The bundle does not hold what a check needs.</summary>
    NotChecked,
}

/// <summary>One step from an action back to the votes.</summary>
/// <param name="Subject"><c>instruction, model, decision, rule, policy, proposal, approval, money, outcome,
/// checkpoint</c>.</param>
internal sealed record LineageLine(string Subject, Standing Standing, string Text)
{
    public string Mark => Standing switch
    {
        Standing.Proven => "proven",
        Standing.Claimed => "claimed",
        _ => "not checked",
    };
}
