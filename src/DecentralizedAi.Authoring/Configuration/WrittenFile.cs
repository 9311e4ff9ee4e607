using System.Text;
using DecentralizedAi.Domain.Policy.Documents;

namespace DecentralizedAi.Authoring.Configuration;

/// <summary>Reads a small YAML file of maps, texts and lists of texts; whatever it does not know is an error.</summary>
internal static class WrittenFile
{
    private const int MostBytes = 65_536;

    /// <summary>Values by path.</summary>
    /// <param name="below">Known names directly below a path.</param>
    /// <param name="isList">Whether the path holds a list; null where it holds no value.</param>
    /// <exception cref="ConfigurationException">DAI-1101 to DAI-1105, with the place.</exception>
    public static Dictionary<string, WrittenValue> Read(
        string file, Func<string, IReadOnlyCollection<string>> below, Func<string, bool?> isList)
    {
        var values = new Dictionary<string, WrittenValue>(StringComparer.Ordinal);
        var text = Text(file);
        // Comments alone say nothing, and nothing is what an empty file says.
        if (text.Split('\n').All(line => line.TrimStart() is "" or "\r" || line.TrimStart().StartsWith('#')))
            return values;
        var (root, fault) = YamlTree.Read(text);
        if (root is null)
            throw ConfigurationException.NotYaml(file, fault!);
        var reader = new Reader(file, Path.GetDirectoryName(Path.GetFullPath(file))!, below, isList, values);
        reader.Read("", root);
        return values;
    }

    /// <summary>A file's text.</summary>
    /// <exception cref="ConfigurationException">DAI-1101.</exception>
    internal static string Text(string file)
    {
        try
        {
            var bytes = File.ReadAllBytes(file);
            return bytes.Length <= MostBytes
                ? new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes)
                : throw ConfigurationException.Unreadable(file, $"{bytes.Length} bytes, at most {MostBytes} are read");
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw ConfigurationException.Unreadable(file, cause.Message);
        }
    }

    private sealed record Reader(
        string File, string Folder, Func<string, IReadOnlyCollection<string>> Below, Func<string, bool?> IsList,
        Dictionary<string, WrittenValue> Values)
    {
        public void Read(string path, PolicyNode node)
        {
            var known = Below(path);
            switch (node)
            {
                case MapNode map when known.Count > 0:
                    Members(path, map, known);
                    break;
                case ScalarNode scalar when IsList(path) == false:
                    Add(path, node.Place, [scalar.Text]);
                    break;
                case ListNode list when IsList(path) == true:
                    Add(path, node.Place, [.. list.Items.Select(item => Item(path, item))]);
                    break;
                default:
                    throw ConfigurationException.Wrong(ConfigurationException.At(File, node.Place),
                        path.Length == 0 ? "the file" : path, Shape(node), Expected(path, known));
            }
        }

        private void Members(string path, MapNode map, IReadOnlyCollection<string> known)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var entry in map.Entries)
            {
                var below = path.Length == 0 ? entry.Key : $"{path}.{entry.Key}";
                if (!known.Contains(entry.Key))
                    throw ConfigurationException.UnknownKey(File, entry, below, known);
                if (!seen.Add(entry.Key))
                    throw ConfigurationException.Twice(File, entry, below);
                Read(below, entry.Value);
            }
        }

        private string Item(string path, PolicyNode item) => item is ScalarNode scalar
            ? scalar.Text
            : throw ConfigurationException.Wrong(
                ConfigurationException.At(File, item.Place), path, Shape(item), "a list of texts");

        private void Add(string path, Place place, IReadOnlyList<string> texts) =>
            Values.Add(path, new WrittenValue(texts, ConfigurationException.At(File, place), Folder));

        private string Expected(string path, IReadOnlyCollection<string> known) => IsList(path) switch
        {
            true => "a list of texts",
            false => "a text",
            null => $"a map with: {string.Join(", ", known.Order(StringComparer.Ordinal))}",
        };

        private static string Shape(PolicyNode node) => node switch
        {
            MapNode => "a map",
            ListNode => "a list",
            _ => "a text",
        };
    }
}
