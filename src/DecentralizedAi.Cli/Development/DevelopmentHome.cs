namespace DecentralizedAi.Cli.Development;

/// <summary>The folder of a local DAO and what lies where in it.</summary>
/// <param name="Folder">Absolute path, <c>.dai</c> by default.</param>
internal sealed record DevelopmentHome(string Folder)
{
    public string Chain => Path.Combine(Folder, "chain");
    public string Manifest => Path.Combine(Folder, "dao.json");
    public string Journal => Path.Combine(Folder, "journal.db");
    public string Bundle => Path.Combine(Folder, "bundle.json");
    public string Token => Path.Combine(Folder, "token");
    public string Documents => Path.Combine(Folder, "documents");
    public string Policy => Path.Combine(Folder, "policy.yaml");
    public string Configuration => Path.Combine(Folder, "dai.yaml");
    public string Keys => Path.Combine(Folder, "keys");

    /// <summary>Folder of node <paramref name="index"/>, from 0.</summary>
    public string Node(int index) => Path.Combine(
        Folder, "nodes", index.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Indices of the nodes that were ever made here, ascending.</summary>
    public IReadOnlyList<int> Nodes() => Directory.Exists(Path.Combine(Folder, "nodes"))
        ? [.. Directory.GetDirectories(Path.Combine(Folder, "nodes"))
            .Select(path => int.TryParse(Path.GetFileName(path), out var index) ? index : -1)
            .Where(index => index >= 0).Order()]
        : [];
}
