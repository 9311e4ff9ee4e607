using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace DecentralizedAi.Mutation;

/// <summary>A mutant as Stryker's report lists it.</summary>
/// <param name="File">Below the project, with slashes.</param>
/// <param name="Key">16 hex digits of its file's text, its place and its replacement: the same in the next report while
/// the file is the same, which the number is not.</param>
internal sealed record Mutant(int Id, string File, int Line, string Mutator, string Replacement, string Key)
{
    /// <summary>The folder whose score it counts for: the first two of its path.</summary>
    public string Folder => string.Join('/', File.Split('/')[..^1].Take(2));
}

/// <summary>Reads the mutants that Stryker compiled.</summary>
internal static class StrykerReport
{
    /// <summary>All that could be compiled and are in the files to mutate; what became of them there does not count.
    /// </summary>
    public static IReadOnlyList<Mutant> Read(string file, string project)
    {
        using var report = JsonDocument.Parse(File.ReadAllText(file));
        return [.. from source in report.RootElement.GetProperty("files").EnumerateObject()
                   let path = source.Name.Replace('\\', '/')
                   let below = path[(path.IndexOf(project, StringComparison.Ordinal) is var at and >= 0
                       ? at + project.Length + 1 : 0)..]
                   let text = source.Value.GetProperty("source").GetString()!
                   from mutant in source.Value.GetProperty("mutants").EnumerateArray()
                   where mutant.GetProperty("status").GetString() is not ("CompileError" or "Ignored")
                   select Of(mutant, below, text)];
    }

    private static Mutant Of(JsonElement mutant, string file, string text)
    {
        var location = mutant.GetProperty("location");
        var mutator = mutant.GetProperty("mutatorName").GetString()!;
        var replacement = mutant.TryGetProperty("replacement", out var given) ? given.GetString()! : "";
        return new(
            int.Parse(mutant.GetProperty("id").GetString()!, CultureInfo.InvariantCulture), file,
            location.GetProperty("start").GetProperty("line").GetInt32(), mutator, replacement.ReplaceLineEndings(" "),
            Key(text, location.GetRawText(), mutator, replacement));
    }

    private static string Key(params string[] parts) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', parts))).AsSpan(0, 8));
}
