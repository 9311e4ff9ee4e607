using System.Collections.Immutable;
using DecentralizedAi.Domain.Policy.Documents;

namespace DecentralizedAi.Authoring.Configuration;

/// <summary>A map of a file that people write, of which some keys are known; every complaint names its place.</summary>
internal sealed class WrittenMap
{
    private readonly string _file;
    private readonly string _path;
    private readonly MapNode _map;

    private WrittenMap(string file, string path, PolicyNode node)
    {
        (_file, _path) = (file, path);
        _map = node as MapNode ?? throw Wrong(path, node, "a map");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in _map.Entries)
            if (!seen.Add(entry.Key))
                throw ConfigurationException.Twice(file, entry, Below(entry.Key));
    }

    /// <exception cref="ConfigurationException">It is no map, or has a key twice.</exception>
    public static WrittenMap Of(string file, PolicyNode root) => new(file, "", root);

    /// <summary>Its keys, in the order of the file.</summary>
    public IEnumerable<string> Keys => _map.Entries.Select(entry => entry.Key);

    public string Place => ConfigurationException.At(_file, _map.Place);

    /// <exception cref="ConfigurationException">It has another key.</exception>
    public WrittenMap Only(params IReadOnlyCollection<string> known)
    {
        foreach (var entry in _map.Entries)
            if (!known.Contains(entry.Key))
                throw ConfigurationException.UnknownKey(_file, entry, Below(entry.Key), known);
        return this;
    }

    /// <exception cref="ConfigurationException">It is missing, or no text.</exception>
    public string Text(string key, string expected) => Value(key) switch
    {
        null => throw ConfigurationException.Missing(Place, Below(key), expected),
        ScalarNode { Text.Length: > 0 } scalar => scalar.Text,
        var other => throw Wrong(Below(key), other, expected),
    };

    /// <summary>One of a few words.</summary>
    /// <exception cref="ConfigurationException">It is missing, or another.</exception>
    public string Word(string key, params string[] words)
    {
        var expected = $"one of {string.Join(", ", words)}";
        return Text(key, expected) is var word && words.Contains(word) ? word
            : throw ConfigurationException.Wrong(
                ConfigurationException.At(_file, Value(key)!.Place), Below(key), word, expected);
    }

    /// <exception cref="ConfigurationException">It is missing, empty, or no list of texts.</exception>
    public ImmutableArray<string> Texts(string key, string expected) => Value(key) switch
    {
        null => throw ConfigurationException.Missing(Place, Below(key), expected),
        ListNode { Items.Length: > 0 } list => [.. list.Items.Select(item =>
            item is ScalarNode scalar ? scalar.Text : throw Wrong(Below(key), item, expected))],
        var other => throw Wrong(Below(key), other, expected),
    };

    /// <summary>A map below a key; an empty one where the key is missing.</summary>
    /// <exception cref="ConfigurationException">It is no map, or has a key twice.</exception>
    public WrittenMap Map(string key) =>
        new(_file, Below(key), Value(key) ?? new MapNode(_map.Place, []));

    /// <summary>Each key with its text.</summary>
    /// <exception cref="ConfigurationException">A value is no text.</exception>
    public IEnumerable<(string Key, string Text)> Pairs() => _map.Entries.Select(entry => entry.Value is ScalarNode one
        ? (entry.Key, one.Text) : throw Wrong(Below(entry.Key), entry.Value, "a text"));

    private PolicyNode? Value(string key) => _map[key]?.Value;

    private string Below(string key) => _path.Length == 0 ? key : $"{_path}.{key}";

    private ConfigurationException Wrong(string path, PolicyNode node, string expected) => ConfigurationException.Wrong(
        ConfigurationException.At(_file, node.Place), path.Length == 0 ? "the file" : path, node switch
        {
            MapNode => "a map",
            ListNode => "a list",
            _ => "a text",
        }, expected);
}
