namespace DecentralizedAi.Runtime.Tests;

/// <summary>Looks until what is awaited is there; fails after a minute with the last look.</summary>
internal static class Until
{
    public static async Task<T> TrueAsync<T>(Func<Task<T>> look, Func<T, bool> holds, int seconds = 60)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        T last;
        do
        {
            last = await look();
            if (holds(last))
                return last;
        }
        while (await NextAsync(timer, limit.Token));
        throw new TimeoutException($"not within {seconds} s; last: {Shown(last)}");
    }

    private static string? Shown<T>(T last) => last is System.Collections.IEnumerable many and not string
        ? string.Join("\n  ", many.Cast<object>().Prepend("these"))
        : last?.ToString();

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken limit)
    {
        try
        {
            return await timer.WaitForNextTickAsync(limit);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
