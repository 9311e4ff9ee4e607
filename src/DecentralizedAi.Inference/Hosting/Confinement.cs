using System.Runtime.InteropServices;

namespace DecentralizedAi.Inference.Hosting;

/// <summary>
/// Takes away from this process what reading a model never needs: sockets, other programs, other processes' memory.
/// Linux on x86-64 only; elsewhere nothing is taken away and the log says so.
/// </summary>
internal static unsafe partial class Confinement
{
    private const uint Allow = 0x7fff0000, Refuse = 0x00050001; // SECCOMP_RET_ERRNO | EPERM
    private const uint X86_64 = 0xc000003e, X32 = 0x40000000;
    private const ushort LoadWord = 0x20, IfEqual = 0x15, IfAtLeast = 0x35, Return = 0x06;

    // socket, connect, bind, listen; execve, ptrace; process_vm_readv/writev; execveat; io_uring_setup.
    private static readonly uint[] Refused = [41, 42, 49, 50, 59, 101, 310, 311, 322, 425];

    /// <summary><c>seccomp</c> when it holds for every thread and a trial was refused, else <c>none</c>.</summary>
    public static string Apply(TextWriter log)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            log.WriteLine("model-host: no system-call filter on this platform; the process may open sockets");
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
        log.WriteLine("model-host: the system-call filter was refused by the kernel; the process may open sockets");
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
