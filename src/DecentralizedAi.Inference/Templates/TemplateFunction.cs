namespace DecentralizedAi.Inference.Templates;

/// <summary>What a call was given.</summary>
internal sealed record GivenArguments(IReadOnlyList<object?> Items, IReadOnlyDictionary<string, object?> Named)
{
    /// <summary>The argument at a place or of a name; <paramref name="otherwise"/> when it is not given.</summary>
    public object? Get(int at, string name, object? otherwise = null) =>
        at < Items.Count ? Items[at] : Named.TryGetValue(name, out var value) ? value : otherwise;
}

/// <summary>Something that a template may call.</summary>
internal delegate object? TemplateFunction(GivenArguments given);
