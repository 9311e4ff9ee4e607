using System.ComponentModel;
using System.Diagnostics;
using DecentralizedAi.Tools.Plugins;

namespace DecentralizedAi.Node.Plugins;

/// <summary>
/// Around the other fences, where <c>bwrap</c> is installed and this user may use it: processes, network, users and
/// mounts of their own, and a root that holds what is named and an empty <c>/tmp</c>.
/// </summary>
internal static class Bubblewrap
{
    /// <summary>First word of a process that was started in it.</summary>
    public const string Word = "--bwrap";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly Lazy<string?> Found = new(Find);

    /// <summary>Where it lies; null where there is none that works.</summary>
    public static string? Program => Found.Value;

    /// <summary>The same process within it, or as it is where there is none.</summary>
    /// <param name="readable">Files and folders that it needs beside those that every process does.</param>
    public static PluginCommand Around(
        string program, IEnumerable<string> own, IEnumerable<string> arguments, string folder,
        IEnumerable<string> readable) => Program is null
        ? new(program, [.. own, .. arguments], folder)
        : new(Program,
        [
            "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--tmpfs", "/tmp",
            "--proc", "/proc", "--dev", "/dev",
            .. PluginFence.Readable.Where(path => !Made(path)).Concat(readable)
                .SelectMany(path => (string[])["--ro-bind-try", path, path]),
            "--chdir", folder, "--", program, .. own, .. arguments.Take(1), Word, .. arguments.Skip(1),
        ], folder);

    private static bool Made(string path) =>
        path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("/proc/", StringComparison.Ordinal);

    // Kernels and containers that let no user make namespaces refuse it, whoever installed it.
    private static string? Find() => OperatingSystem.IsLinux()
        ? (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Where(Path.IsPathRooted).Select(folder => Path.Combine(folder, "bwrap"))
            .FirstOrDefault(file => File.Exists(file) && Works(file))
        : null;

    private static bool Works(string file)
    {
        try
        {
            using var trial = Process.Start(new ProcessStartInfo(file,
                ["--unshare-all", "--cap-drop", "ALL", "--ro-bind", "/", "/", "--proc", "/proc", "--", "/bin/true"])
            {
                RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            if (trial.WaitForExit(Patience))
                return trial.ExitCode == 0;
            trial.Kill(entireProcessTree: true);
            return false;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
