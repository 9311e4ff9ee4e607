using System.ComponentModel;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;
using Microsoft.SemanticKernel;

namespace Samples.Primes;

/// <summary>A task that takes minutes: it says how far it is, and ends where nobody waits for it any more.</summary>
[DaiPlugin("sample.primes", PluginHost.Api)]
public sealed class Primes
{
    private const int Most = 50_000_000;

    [KernelFunction, DaiTool("primes.count", ToolEffect.Read, Idempotency.Safe, Seconds = 600)]
    [Description("How many primes there are below a number.")]
    public int Count(int below, Kernel kernel, CancellationToken cancellation)
    {
        if (below is < 1 or > Most)
            throw new ToolException("PRIMES-1", $"{below} is not from 1 to {Most}");
        var (progress, found) = (ToolMethod.Progress(kernel), 0);
        for (var candidate = 2; candidate < below; candidate++)
        {
            if (candidate % Math.Max(1, below / 10) == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress.Report(new(candidate, below, $"{found} so far"));
            }
            found += IsPrime(candidate) ? 1 : 0;
        }
        return found;
    }

    private static bool IsPrime(int candidate)
    {
        for (var divisor = 2; (long)divisor * divisor <= candidate; divisor++)
        {
            if (candidate % divisor == 0)
                return false;
        }
        return true;
    }
}
