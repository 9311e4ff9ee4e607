namespace DecentralizedAi.Domain.Policy;

/// <summary>Where a value came from, ordered from most to least trusted; a join takes the worst.</summary>
public enum Label : byte
{
    /// <summary>Nothing is known: counts as <see cref="Foreign"/> wherever it is asked for.</summary>
    None = 0,

    /// <summary>A list of the voted policy.</summary>
    Dao = 1,

    /// <summary>The proven instructor's own words.</summary>
    Instruction = 2,

    /// <summary>A number, address or hash that a built-in tool read from the chain.</summary>
    Chain = 3,

    /// <summary>Any other tool result, document or text.</summary>
    Foreign = 4,
}

/// <summary>The written names of labels.</summary>
public static class LabelNames
{
    private static readonly string[] Names = ["none", "dao", "instruction", "chain", "foreign"];

    /// <summary><c>dao</c>, <c>instruction</c>, <c>chain</c>, <c>foreign</c>; <c>none</c> for no label.</summary>
    public static string Write(Label label) => Names[(int)label];

    /// <summary>Reads the four written names; <c>none</c> is not one of them.</summary>
    public static bool TryParse(string? text, out Label label)
    {
        label = (Label)Math.Max(0, Array.IndexOf(Names, text));
        return label != Label.None;
    }
}
