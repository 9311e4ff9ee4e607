namespace DecentralizedAi.Benchmarks.Harness;

/// <summary>Figures that come out of one measurement.</summary>
/// <param name="Ids">The ids of its figures, each <c>group.name</c>.</param>
internal sealed record Bench(string[] Ids, Func<CancellationToken, Task<IReadOnlyList<Metric>>> RunAsync)
{
    /// <summary>Whether a filter asks for it: a group, or one id.</summary>
    public bool IsAsked(string? only) => only is null
        || Ids.Any(id => id == only || id.StartsWith(only + ".", StringComparison.Ordinal));
}
