using System.CommandLine;
using DecentralizedAi.Cli.Verbs;

namespace DecentralizedAi.Cli.Tests;

/// <summary>The documents of this repository, and the verbs that they may name.</summary>
internal static class Documents
{
    /// <summary>Files in Markdown that are ours.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Directory.EnumerateFiles(Repository.Root, "*.md", new EnumerationOptions { RecurseSubdirectories = true })
            .Where(file => !file[Repository.Root.Length..].Split('/')
                .Any(folder => folder is "node_modules" or "bin" or "obj" or "artifacts")),
    ];

    /// <summary>The words of each verb, without arguments.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Verbs { get; } = [.. Below(Tree.Root(), [])];

    private static IEnumerable<IReadOnlyList<string>> Below(Command command, IReadOnlyList<string> words) =>
        command.Subcommands.Count == 0
            ? [words]
            : command.Subcommands.SelectMany(verb => Below(verb, [.. words, verb.Name]));
}
