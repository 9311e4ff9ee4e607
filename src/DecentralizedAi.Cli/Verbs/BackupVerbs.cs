using System.CommandLine;
using System.Text.Json.Nodes;
using DecentralizedAi.Cli.Backups;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Storage;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>The operator's database elsewhere, and back.</summary>
internal static class BackupVerbs
{
    private static readonly Option<string> Out = new("--out")
    {
        Description = "Folder that is made for it", HelpName = "FOLDER", Required = true,
    };

    private static readonly Argument<string> Folder = new("FOLDER") { Description = "What 'dai backup' wrote" };

    public static Command Backup() => Verb.Make("backup",
        "Copies the operator's database into a file while nodes run; keys are not in it", BackupAsync, Out);

    public static Command Restore() => Verb.Make("restore",
        "Puts a backup in the place of the database, unless the chain knows more than it", RestoreAsync, Folder);

    private static async Task<Answer> BackupAsync(VerbCall call, CancellationToken cancellation)
    {
        var folder = Path.GetFullPath(call.Value(Out)!);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw CliException.Usage("DAI-1224", $"'{folder}' is not empty", "--out", "name a folder of its own");
        var (database, name) = Source(call);
        using var dao = call.OpenDao();
        if (call.Preview($"copy {name} into '{folder}', of one moment, while nodes go on") is { } preview)
            return preview;
        // Before the copy: what happens in between is in the copy and not in the mark, never the other way round.
        var mark = await ChainMark.ReadAsync(dao, call.Home, cancellation);
        Directory.CreateDirectory(folder);
        var copy = Backups.Backup.Journal(folder);
        call.Terminal.Meanwhile($"copying {name}", Share(database, copy));
        await DatabaseCopy.WriteAsync(database, copy, cancellation);
        call.Terminal.Meanwhile("hashing the copy");
        var backup = new Backup(Backups.Backup.Version,
            ProposalVerbs.Time((ulong)call.Clock.GetUtcNow().ToUnixTimeSeconds()), dao.Contracts.ChainId,
            await Backups.Backup.Sha256Async(copy, cancellation), new FileInfo(copy).Length, mark);
        backup.Write(folder);
        return Answer.Lines(new JsonObject
        {
            ["folder"] = folder, ["sha256"] = backup.Sha256, ["bytes"] = backup.Bytes, ["time"] = backup.Time,
        },
            $"{backup.Bytes} bytes in {copy}, SHA-256 {backup.Sha256}",
            "  keys, token and configuration are not in it: keep them apart",
            "  it may be restored until the next payment or checkpoint; the database itself is always newer");
    }

    private static async Task<Answer> RestoreAsync(VerbCall call, CancellationToken cancellation)
    {
        var folder = Path.GetFullPath(call.Required(Folder));
        var backup = await Backups.Backup.ReadAsync(folder, cancellation);
        if (LocalCluster.Nodes(call.Home) is [var (index, card), ..])
            throw CliException.Usage("DAI-1060", $"node {index} of '{call.Home.Folder}' runs (process {card.Pid})",
                "--home", $"end it with 'dai node drain {index}'; the chain is asked and has to run on");
        var isServer = Settings.Read(call).Store.ConnectionVariable is not null;
        var journal = Journal(call);
        var next = journal + ".next";
        Remove(next);
        Directory.CreateDirectory(Path.GetDirectoryName(next)!);
        File.Copy(Backups.Backup.Journal(folder), next);
        // A copy has the mode of what was copied, and a backup may have come over any medium.
        PrivateFile.Close(next);
        try
        {
            call.Terminal.Meanwhile("comparing the backup with the chain");
            await DemandWholeAsync(call, backup, next, cancellation);
            call.Terminal.Over();
            if (await PutAsync(call, backup, isServer, next, cancellation) is { } plan)
                return plan;
        }
        finally
        {
            Remove(next);
        }
        return Answer.Lines(new JsonObject { ["journal"] = isServer ? null : journal, ["time"] = backup.Time },
            $"the database of {backup.Time} is {(isServer ? "on the PostgreSQL server" : $"at {journal}")}",
            "  next: start the nodes, with 'dai node run' or after 'dai down' with 'dai up', then dai status");
    }

