using System.Diagnostics;
using System.Globalization;

namespace DecentralizedAi.Mutation;

/// <summary>Processes that try mutants: one for each processor, begun anew when a mutant ended it.</summary>
/// <param name="arguments">Of a worker, before the kind of its mutants: where tests and footprint are.</param>
/// <param name="answers">Takes each answer; what is there already is not tried.</param>
internal sealed class Workers(string[] arguments, Answers answers)
{
    /// <summary>Tries all mutants, each in one of some processes.</summary>
    public Task TryManyAsync(IEnumerable<int> ids, CancellationToken cancellation)
    {
        var parts = ids.Index().GroupBy(id => id.Index % Environment.ProcessorCount, id => id.Item).ToArray();
        return Task.WhenAll(parts.Select(part => TryPartAsync([.. part], "warm", cancellation)));
    }

    /// <summary>Tries each mutant in a process of its own.</summary>
    public Task TryAloneAsync(IEnumerable<int> ids, CancellationToken cancellation)
    {
        var options = new ParallelOptions { CancellationToken = cancellation };
        return Parallel.ForEachAsync(ids, options, async (id, stop) => await TryPartAsync([id], "cold", stop));
    }

    private async Task TryPartAsync(int[] ids, string kind, CancellationToken cancellation)
    {
        while (ids.Where(id => !answers.Has(id)).ToArray() is { Length: > 0 } rest)
        {
            using var worker = Start([.. arguments, kind], isLoud: false);
            // A stack that overflows writes thousands of lines.
            worker.BeginErrorReadLine();
            await worker.StandardInput.WriteAsync(string.Join('\n', rest) + "\n");
            worker.StandardInput.Close();
            var current = -1;
            while (await worker.StandardOutput.ReadLineAsync(cancellation) is { } line)
            {
                var words = line.Split(' ', 3);
                current = int.Parse(words[0], CultureInfo.InvariantCulture);
                if (words[1] != "Started")
                    answers.Add(current, words[1], words.Length > 2 ? words[2] : "-");
            }
            await worker.WaitForExitAsync(cancellation);
            if (current < 0)
                throw new InvalidOperationException($"a worker ended with {worker.ExitCode} before its first mutant");
            // An endless loop, or a stack that overflowed: no test process would have called that right.
            if (!answers.Has(current))
                answers.Add(current, worker.ExitCode == Trial.Endless ? "Timeout" : "Crash", "-");
        }
    }

    /// <param name="isLoud">What it says of errors is shown.</param>
    internal static Process Start(IEnumerable<string> arguments, bool isLoud)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [.. Host(), .. arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = !isLoud,
            UseShellExecute = false,
        };
        return Process.Start(start)!;
    }

    // As this process was started: by the host of .NET with this assembly and the tests' configuration.
    private static string[] Host() =>
        ["exec", "--runtimeconfig", Path.Combine(AppContext.BaseDirectory, "dai-mutants.runtimeconfig.json"),
            Path.Combine(AppContext.BaseDirectory, "dai-mutants.dll")];
}
