using System.Text.Json;

namespace DecentralizedAi.Mutation;

/// <summary>A mutant as Stryker's report lists it.</summary>
/// <param name="File">Below the project, with slashes.</param>
internal sealed record Mutant(int Id, string File, int Line, string Mutator, string Replacement)
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
                   from mutant in source.Value.GetProperty("mutants").EnumerateArray()
                   where mutant.GetProperty("status").GetString() is not ("CompileError" or "Ignored")
                   select Of(mutant, below)];
    }

    private static Mutant Of(JsonElement mutant, string file) => new(
        int.Parse(mutant.GetProperty("id").GetString()!, System.Globalization.CultureInfo.InvariantCulture), file,
        mutant.GetProperty("location").GetProperty("start").GetProperty("line").GetInt32(),
        mutant.GetProperty("mutatorName").GetString()!,
        mutant.TryGetProperty("replacement", out var text) ? text.GetString()!.ReplaceLineEndings(" ") : "");
}
