namespace DecentralizedAi.Authoring.Configuration;

/// <summary>Reads the configuration: flag over <c>DAI_*</c> over file over default.</summary>
public static class ConfigurationReader
{
    /// <param name="files">From the strongest to the weakest; those that do not exist are passed over.</param>
    /// <param name="variables">The environment.</param>
    /// <param name="flags">Values from the command line, by path.</param>
    /// <param name="folder">Where relative paths of flags, variables and defaults start.</param>
    /// <exception cref="ConfigurationException">Whatever is not right, with its place.</exception>
    public static DaiConfiguration Read(
        IEnumerable<string> files, IReadOnlyDictionary<string, string> variables,
        IReadOnlyDictionary<string, string> flags, string folder)
    {
        var values = new Dictionary<string, WrittenValue>(StringComparer.Ordinal);
        foreach (var (path, text) in flags)
            values.Add(path, Split(KnownKeys.ByPath[path], text, $"--{path[(path.LastIndexOf('.') + 1)..]}", folder));
        foreach (var key in KnownKeys.All)
            if (variables.TryGetValue(key.Variable, out var text) && text.Length > 0)
                values.TryAdd(key.Path, Split(key, text, key.Variable, folder));
        foreach (var file in files.Where(File.Exists))
        {
            var written = WrittenFile.Read(file, KnownKeys.Below,
                path => KnownKeys.ByPath.TryGetValue(path, out var key) ? key.IsList : null);
            foreach (var (path, value) in written)
                values.TryAdd(path, value);
        }
        foreach (var key in KnownKeys.All)
            if (key.Default is { } text && !Replaced(key, values))
                values.TryAdd(key.Path, Split(key, text, "default", folder));
        return new ConfigurationChecker(values).Check();
    }

    /// <summary>The file a node was told to use and nothing else but the environment.</summary>
    /// <exception cref="ConfigurationException">DAI-1101: there is no such file.</exception>
    public static DaiConfiguration ReadFile(string file, IReadOnlyDictionary<string, string> variables) =>
        File.Exists(file)
            ? Read([file], variables, new Dictionary<string, string>(), Path.GetDirectoryName(Path.GetFullPath(file))!)
            : throw ConfigurationException.Unreadable(file, "there is no such file");

    // "tls: none" and the map of tls stand at one place of the file.
    private static bool Replaced(KnownKey key, Dictionary<string, WrittenValue> values) =>
        key.Path == "cluster.tls" && values.Keys.Any(path => path.StartsWith("cluster.tls.", StringComparison.Ordinal));

    private static WrittenValue Split(KnownKey key, string text, string origin, string folder) => new(
        key.IsList ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [text],
        origin, folder);
}
