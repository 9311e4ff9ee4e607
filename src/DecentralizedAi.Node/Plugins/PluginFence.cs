using System.Runtime.InteropServices;

namespace DecentralizedAi.Node.Plugins;

/// <summary>Becoming another program with nothing but some files to read.</summary>
internal static partial class PluginFence
{
    private const int EndWithParent = 1, Kill = 9; // PR_SET_PDEATHSIG, SIGKILL

    /// <summary>What a process reads before and while it runs, whatever it is.</summary>
    public static IReadOnlyList<string> Readable { get; } =
    [
        "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/share/zoneinfo", "/etc/ld.so.cache", "/etc/localtime",
        "/dev/null", "/dev/zero", "/dev/urandom", "/dev/random", "/proc/self", "/proc/meminfo", "/proc/cpuinfo",
        "/proc/stat", "/proc/sys/vm", "/sys/fs/cgroup", "/sys/devices/system", "/sys/kernel/mm",
    ];

    /// <summary>Becomes the program; returns only where that fails.</summary>
    /// <param name="words">The program's path first.</param>
    /// <param name="environment">As <c>NAME=VALUE</c>; null keeps this process's own.</param>
    /// <returns>The system's error.</returns>
    public static unsafe int Become(IReadOnlyList<string> words, IReadOnlyList<string>? environment = null)
    {
        _ = environment is null ? Execute(words[0], Texts(words)) : Execute(words[0], Texts(words), Texts(environment));
        return Marshal.GetLastPInvokeError();
    }

    /// <summary>Ends this process, whatever it becomes, when the thread that started it does.</summary>
    /// <returns>Whether that thread is still there.</returns>
    public static bool EndWith(int starter) => Prctl(EndWithParent, Kill, 0, 0, 0) == 0 && Parent() == starter;

    [LibraryImport("libc", EntryPoint = "getppid")]
    internal static partial int Parent();

    // Never freed: the process becomes another one.
    private static unsafe nint* Texts(IReadOnlyList<string> texts)
    {
        var all = (nint*)NativeMemory.Alloc((nuint)(texts.Count + 1), (nuint)sizeof(nint));
        for (var i = 0; i < texts.Count; i++)
            all[i] = Marshal.StringToCoTaskMemUTF8(texts[i]);
        all[texts.Count] = 0;
        return all;
    }

    [LibraryImport("libc", EntryPoint = "execv", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static unsafe partial int Execute(string path, nint* arguments);

    [LibraryImport("libc", EntryPoint = "execve", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static unsafe partial int Execute(string path, nint* arguments, nint* environment);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Prctl(int option, nuint a, nuint b, nuint c, nuint d);
}