    /// <returns>An answer to give instead, for <c>--dry-run</c>; null when it is in its place.</returns>
    private static async Task<Answer?> PutAsync(
        VerbCall call, Backup backup, bool isServer, string next, CancellationToken cancellation)
    {
        const string Alone =
            "  every node that used the database elsewhere must have ended: two databases are two logs";
        var journal = Journal(call);
        var aside = $"{journal}.before-{call.Clock.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}";
        if (call.Plan([$"put the database of {backup.Time} ({backup.Bytes} bytes) "
                    + (isServer ? "into the empty PostgreSQL database of store.connection" : $"at {journal}"),
                .. !isServer && File.Exists(journal)
                    ? [$"keep the one that is there as {aside}"]
                    : Array.Empty<string>(),
                Alone]) is { } plan)
            return plan;
        if (Server(call) is { } server)
        {
            call.Terminal.Meanwhile("filling the PostgreSQL database");
            await DatabaseTransfer.FillAsync(SqliteFile.Open(next), server, cancellation);
            return null;
        }
        // The copy that was looked at has its own write-ahead log: folded in, so that one file is all.
        SqliteFile.Release();
        foreach (var end in Ends.Where(end => File.Exists(journal + end)))
            File.Move(journal + end, aside + end);
        File.Move(next, journal);
        return null;
    }

    /// <summary>
    /// It is whole, and knows every checkpoint and every spend that the chain has. A node that went on from less
    /// would write another history over the one that is anchored, and pay again what it no longer knows.
    /// </summary>
    private static async Task DemandWholeAsync(
        VerbCall call, Backup backup, string file, CancellationToken cancellation)
    {
        if (await DatabaseCopy.DamageAsync(file, cancellation) is [var damage, ..])
            throw new CliException(ExitCode.Unproven, "DAI-1222", $"the database of the backup is damaged: {damage}",
                "journal.db", "take another backup");
        using var dao = call.OpenDao();
        if (dao.Contracts.ChainId != backup.ChainId)
            throw CliException.Usage("DAI-1226", $"the backup is of chain {backup.ChainId}, this DAO is on "
                + dao.Contracts.ChainId, "FOLDER", "name the home of the DAO that it was made for");
        var now = await ChainMark.ReadAsync(dao, call.Home, cancellation);
        var batches = new SqlBatchStore(SqliteFile.Open(file));
        foreach (var (node, checkpoints) in now.Nodes)
            if ((await batches.LastOfAsync(Address.Parse(node), cancellation))?.Number is var last
                && checkpoints > (last ?? 0))
                throw Stale($"the chain has {checkpoints} checkpoints of node {node}, the backup knows {last ?? 0}");
        foreach (var (vault, number) in now.Vaults)
            if (number != backup.Mark.Vaults.GetValueOrDefault(vault, 1UL))
                throw Stale($"vault {vault} has paid {number - 1} times, the backup knows of "
                    + $"{backup.Mark.Vaults.GetValueOrDefault(vault, 1UL) - 1}");
    }

    private static CliException Stale(string what) => new(ExitCode.Refused, "DAI-1221",
        $"the backup is older than the chain: {what}", "FOLDER",
        "restore a newer one, or the database itself; agents that went on from here would act twice and fork "
        + "their log");

    private static (IOperatorDatabase Database, string Name) Source(VerbCall call)
    {
        if (Server(call) is { } server)
            return (server, "the database of the PostgreSQL server");
        var journal = Journal(call);
        return File.Exists(journal)
            ? (SqliteFile.Open(journal), $"{new FileInfo(journal).Length} bytes of {journal}")
            : throw CliException.Usage("DAI-1225", $"there is no database '{journal}'", "store.path",
                "start the nodes once, or name the home with --home");
    }

    // How long a server takes nobody knows before.
    private static Func<double>? Share(IOperatorDatabase database, string copy) => database is not SqliteFile file
        ? null
        : () => File.Exists(copy) ? (double)new FileInfo(copy).Length / new FileInfo(file.Path).Length : 0;

    private static PostgresDatabase? Server(VerbCall call) =>
        Settings.Read(call).Store.ConnectionVariable is { } variable
            ? (PostgresDatabase)OperatorDatabase.Open(null, variable, Environment.GetEnvironmentVariable)
            : null;

    /// <summary>The SQLite file of the home's nodes, which is there once one has run.</summary>
    internal static string Journal(VerbCall call)
    {
        var store = Settings.Read(call).Store;
        return store.ConnectionVariable is null && File.Exists(call.Home.Configuration)
            ? store.Path!
            : call.Home.Journal;
    }

    /// <summary>Of the names of such a file and of what SQLite keeps beside it.</summary>
    internal static readonly string[] Ends = ["", "-wal", "-shm"];

    private static void Remove(string file)
    {
        // Pooled connections would keep what is deleted here open.
        SqliteFile.Release();
        foreach (var end in Ends)
            File.Delete(file + end);
    }
}
