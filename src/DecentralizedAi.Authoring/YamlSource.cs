using DecentralizedAi.Domain.Policy.Documents;

namespace DecentralizedAi.Authoring;

/// <summary>What a YAML reader passes over in silence: checked on the source itself.</summary>
internal static class YamlSource
{
    /// <exception cref="YamlFaultException">A byte order mark, a control character or a directive.</exception>
    public static void Check(string source)
    {
        if (source.StartsWith('\uFEFF'))
            throw new YamlFaultException("yaml", Place.Start, "a byte order mark", "UTF-8 without a byte order mark");
        var line = 0;
        var isBeforeDocument = true;
        foreach (var range in source.AsSpan().SplitAny('\n', '\r'))
        {
            var text = source.AsSpan()[range];
            line += range.Start.Value >= 2 && source.AsSpan(range.Start.Value - 2, 2) is "\r\n" ? 0 : 1;
            // Some readers take the character 0 for the end of the file.
            var control = text.IndexOfAnyInRange('\0', '\u0008');
            control = control < 0 ? text.IndexOfAnyInRange('\u000B', '\u001F') : control;
            if (control >= 0)
                throw new YamlFaultException(
                    "yaml", new(line, control + 1), "a control character", "an escape in quotes");
            if (isBeforeDocument && text.StartsWith('%'))
                throw new YamlFaultException(
                    "directive", new(line, 1), text.ToString(), "a document without directives");
            isBeforeDocument = isBeforeDocument && (text.TrimStart(' ').IsEmpty || text.TrimStart(' ')[0] == '#');
        }
    }
}
