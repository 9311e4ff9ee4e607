namespace DecentralizedAi.Inference.Files;

/// <summary>What a file says of itself, for people; nothing but the size of a pass is decided by it.</summary>
public sealed class GgufAbout
{
    private readonly SortedDictionary<string, ulong> _values = new(StringComparer.Ordinal);

    internal GgufAbout(IReadOnlyDictionary<string, object?> known, string architecture)
    {
        string? Text(string key) => known.GetValueOrDefault(key) as string;
        uint? Number(string key) => known.GetValueOrDefault($"{architecture}.{key}") as uint?;
        (Name, License, LicenseName, LicenseLink) = (Text("general.name"), Text("general.license"),
            Text("general.license.name"), Text("general.license.link"));
        (Context, Width, Layers) = (Number("context_length"), Number("embedding_length"), Number("block_count"));
    }

    public string? Name { get; }
    public string? License { get; }
    public string? LicenseName { get; }
    public string? LicenseLink { get; }

    /// <summary>Tokens of prompt and answer together, at most.</summary>
    public uint? Context { get; }

    /// <summary>Numbers that stand for one token.</summary>
    public uint? Width { get; }

    public uint? Layers { get; }

    /// <summary>Numbers in all tensors together.</summary>
    public ulong Parameters => _values.Values.Aggregate(0UL, (sum, values) => sum + values);

    /// <summary>The same by the type in which they are stored, such as <c>Q8_0</c>.</summary>
    public IReadOnlyDictionary<string, ulong> Types => _values;

    /// <summary>The type of most of them.</summary>
    public string MainType => _values.Count == 0 ? "" : _values.MaxBy(type => type.Value).Key;

    /// <summary>Every matrix is stored in blocks of few bits: only then its bits do not depend on how many prompts are
    /// read at once.</summary>
    public bool IsQuantised { get; private set; } = true;

    internal void Count(GgufTensorType type, ulong values, bool matrix)
    {
        _values[type.Name] = _values.GetValueOrDefault(type.Name) + values;
        IsQuantised &= !matrix || type.IsQuantised;
    }
}
