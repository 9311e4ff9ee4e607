using System.Globalization;
using System.Text;

namespace DecentralizedAi.Authoring.Tests;

/// <summary>Texts that people read, as they were when somebody last looked at them: blocks of a name and of lines that
/// are indented by two spaces.</summary>
internal static class GoldenText
{
    /// <summary>The blocks of a file in the folder <c>Golden</c>, by name.</summary>
    public static IReadOnlyDictionary<string, string> Read(string file)
    {
        var blocks = new Dictionary<string, StringBuilder>();
        var block = new StringBuilder();
        foreach (var line in File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Golden", file)))
        {
            if (line.StartsWith("  ", StringComparison.Ordinal))
                block.Append(line.AsSpan(2)).Append('\n');
            else
                blocks.Add(line, block = new StringBuilder());
        }
        return blocks.ToDictionary(entry => entry.Key, entry => entry.Value.ToString());
    }

    /// <summary>Lines as a file holds them: what is not printable ASCII is written as its code.</summary>
    public static string Write(IEnumerable<string> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            foreach (var c in line)
            {
                if (c is >= ' ' and <= '~')
                    text.Append(c);
                else
                    text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            text.Append('\n');
        }
        return text.ToString();
    }
}
