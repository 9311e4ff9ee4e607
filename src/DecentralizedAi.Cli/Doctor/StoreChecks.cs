using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Cli.Verbs;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Storage;

namespace DecentralizedAi.Cli.Doctor;

/// <summary>The operator's database: whole, and each text what its leaf hashed.</summary>
internal static class StoreChecks
{
    private const int Shown = 3;

    /// <param name="bundle">An export of the log that may have what is lost here; null without one.</param>
    public static async Task<IReadOnlyList<Finding>> RunAsync(
        VerbCall call, string? bundle, CancellationToken cancellation)
    {
        try
        {
            var store = Settings.Read(call).Store;
            var file = store.ConnectionVariable is null
                ? File.Exists(call.Home.Configuration) ? store.Path! : call.Home.Journal
                : null;
            if (file is not null && !File.Exists(file))
                return [];
            if (file is not null && await DatabaseCopy.DamageAsync(file, cancellation) is [var damage, ..])
                return [Finding.Fault("database", $"'{file}' is damaged: {damage}",
                    "stop the nodes and restore the newest backup: dai restore FOLDER")];
            var database = OperatorDatabase.Open(
                file, store.ConnectionVariable, Environment.GetEnvironmentVariable);
            return [await BodiesAsync(database, file ?? "PostgreSQL", bundle, cancellation)];
        }
        catch (ConfigurationException)
        {
            // A finding of its own, which has been told.
            return [];
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return [Finding.Of("database", failure)];
        }
    }

    private static async Task<Finding> BodiesAsync(
        IOperatorDatabase database, string name, string? bundle, CancellationToken cancellation)
    {
        var (read, drifted) = await StoredBodies.CheckAsync(database, cancellation);
        if (drifted.Count == 0)
            return Finding.Good("database", $"{name}: {read} texts, each the one that its leaf hashed");
        var known = bundle is null ? [] : await DocumentsAsync(bundle, cancellation);
        var found = drifted.Select(one => known.GetValueOrDefault(one.Word)).OfType<SaltedDocument>().ToList();
        var fault = Finding.Fault("database",
            $"{name}: {drifted.Count} of {read} texts are not what was logged: "
                + string.Join(", ", drifted.Take(Shown)) + (drifted.Count > Shown ? ", and more" : ""),
            bundle is null
                ? "dai doctor --fix --from BUNDLE puts back what an earlier 'dai log export' holds"
                : $"'{bundle}' holds {found.Count} of them; name an export that holds the rest");
        return found.Count == 0 ? fault : fault with
        {
            Repair = new Repair($"put {found.Count} texts of {bundle} in the place of those that drifted, each only "
                + "where it hashes to the word in the leaf",
                cancel => StoredBodies.ReplaceAsync(database, found, cancel)),
        };
    }

    // What the hash of a document says is what it is, so it does not matter who gave the file.
    private static async Task<Dictionary<Bytes32, SaltedDocument>> DocumentsAsync(
        string file, CancellationToken cancellation)
    {
        var bundle = BundleReader.Read(await File.ReadAllBytesAsync(file, cancellation));
        return bundle.Entries.SelectMany(entry => entry.Leaves).Concat(bundle.Unanchored)
            .SelectMany(leaf => new[] { leaf.Facts, leaf.Body, leaf.Receipt }).Concat(bundle.Receipts.Values)
            .OfType<SaltedDocument>().DistinctBy(document => document.Word)
            .ToDictionary(document => document.Word);
    }
}
