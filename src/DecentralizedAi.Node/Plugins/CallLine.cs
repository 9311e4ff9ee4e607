using System.Text;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Node.Plugins;

/// <summary>A call as its author types it: <c>weather.forecast city="New York" days=2</c>.</summary>
internal static class CallLine
{
    /// <summary>The call, or null where the line is none. In quotes a backslash takes the next character as it is.
    /// </summary>
    public static ToolCall? Read(string line)
    {
        if (Words(line) is not [var tool, .. var rest])
            return null;
        var arguments = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in rest)
            if (word.IndexOf('=') is var at && at < 1 || !arguments.TryAdd(word[..at], word[(at + 1)..]))
                return null;
        return ToolCall.Of(tool, arguments);
    }

    private static List<string>? Words(string line)
    {
        var (words, word, quoted, begun) = (new List<string>(), new StringBuilder(), false, false);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"')
                (quoted, begun) = (!quoted, true);
            else if (quoted && line[i] == '\\' && i + 1 < line.Length)
                word.Append(line[++i]);
            else if (quoted || !char.IsWhiteSpace(line[i]))
                (_, begun) = (word.Append(line[i]), true);
            else
                End();
        }
        End();
        return quoted ? null : words;

        void End()
        {
            if (begun)
                words.Add(word.ToString());
            word.Clear();
            begun = false;
        }
    }
}
