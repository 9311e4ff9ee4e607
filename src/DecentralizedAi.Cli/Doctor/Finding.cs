using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Doctor;

/// <summary>What mends a fault: it is shown before it is done.</summary>
/// <param name="Plan">What it does, in the imperative.</param>
internal sealed record Repair(string Plan, Func<CancellationToken, Task> DoAsync)
{
    public static Repair Of(string plan, Action act) => new(plan, _ =>
    {
        act();
        return Task.CompletedTask;
    });
}

/// <summary>What a check found.</summary>
/// <param name="Part">What was looked at, in a word or two.</param>
/// <param name="Well">False = a fault; then <paramref name="Fix"/> says what to do.</param>
/// <param name="Found">What is there.</param>
internal sealed record Finding(string Part, bool Well, string Found, string? Fix = null)
{
    /// <summary>What mends it; null where people have to.</summary>
    public Repair? Repair { get; init; }

    public static Finding Good(string part, string found) => new(part, true, found);

    public static Finding Fault(string part, string found, string fix) => new(part, false, found, fix);

    /// <summary>What a failure of the layers below means to whoever looks.</summary>
    public static Finding Of(string part, Exception failure)
    {
        var known = Failures.Of(failure);
        return Fault(part, $"{known.Code} {known.Message} ({known.Where})", known.Fix);
    }
}
