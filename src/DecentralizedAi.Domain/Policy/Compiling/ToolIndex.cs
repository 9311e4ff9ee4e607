using System.Numerics;
using System.Runtime.Intrinsics;

namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>The tools of all policies of a node by agent and name, where both are ASCII of at most 16 characters: one
/// look in one table for both. Read by many once it is filled.</summary>
internal sealed class ToolIndex
{
    private const ulong Factor = 0x9E3779B97F4A7C15;
    private const int OfToolLength = 8;

    // Never more than a quarter full, so that nearly every search ends at its first place.
    private readonly Place[] _places;

    public ToolIndex(ReadOnlySpan<PolicySnapshot> policies)
    {
        var tools = 0;
        foreach (var policy in policies)
            tools += policy.Tools.Length;
        _places = new Place[BitOperations.RoundUpToPowerOf2((uint)(4 * tools + 1))];
        for (var i = 0; i < policies.Length; i++)
        {
            foreach (var tool in policies[i].Tools)
                Add(policies[i].Agent, i, tool);
        }
    }

    /// <summary>The tool of an agent; null when it has none, and when a name is long.</summary>
    /// <param name="policy">The index of the agent's policy.</param>
    public CompiledTool? Find(string agent, string name, out int policy)
    {
        policy = 0;
        if (!TextTable.TryShortKey(agent, out var ofAgent) || !TextTable.TryShortKey(name, out var ofName))
            return null;
        var lengths = Lengths(agent, name);
        var places = _places;
        for (var i = First(ofAgent, ofName, lengths); ; i++)
        {
            ref readonly var place = ref places[(int)i & (places.Length - 1)];
            if (place.Agent == ofAgent && place.Name == ofName && place.Lengths == lengths)
            {
                policy = place.Policy;
                return place.Tool;
            }
            if (place.Tool is null)
                return null;
        }
    }

    private void Add(string agent, int policy, CompiledTool tool)
    {
        var name = tool.Signature.Name;
        if (!TextTable.TryShortKey(agent, out var ofAgent) || !TextTable.TryShortKey(name, out var ofName))
            return;
        var lengths = Lengths(agent, name);
        var i = First(ofAgent, ofName, lengths);
        while (_places[(int)i & (_places.Length - 1)].Tool is not null)
            i++;
        _places[(int)i & (_places.Length - 1)] = new(ofAgent, ofName, lengths, policy, tool);
    }

    private static int Lengths(string agent, string name) => agent.Length | (name.Length << OfToolLength);

    private static uint First(Vector128<byte> agent, Vector128<byte> name, int lengths)
    {
        var (a, b) = (agent.AsUInt64(), name.AsUInt64());
        return (uint)(((a.ToScalar() ^ BitOperations.RotateLeft(a.GetElement(1), 29)
            ^ BitOperations.RotateLeft(b.ToScalar(), 13) ^ BitOperations.RotateLeft(b.GetElement(1), 47)
            ^ (uint)lengths) * Factor) >> 32);
    }

    private readonly record struct Place(
        Vector128<byte> Agent, Vector128<byte> Name, int Lengths, int Policy, CompiledTool? Tool);
}
