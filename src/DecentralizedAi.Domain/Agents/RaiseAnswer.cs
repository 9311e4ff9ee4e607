namespace DecentralizedAi.Domain.Agents;

/// <summary>What became of a wish that a waiting transaction offers more; closed.</summary>
public abstract record RaiseAnswer
{
    /// <summary>No key of the node has that attempt in line: it was mined, or raised already.</summary>
    public const string Gone = "DAI-3306";

    /// <summary>More would be above the most that the operator pays.</summary>
    public const string TooDear = "DAI-3307";

    private RaiseAnswer() { }

    /// <summary>The same call at the same nonce is signed with higher fees, and stored.</summary>
    public sealed record Raised(TransactionView View) : RaiseAnswer;

    /// <summary>Nothing was signed.</summary>
    public sealed record Rejected(string Code, string Message) : RaiseAnswer;
}
