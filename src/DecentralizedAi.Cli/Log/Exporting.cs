using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Chain.Bundles;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Storage;

namespace DecentralizedAi.Cli.Log;

/// <summary>Exports the log of a home: the operator's database and the chain's proofs in one document.</summary>
internal static class Exporting
{
    /// <param name="manifest">File of the DAO's manifest.</param>
    /// <param name="store">Where the configuration says the database is.</param>
    /// <param name="agentsFolder">Where agents lie that are not the home's own.</param>
    /// <param name="agents">Ids; none = all agents.</param>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    public static async Task<ExportedBundle> ExportAsync(
        DevelopmentHome home, string manifest, StoreConfiguration store, RpcEndpoint endpoint, string agentsFolder,
        IReadOnlyList<ulong> agents, CancellationToken cancellation)
    {
        // A home that has no configuration yet keeps its journal where the first start will.
        var database = OperatorDatabase.Open(
            store.ConnectionVariable is null && !File.Exists(home.Configuration) ? home.Journal : store.Path,
            store.ConnectionVariable, Environment.GetEnvironmentVariable);
        var compositions = Compositions(Path.Combine(home.Folder, "agents"), agentsFolder);
        var exporter = new BundleExporter(DaoFiles.Read(manifest), endpoint, new SqlBatchStore(database),
            new SqlBodyStore(database), hash => compositions.GetValueOrDefault(hash));
        return await exporter.ExportAsync(agents, cancellation);
    }

    /// <summary>What the agents in these folders are made of, by hash: several may be made of the same.</summary>
    /// <exception cref="ConfigurationException">A folder is not as it has to be.</exception>
    internal static IReadOnlyDictionary<Bytes32, string> Compositions(params IEnumerable<string> folders) => folders
        .SelectMany(AgentFolder.ReadAll)
        .Select(agent => agent.Composition)
        .DistinctBy(composition => composition.Hash())
        .ToDictionary(composition => composition.Hash(), composition => composition.ToJson());

    /// <summary>Writes a bundle so that a reader never sees half of it.</summary>
    public static async Task WriteAsync(Bundle bundle, string file, CancellationToken cancellation)
    {
        await File.WriteAllBytesAsync(file + ".next", BundleWriter.Write(bundle), cancellation);
        File.Move(file + ".next", file, overwrite: true);
    }
}
