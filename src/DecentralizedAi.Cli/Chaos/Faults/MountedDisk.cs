using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Chaos.Faults;

/// <summary>A small file system in memory for the SQLite file; only root can mount one.</summary>
internal sealed class MountedDisk : IChaosDisk
{
    private const long Size = 256 << 20;
    private readonly string _folder;

    private MountedDisk(string folder) => _folder = folder;

    /// <summary>The SQLite file, for <c>store.path</c>.</summary>
    public string Journal => Path.Combine(_folder, "journal.db");

    private string Filler => Path.Combine(_folder, "filler");

    /// <summary>Whether this user may mount.</summary>
    public static bool Possible => Environment.IsPrivilegedProcess;

    /// <param name="folder">Is made; empty.</param>
    /// <exception cref="CliException">DAI-1067: it cannot be mounted.</exception>
    public static async Task<MountedDisk> MountAsync(string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        await RunAsync("mount", ["-t", "tmpfs", "-o", $"size={Size},mode=0700", "tmpfs", folder], cancellation);
        return new MountedDisk(folder);
    }

    /// <summary>Takes away what a run that was killed left mounted.</summary>
    /// <exception cref="CliException">DAI-1067: it cannot be unmounted.</exception>
    public static async Task UnmountAsync(string folder, CancellationToken cancellation)
    {
        if (File.ReadLines("/proc/mounts").Any(line => line.Split(' ')[1] == folder))
            await RunAsync("umount", ["--lazy", folder], cancellation);
    }

    public Task FillAsync(CancellationToken cancellation)
    {
        using var filler = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var piece in (int[])[1 << 20, 4_096])
            while (TryWrite(filler, new byte[piece]))
                cancellation.ThrowIfCancellationRequested();
        return Task.CompletedTask;
    }

    public Task FreeAsync(CancellationToken cancellation)
    {
        File.Delete(Filler);
        return Task.CompletedTask;
    }

    /// <summary>Puts the database beside the folder, for who wants to see it, and takes the file system away.</summary>
    public async ValueTask DisposeAsync()
    {
        await FreeAsync(CancellationToken.None);
        foreach (var file in Directory.GetFiles(_folder))
            File.Copy(file, Path.Combine(Path.GetDirectoryName(_folder)!, Path.GetFileName(file)), overwrite: true);
        await UnmountAsync(_folder, CancellationToken.None);
    }

    private static bool TryWrite(FileStream file, byte[] bytes)
    {
        try
        {
            file.Write(bytes);
            return true;
        }
        catch (IOException)
        {
            // Full, as it was meant to be.
            return false;
        }
    }

    private static Task RunAsync(string program, string[] words, CancellationToken cancellation) =>
        SystemTool.RunAsync([program, .. words], said => CliException.Usage("DAI-1067", said, "--faults",
            "play disk as root in a place that may mount, or leave it out"), cancellation);
}
