using System.Runtime.InteropServices;

namespace DecentralizedAi.Inference.Hosting;

/// <summary>
/// Takes away from this process what neither a model nor a plugin needs: sockets, other programs and processes,
/// other processes' memory. Linux on x86-64 only; elsewhere nothing is taken away and the log says so.
/// </summary>
public static unsafe partial class Confinement
{
    private const uint Allow = 0x7fff0000, Refuse = 0x00050001; // SECCOMP_RET_ERRNO | EPERM
    private const uint X86_64 = 0xc000003e, X32 = 0x40000000;
    private const ushort LoadWord = 0x20, IfEqual = 0x15, IfAtLeast = 0x35, IfAnyBit = 0x45, And = 0x54,
        Return = 0x06;

    private const uint NotThere = 0x00050026; // SECCOMP_RET_ERRNO | ENOSYS
    private const uint Clone = 56, Clone3 = 435, NewThread = 0x00010000; // CLONE_THREAD
    private const uint Become = 59; // execve
    private const uint SignalThread = 234, SetLimits = 302; // tgkill, prlimit64
    private const uint Map = 9, SharedByNone = 0x21; // mmap, MAP_SHARED | MAP_ANONYMOUS
    private const byte First = 16, Fourth = 40; // where a filter finds an argument's low word

    private static readonly uint[] Refused =
    [
        41, 42, 49, 50, // socket, connect, bind, listen
        57, 58, 322, // fork, vfork, execveat
        62, 101, 310, 311, 424, 438, // kill, ptrace, process_vm_readv and _writev, pidfd_send_signal, pidfd_getfd
        129, 297, // rt_sigqueueinfo, rt_tgsigqueueinfo
        141, 142, 144, 251, 314, // priority and scheduler of any process, this one's as well
        256, 279, 312, 440, 448, // migrate_pages, move_pages, kcmp, process_madvise, process_mrelease
        155, 161, 165, 166, 272, 308, 428, 429, 430, // pivot_root, chroot, mount, umount2, unshare, setns, open_tree...
        169, 175, 246, 248, 249, 250, 298, 313, 321, 323, // reboot, modules, kexec, keys, perf, bpf, userfaultfd
        425, // io_uring_setup
    ];

    private static readonly uint[] RefusedToOthers =
    [
        29, 64, 68, 240, 319, 447, // shm, sem, msg, mq, memfd, memfd_secret: memory that no limit of a process counts
        203, // sched_setaffinity, also of another process's threads; .NET makes no thread without it
    ];

    /// <summary><c>seccomp</c> when it holds for every thread and a trial was refused, else <c>none</c>.</summary>
    /// <param name="log">Hears what does not hold here.</param>
    /// <param name="who">Named there, such as <c>model-host</c>.</param>
    public static string Apply(TextWriter log, string who)
    {
        var program = Program([.. Refused, Become]);
        program.Add(new(Return, 0, 0, Allow));
        return Apply(program, log, who);
    }

    /// <summary>As <see cref="Apply(TextWriter, string)"/>, for a process that becomes a program of others next: that
    /// is still possible, and memory that is not counted as its own is taken away.</summary>
    public static string ApplyBeforeOthers(TextWriter log, string who)
    {
        var program = Program([.. Refused, .. RefusedToOthers]);
        program.Add(new(IfEqual, 0, 4, Map));
        program.Add(new(LoadWord, 0, 0, Fourth));
        program.Add(new(And, 0, 0, SharedByNone));
        program.Add(new(IfEqual, 0, 1, SharedByNone));
        program.Add(new(Return, 0, 0, Refuse));
        program.Add(new(Return, 0, 0, Allow));
        return Apply(program, log, who);
    }

    private static string Apply(List<Instruction> instructions, TextWriter log, string who)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            log.WriteLine($"{who}: no system-call filter on this platform; the process may open sockets");
            return "none";
        }
        Instruction[] program = [.. instructions];
        fixed (Instruction* first = program)
        {
            var header = new FilterProgram { Length = (ushort)program.Length, First = first };
            var applied = Prctl(38, 1, 0, 0, 0) == 0 && Syscall(317, 1, 1, &header) == 0;
            if (applied && Socket(2, 1, 0) < 0)
                return "seccomp";
        }
        log.WriteLine($"{who}: the system-call filter was refused by the kernel; the process may open sockets");
        return "none";
    }

    // All but its end, which says what becomes of calls that it does not know.
    private static List<Instruction> Program(IEnumerable<uint> refused)
    {
        var program = new List<Instruction>
        {
            new(LoadWord, 0, 0, 4),
            new(IfEqual, 1, 0, X86_64),
            new(Return, 0, 0, Refuse),
            new(LoadWord, 0, 0, 0),
            new(IfAtLeast, 0, 1, X32),
            new(Return, 0, 0, Refuse),
        };
        foreach (var number in refused.Concat(OtherThreads()))
        {
            program.Add(new(IfEqual, 0, 1, number));
            program.Add(new(Return, 0, 0, Refuse));
        }
        // A thread is made by clone, whose flags can be looked at; clone3 hides them, and without it clone is taken.
        program.Add(new(IfEqual, 0, 1, Clone3));
        program.Add(new(Return, 0, 0, NotThere));
        program.Add(new(IfEqual, 0, 4, Clone));
        program.Add(new(LoadWord, 0, 0, First));
        program.Add(new(IfAnyBit, 1, 0, NewThread));
        program.Add(new(Return, 0, 0, Refuse));
        program.Add(new(Return, 0, 0, Allow));
        OnItself(program, SignalThread, orZero: false);
        OnItself(program, SetLimits, orZero: true);
        return program;
    }

    // These take the process they act on as first argument.
    private static void OnItself(List<Instruction> program, uint call, bool orZero)
    {
        program.Add(new(IfEqual, 0, 5, call));
        program.Add(new(LoadWord, 0, 0, First));
        program.Add(new(IfEqual, 2, 0, (uint)Environment.ProcessId));
        program.Add(new(IfEqual, 1, 0, orZero ? 0 : (uint)Environment.ProcessId));
        program.Add(new(Return, 0, 0, Refuse));
        program.Add(new(Return, 0, 0, Allow));
    }

    // tkill names a thread of any process; musl signals its own threads by it, and glibc does not.
    private static uint[] OtherThreads() =>
        RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) ? [] : [200];

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Prctl(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint Syscall(nint number, nuint operation, nuint flags, FilterProgram* program);

    [LibraryImport("libc", EntryPoint = "socket")]
    private static partial int Socket(int domain, int type, int protocol);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Instruction(ushort Code, byte IfTrue, byte IfFalse, uint Value);

    [StructLayout(LayoutKind.Sequential)]
    private struct FilterProgram
    {
        public ushort Length;
        public Instruction* First;
    }
}
