using System.Numerics;

namespace DecentralizedAi.Domain.Policy;

/// <summary>A set of labels. The default is the empty set.</summary>
public readonly record struct LabelSet
{
    private readonly byte _bits;

    private LabelSet(int bits) => _bits = (byte)bits;

    /// <summary>The four labels that can be written.</summary>
    public static LabelSet All => Of(Label.Dao, Label.Instruction, Label.Chain, Label.Foreign);

    public bool IsEmpty => _bits == 0;

    /// <summary>A number of its own for each of the 16 sets that can be written.</summary>
    internal int Ordinal => _bits >> 1;

    internal const int Sets = 16;

    public int Count => BitOperations.PopCount(_bits);

    /// <summary>Has read nothing foreign.</summary>
    public bool IsClean => !Contains(Label.Foreign);

    /// <summary>The least trusted member; <see cref="Label.Foreign"/> for the empty set.</summary>
    public Label Worst => IsEmpty ? Label.Foreign : (Label)BitOperations.Log2(_bits);

    internal static LabelSet OfOrdinal(int ordinal) => new(ordinal << 1);

    /// <summary>The set of these labels; <see cref="Label.None"/> counts as foreign.</summary>
    public static LabelSet Of(params ReadOnlySpan<Label> labels)
    {
        var bits = 0;
        foreach (var label in labels)
            bits |= Bit(label);
        return new(bits);
    }

    public bool Contains(Label label) => (_bits & Bit(label)) != 0;
    public LabelSet With(Label label) => new(_bits | Bit(label));
    public LabelSet Union(LabelSet other) => new(_bits | other._bits);
    public bool Overlaps(LabelSet other) => (_bits & other._bits) != 0;
    public bool IsSubsetOf(LabelSet other) => (_bits & ~other._bits) == 0;

    /// <summary>Members from most to least trusted.</summary>
    public IEnumerable<Label> Members()
    {
        for (var label = Label.Dao; label <= Label.Foreign; label++)
        {
            if (Contains(label))
                yield return label;
        }
    }

    /// <summary>Written names from most to least trusted, joined by a comma and a space.</summary>
    public override string ToString() => string.Join(", ", Members().Select(LabelNames.Write));

    private static int Bit(Label label) => 1 << (int)(label == Label.None ? Label.Foreign : label);
}
