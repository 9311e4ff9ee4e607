namespace DecentralizedAi.Domain.Models;

/// <summary>
/// Where a value or a turn got its content from, ordered from most to least trusted. Foreign is zero, so that
/// a label which nobody set is never trusted.
/// </summary>
public enum Provenance
{
    /// <summary>A list of the voted policy.</summary>
    Dao = -3,

    /// <summary>The words of the proven instructor.</summary>
    Instruction = -2,

    /// <summary>Numbers, addresses and hashes that a built-in tool read from the chain.</summary>
    Chain = -1,

    /// <summary>Everything else: documents, web pages, text of any tool.</summary>
    Foreign = 0,
}

/// <summary>How labels join.</summary>
public static class ProvenanceJoin
{
    /// <summary>A join takes the worst: one foreign part makes the whole foreign.</summary>
    public static Provenance Worst(Provenance a, Provenance b) => a > b ? a : b;
}
