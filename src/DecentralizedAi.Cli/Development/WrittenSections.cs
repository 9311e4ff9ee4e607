using System.Text;

namespace DecentralizedAi.Cli.Development;

/// <summary>The sections of a <c>dai.yaml</c> at its top level, as they are written.</summary>
internal static class WrittenSections
{
    /// <summary>A configuration, and after it the sections of an earlier one that it does not write.</summary>
    public static string Keep(string written, string earlier)
    {
        var names = Of(written).Select(section => section.Name).ToHashSet(StringComparer.Ordinal);
        return string.Concat(Of(earlier).Where(section => !names.Contains(section.Name))
            .Select(section => section.Text).Prepend(written));
    }

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
