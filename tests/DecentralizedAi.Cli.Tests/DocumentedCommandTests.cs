using System.CommandLine;
using System.Text.RegularExpressions;
using DecentralizedAi.Cli.Verbs;
using Xunit;

namespace DecentralizedAi.Cli.Tests;

/// <summary>Commands in the running text of documents and in the advice of errors are commands of this program.
/// </summary>
public sealed partial class DocumentedCommandTests
{
    [Fact]
    public void Every_command_that_a_document_names_is_there_with_its_options() =>
        Demand(Documents.All, Typed(), atLeast: 40);

    [Fact]
    public void Every_command_that_an_error_advises_is_there_with_its_options() => Demand(
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal)), Advised(), atLeast: 30);

    private static void Demand(IEnumerable<string> files, Regex commands, int atLeast)
    {
        var faults = new List<string>();
        var count = 0;
        foreach (var file in files)
            foreach (Match found in commands.Matches(File.ReadAllText(file)))
            {
                count++;
                if (Fault(found.Groups["words"].Value) is { } fault)
                    faults.Add($"{Path.GetRelativePath(Repository.Root, file)}: '{found.Value}': {fault}");
            }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.InRange(count, atLeast, int.MaxValue);
    }

    /// <summary>What of a typed line is not there; null when all is.</summary>
    private static string? Fault(string line)
    {
        Command command = Tree.Root();
        List<Option> options = [.. command.Options];
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var at = 0;
        for (; at < words.Length && command.Subcommands.Count > 0; at++)
        {
            if (command.Subcommands.FirstOrDefault(verb => verb.Name == words[at]) is not { } next)
                return words[at].StartsWith('-') || !Word().IsMatch(words[at]) ? null : $"no '{words[at]}'";
            command = next;
            options.AddRange(command.Options);
        }
        return words.Skip(at).FirstOrDefault(word => word.StartsWith("--", StringComparison.Ordinal)
            && word is not "--" and not "--help"
            && options.All(option => option.Name != word.Split('=')[0].TrimEnd('.', ',', ';', ')'))) is { } unknown
            ? $"no '{unknown}'"
            : null;
    }

    // In backquotes, or at the beginning of a line of a block; to the end of the command, not of what follows it.
    [GeneratedRegex(@"(?:`|^)(?:\./)?dai (?<words>[^`\n|#;&<>(){}]+)", RegexOptions.Multiline)]
    private static partial Regex Typed();

    [GeneratedRegex(@"'dai (?<words>[a-z][^'""{}|]*)'")]
    private static partial Regex Advised();

    [GeneratedRegex("^[a-z]+$")]
    private static partial Regex Word();
}
