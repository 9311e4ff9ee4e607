namespace DecentralizedAi.Domain.Models;

/// <summary>
/// Where a value or a turn got its content from, ordered from most to least trusted. The harmless default is not
/// the first member: a label that nobody set must be written down as <see cref="Foreign"/>.
/// </summary>
public enum Provenance
{
    /// <summary>A list of the voted policy.</summary>
    Dao = 0,

    /// <summary>The words of the proven instructor.</summary>
    Instruction = 1,

    /// <summary>Numbers, addresses and hashes that a built-in tool read from the chain.</summary>
    Chain = 2,

    /// <summary>Everything else: documents, web pages, text of any tool.</summary>
    Foreign = 3,
}

/// <summary>How labels join.</summary>
public static class ProvenanceJoin
{
    /// <summary>A join takes the worst: one foreign part makes the whole foreign.</summary>
    public static Provenance Worst(Provenance a, Provenance b) => a > b ? a : b;
}
