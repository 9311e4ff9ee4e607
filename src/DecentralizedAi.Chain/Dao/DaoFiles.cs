namespace DecentralizedAi.Chain.Dao;

/// <summary>A deployed DAO: what a verifier needs, and where its contracts are.</summary>
public sealed record DeployedDao(DaoManifest Manifest, DaoContracts Contracts)
{
    public static DeployedDao Of(DaoManifest manifest) => new(manifest, DaoContracts.Of(manifest));
}

/// <summary>The file of a deployed DAO, its manifest.</summary>
public static class DaoFiles
{
    /// <summary>Writes the manifest, all or nothing.</summary>
    public static void Write(string file, DaoManifest manifest)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.WriteAllBytes(file + ".next", manifest.ToJson());
        File.Move(file + ".next", file, overwrite: true);
    }

    /// <exception cref="ChainException">DAI-4210 or DAI-4211: missing, malformed, or it contradicts itself.</exception>
    public static DeployedDao Read(string manifestFile) => DeployedDao.Of(DaoManifest.Read(manifestFile));
}
