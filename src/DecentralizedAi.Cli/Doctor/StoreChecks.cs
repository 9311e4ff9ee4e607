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
            var name = file ?? "PostgreSQL";
            return await DatabaseTables.MissingAsync(database, cancellation) is { Count: > 0 } missing
                ? [await TablesAsync(database, name, missing, bundle, cancellation)]
                : [await BodiesAsync(database, name, bundle, cancellation)];
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

    // An empty table in the place of a full one would let nodes forget what they did, so one is made only where nothing
    // was forgotten: of a database without a row, or of texts that an export holds.
    private static async Task<Finding> TablesAsync(
        IOperatorDatabase database, string name, IReadOnlyList<string> missing, string? bundle,
        CancellationToken cancellation)
    {
        var onlyTexts = missing is ["dai_body"];
        var fault = Finding.Fault("tables", $"{name} lacks {string.Join(", ", missing)}",
            "stop the nodes and restore the newest backup: dai restore FOLDER" + (onlyTexts
                ? "; or dai doctor --fix --from BUNDLE, with an export that holds the texts" : ""));
        if (await DatabaseTables.AreEmptyAsync(database, cancellation))
            return fault with
            {
                Repair = new Repair($"make {string.Join(", ", missing)} in {name}, in which nothing was stored yet",
                    cancel => DatabaseTables.MakeAsync(database, missing, cancel)),
            };
        if (!onlyTexts || bundle is null)
            return fault;
        var texts = (await DocumentsAsync(bundle, cancellation)).Values;
        return fault with
        {
            Repair = new Repair($"make dai_body in {name} and put the {texts.Count} texts of {bundle} into it",
                cancel => DatabaseTables.MakeBodiesAsync(database, texts, cancel)),
        };
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
