using System.Diagnostics;
using System.Runtime.InteropServices;

namespace DecentralizedAi.Benchmarks.Harness;

/// <summary>CPU time of this process: a neighbour that takes the processor away does not count.</summary>
internal static partial class CpuClock
{
    private const int ProcessTime = 2;

    /// <summary>Nanoseconds of all threads since the process began.</summary>
    public static long Now
    {
        get
        {
            if (OperatingSystem.IsLinux() && GetTime(ProcessTime, out var time) == 0)
                return time.Seconds * 1_000_000_000 + time.Nanoseconds;
            using var process = Process.GetCurrentProcess();
            return (long)process.TotalProcessorTime.TotalNanoseconds;
        }
    }

    /// <summary>The same of another process.</summary>
    public static long Of(int process)
    {
        // The kernel's name of a process's clock: its id, inverted, and which clock.
        if (OperatingSystem.IsLinux() && GetTime((~process << 3) | ProcessTime, out var time) == 0)
            return time.Seconds * 1_000_000_000 + time.Nanoseconds;
        using var other = Process.GetProcessById(process);
        return (long)other.TotalProcessorTime.TotalNanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
