using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Verbs;
using DecentralizedAi.Storage;

namespace DecentralizedAi.Cli.Chaos.Faults;

/// <summary>The disk under the database of a run.</summary>
internal static class ChaosDisks
{
    private static string FolderOf(DevelopmentHome home) => Path.Combine(home.Folder, "disk");

    /// <summary>Takes away what a run that was killed left behind, and empties the home.</summary>
    public static async Task ClearAsync(DevelopmentHome home, CancellationToken cancellation)
    {
        await MountedDisk.UnmountAsync(FolderOf(home), cancellation);
        if (Directory.Exists(home.Folder))
            Directory.Delete(home.Folder, recursive: true);
    }

    /// <summary>Prepares a disk that can be made full, and tells the nodes through the environment where it is.</summary>
    /// <returns>Null where this user may not fill one: not root with SQLite, no superuser with PostgreSQL.</returns>
    public static async Task<IChaosDisk?> OpenAsync(DevelopmentHome home, CancellationToken cancellation)
    {
        if (Environment.GetEnvironmentVariable("DAI_STORE_KIND") == "postgres")
        {
            var store = Settings.Of(home).Store;
            var server = new RefusingServer(OperatorDatabase.Open(
                null, store.ConnectionVariable, Environment.GetEnvironmentVariable));
            return await server.PossibleAsync(cancellation) ? server : null;
        }
        if (!MountedDisk.Possible)
            return null;
        var disk = await MountedDisk.MountAsync(FolderOf(home), cancellation);
        Environment.SetEnvironmentVariable("DAI_STORE_PATH", disk.Journal);
        return disk;
    }
}
