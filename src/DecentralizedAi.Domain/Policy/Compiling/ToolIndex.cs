namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>The tools of all policies of a node by agent and name. A name is looked for once, however many policies
/// have it; what is left is one place in one table. Read by many once it is filled.</summary>
internal sealed class ToolIndex
{
    private const ulong Factor = 0x9E3779B97F4A7C15;

    private readonly TextTable _names = new(folds: false);

    // Never more than half full, so that a search ends soon.
    private readonly Place[] _places;

    public ToolIndex(ReadOnlySpan<PolicySnapshot> policies)
    {
        var tools = 0;
        foreach (var policy in policies)
            tools += policy.Tools.Length;
        _places = new Place[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(2 * tools + 1))];
        for (var agent = 0; agent < policies.Length; agent++)
        {
            foreach (var tool in policies[agent].Tools)
                Add(Key(agent, _names.Add(tool.Signature.Name)), tool);
        }
    }

    /// <summary>The tool of an agent, or null.</summary>
    /// <param name="agent">Index of its policy.</param>
    public CompiledTool? Find(int agent, string name)
    {
        var key = Key(agent, _names.Find(name));
        var places = _places;
        for (var i = First(key); ; i++)
        {
            ref readonly var place = ref places[(int)i & (places.Length - 1)];
            if (place.Key == key || place.Tool is null)
                return place.Tool;
        }
    }

    private void Add(ulong key, CompiledTool tool)
    {
        var i = First(key);
        while (_places[(int)i & (_places.Length - 1)].Tool is not null)
            i++;
        _places[(int)i & (_places.Length - 1)] = new(key, tool);
    }

    // An unknown name gives a key that nobody has: its lower half is all ones.
    private static ulong Key(int agent, int name) => ((ulong)agent << 32) | (uint)name;

    private static uint First(ulong key) => (uint)((key * Factor) >> 32);

    private readonly record struct Place(ulong Key, CompiledTool? Tool);
}
