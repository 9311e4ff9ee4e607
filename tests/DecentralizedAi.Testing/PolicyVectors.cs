using System.Text.Json;

namespace DecentralizedAi.Testing;

/// <summary>The vectors of the policy document, read from the file that contracts and C# share.</summary>
public static class PolicyVectors
{
    private static readonly Lazy<JsonElement> Root = new(() =>
        JsonDocument.Parse(File.ReadAllBytes(PathOf("governance/vectors/policy.json"))).RootElement);

    /// <summary>A section of the file, as a list.</summary>
    public static IReadOnlyList<JsonElement> Section(string name) => [.. Root.Value.GetProperty(name).EnumerateArray()];

    /// <summary>The YAML of the valid document with that index.</summary>
    public static string Yaml(int document) => Section("valid")[document].GetProperty("yaml").GetString()!;

    /// <summary>A file of the repository.</summary>
    public static string PathOf(string relative)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "DecentralizedAi.sln")))
            folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? throw new FileNotFoundException("no repository above the tests"), relative);
    }
}
