using DecentralizedAi.Cli.Chaos.Faults;
using DecentralizedAi.Cli.Output;
using Xunit;

namespace DecentralizedAi.Cli.Tests.Chaos;

public sealed class MountedDiskTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dai-disk-").FullName;

    private string Place => Path.Combine(_folder, "disk");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_full_disk_takes_nothing_until_it_is_freed_and_what_it_held_stays()
    {
        if (!MountedDisk.Possible)
        {
            // Who may not mount is told so, and nothing is left.
            var refused = await Assert.ThrowsAsync<CliException>(() => MountedDisk.MountAsync(Place, default));
            Assert.Equal("DAI-1067", refused.Code);
            return;
        }
        await using (var disk = await MountedDisk.MountAsync(Place, default))
        {
            await File.WriteAllTextAsync(disk.Journal, "before");
            await disk.FillAsync(default);
            await Assert.ThrowsAsync<IOException>(
                () => File.WriteAllBytesAsync(Path.Combine(Place, "more"), new byte[8_192]));
            await disk.FreeAsync(default);
            await File.WriteAllTextAsync(disk.Journal, "after");
        }
        Assert.Empty(Directory.GetFiles(Place));
        Assert.Equal("after", await File.ReadAllTextAsync(Path.Combine(_folder, "journal.db")));
    }

    [Fact]
    public async Task What_a_killed_run_left_mounted_is_taken_away_once()
    {
        if (MountedDisk.Possible)
            await MountedDisk.MountAsync(Place, default);
        await MountedDisk.UnmountAsync(Place, default);
        await MountedDisk.UnmountAsync(Place, default);
        Assert.DoesNotContain(File.ReadLines("/proc/mounts"), line => line.Contains(Place, StringComparison.Ordinal));
    }
}
