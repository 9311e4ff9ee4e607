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
    private const ushort LoadWord = 0x20, IfEqual = 0x15, IfAtLeast = 0x35, IfAnyBit = 0x45, Return = 0x06;

    private const uint NotThere = 0x00050026; // SECCOMP_RET_ERRNO | ENOSYS
    private const uint Clone = 56, Clone3 = 435, NewThread = 0x00010000; // CLONE_THREAD

    private static readonly uint[] Refused =
    [
        41, 42, 49, 50, // socket, connect, bind, listen
        57, 58, 59, 322, // fork, vfork, execve, execveat
        62, 101, 310, 311, 424, 438, // kill, ptrace, process_vm_readv and _writev, pidfd_send_signal, pidfd_getfd
        155, 161, 165, 166, 272, 308, 428, 429, 430, // pivot_root, chroot, mount, umount2, unshare, setns, open_tree...
        169, 175, 246, 248, 249, 250, 298, 313, 321, 323, // reboot, modules, kexec, keys, perf, bpf, userfaultfd
        425, // io_uring_setup
    ];

    /// <summary><c>seccomp</c> when it holds for every thread and a trial was refused, else <c>none</c>.</summary>
    /// <param name="log">Hears what does not hold here.</param>
    /// <param name="who">Named there, such as <c>model-host</c>.</param>
    public static string Apply(TextWriter log, string who)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            log.WriteLine($"{who}: no system-call filter on this platform; the process may open sockets");
            return "none";
        }
        var program = Program();
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

    private static Instruction[] Program()
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
        foreach (var number in Refused)
        {
            program.Add(new(IfEqual, 0, 1, number));
            program.Add(new(Return, 0, 0, Refuse));
        }
        // A thread is made by clone, whose flags can be looked at; clone3 hides them, and without it clone is taken.
        program.Add(new(IfEqual, 0, 1, Clone3));
        program.Add(new(Return, 0, 0, NotThere));
        program.Add(new(IfEqual, 0, 3, Clone));
        program.Add(new(LoadWord, 0, 0, 16));
        program.Add(new(IfAnyBit, 1, 0, NewThread));
        program.Add(new(Return, 0, 0, Refuse));
        program.Add(new(Return, 0, 0, Allow));
        return [.. program];
    }

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
