using System.Runtime.InteropServices;

namespace DecentralizedAi.Node.Plugins;

/// <summary>
/// Leaves the calling thread, and any program that it becomes, nothing of the file system but what is named, and
/// that for reading, and one program; no TCP, no signals or abstract sockets to processes outside, no look into them.
/// Linux 5.13.
/// </summary>
internal static unsafe partial class Landlock
{
    private const nint CreateRuleset = 444, AddRule = 445, RestrictSelf = 446;
    private const ulong Execute = 1, ReadFile = 4, ReadFolder = 8;
    private const int PathOnly = 0x200000 | 0x80000; // O_PATH | O_CLOEXEC

    /// <summary>The kernel's own loaders, without which no program starts.</summary>
    private static readonly string[] Loaders =
    [
        "/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1", "/lib/ld-musl-x86_64.so.1",
        "/lib/ld-musl-aarch64.so.1",
    ];

    /// <summary>The version of the kernel's interface; 0 where there is none.</summary>
    public static int Version => OperatingSystem.IsLinux()
        ? Math.Max(0, (int)Syscall(CreateRuleset, 0, 0, 1, 0)) : 0;

    /// <summary>Applies it.</summary>
    /// <param name="readable">Files and folders; what is not there is left out.</param>
    /// <param name="program">The only one that it may become.</param>
    /// <returns><see cref="Version"/>, or 0 where nothing was taken away.</returns>
    public static int Apply(IEnumerable<string> readable, string program)
    {
        var version = Version;
        if (version < 1)
            return 0;
        var rules = new Rules
        {
            Files = (1UL << (version switch { 1 => 13, 2 => 14, 3 or 4 => 15, _ => 16 })) - 1,
            Ports = version >= 4 ? 3UL : 0,
            Scopes = version >= 6 ? 3UL : 0,
        };
        var size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
        var set = (int)Syscall(CreateRuleset, (nint)(&rules), size, 0, 0);
        foreach (var path in readable)
            Allow(set, path, ReadFile | ReadFolder);
        foreach (var path in Loaders.Append(program))
            Allow(set, path, ReadFile | Execute);
        // 38 = PR_SET_NO_NEW_PRIVS, without which the kernel takes no rules from ordinary users.
        var applied = Prctl(38, 1, 0, 0, 0) == 0 && Syscall(RestrictSelf, set, 0, 0, 0) == 0;
        _ = Close(set);
        return applied ? version : 0;
    }

    private static void Allow(int set, string path, ulong rights)
    {
        var place = Open(path, PathOnly);
        if (place < 0)
            return;
        var rule = new Beneath { Rights = Directory.Exists(path) ? rights : rights & ~ReadFolder, Place = place };
        _ = Syscall(AddRule, set, 1, (nint)(&rule), 0);
        _ = Close(place);
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint Syscall(nint number, nint a, nint b, nint c, nint d);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Prctl(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [StructLayout(LayoutKind.Sequential)]
    private struct Rules
    {
        public ulong Files;
        public ulong Ports;
        public ulong Scopes;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct Beneath
    {
        public ulong Rights;
        public int Place;
    }
}
