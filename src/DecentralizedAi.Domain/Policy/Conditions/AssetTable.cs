using System.Collections.Immutable;

namespace DecentralizedAi.Domain.Policy.Conditions;

/// <summary>The assets of a document with their decimals; at most 16, so looking one up is a short scan.</summary>
internal sealed class AssetTable(ImmutableArray<(string Name, int Decimals)> assets)
{
    public int Count => assets.Length;

    /// <summary>The index of a name, or -1.</summary>
    public int IndexOf(ReadOnlySpan<char> name)
    {
        for (var i = 0; i < assets.Length; i++)
        {
            if (name.SequenceEqual(assets[i].Name))
                return i;
        }
        return -1;
    }

    public int Decimals(int index) => assets[index].Decimals;
    public string Name(int index) => assets[index].Name;
}
