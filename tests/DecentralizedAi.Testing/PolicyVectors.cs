using System.Text.Json;

namespace DecentralizedAi.Testing;

/// <summary>The vectors of the policy document.</summary>
public static class PolicyVectors
{
    private static readonly Lazy<JsonElement> Root = new(() => Vectors.Read("policy.json"));

    /// <summary>A section of the file.</summary>
    public static IReadOnlyList<JsonElement> Section(string name) => [.. Root.Value.GetProperty(name).EnumerateArray()];

    /// <summary>The YAML of a valid document.</summary>
    public static string Yaml(int document) => Section("valid")[document].GetProperty("yaml").GetString()!;

    /// <summary>The canonical JSON of a valid document.</summary>
    public static string Canonical(int document) => Section("valid")[document].GetProperty("canonical").GetString()!;
}
