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
    /// <param name="agents">Ids; none = all agents.</param>
    public static async Task<ExportedBundle> ExportAsync(
        DevelopmentHome home, RpcEndpoint endpoint, string agentsFolder, IReadOnlyList<ulong> agents,
        CancellationToken cancellation)
    {
        var file = SqliteFile.Open(home.Journal);
        var compositions = AgentFolder.ReadAll(agentsFolder)
            .ToDictionary(agent => agent.Composition.Hash(), agent => agent.Composition.ToJson());
        var exporter = new BundleExporter(DaoFiles.Read(home.Manifest), endpoint, new SqlBatchStore(file),
            new SqlBodyStore(file), hash => compositions.GetValueOrDefault(hash));
        return await exporter.ExportAsync(agents, cancellation);
    }

    /// <summary>Writes a bundle so that a reader never sees half of it.</summary>
    public static async Task WriteAsync(Bundle bundle, string file, CancellationToken cancellation)
    {
        await File.WriteAllBytesAsync(file + ".next", BundleWriter.Write(bundle), cancellation);
        File.Move(file + ".next", file, overwrite: true);
    }
}
