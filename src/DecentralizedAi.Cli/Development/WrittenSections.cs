using System.Text;
using System.Text.RegularExpressions;

namespace DecentralizedAi.Cli.Development;

/// <summary>The sections of a <c>dai.yaml</c> at its top level, as they are written.</summary>
internal static class WrittenSections
{
    private const string Store = "store";

    /// <summary>A configuration, and after it the sections of an earlier one that it does not write, or whose database
    /// an operator named: nodes that start with another one forget what they did.</summary>
    public static string Keep(string written, string earlier)
    {
        var sections = Of(written).ToList();
        var names = sections.Select(section => section.Name).ToHashSet(StringComparer.Ordinal);
        var kept = Of(earlier).Where(section => section.Name == Store
            ? !IsMade(section.Text, earlier)
            : !names.Contains(section.Name)).ToList();
        return string.Concat(kept.Select(section => section.Text).Prepend(kept.Exists(section => section.Name == Store)
            ? string.Concat(sections.Where(section => section.Name != Store).Select(section => section.Text))
            : written));
    }

    // The file of the folder in which it was written, which may lie elsewhere by now.
    private static bool IsMade(string store, string configuration) =>
        store.Contains("kind: sqlite", StringComparison.Ordinal)
        && Regex.Match(configuration, "manifest: \"(.*)dao\\.json\"") is { Success: true } home
        && store.Contains($"path: \"{home.Groups[1].Value}journal.db\"", StringComparison.Ordinal);

    // A line that starts with a letter starts a section; what stands before the first one belongs to none.
    private static IEnumerable<(string Name, string Text)> Of(string yaml)
    {
        var (name, text) = ("", new StringBuilder());
        foreach (var line in yaml.Split('\n').Select(line => line.TrimEnd()).Append("end:"))
        {
            if (line.Length > 0 && char.IsAsciiLetter(line[0]) && line.IndexOf(':') is var colon and > 0)
            {
                if (name.Length > 0)
                    yield return (name, text.ToString().TrimEnd() + "\n");
                (name, text) = (line[..colon], new StringBuilder());
            }
            text.Append(line).Append('\n');
        }
    }
}
