namespace DecentralizedAi.Tools;

/// <summary>
/// A tool that did nothing, on purpose. The message starts with its code, names the value, and is safe to publish.
/// </summary>
public sealed class ToolException(string code, string message) : Exception($"{code} {message}")
{
    /// <summary>The host does not run this tool.</summary>
    public const string NotHere = "DAI-5201";

    /// <summary>The call does not fit the declaration.</summary>
    public const string BadArguments = "DAI-5202";

    /// <summary>The moment until which it could start has passed.</summary>
    public const string TooLate = "DAI-5203";

    /// <summary>A method's declaration is not that of the catalogue.</summary>
    public const string AnotherTool = "DAI-5204";

    /// <summary>It failed or did not end in time.</summary>
    public const string Broke = "DAI-5205";

    public const string Web = "DAI-5210";
    public const string Document = "DAI-5211";
    public const string Posting = "DAI-5212";
    public const string Proposal = "DAI-5213";
    public const string Calculation = "DAI-5214";
    public const string Wallet = "DAI-5215";
    public const string Ledger = "DAI-5216";

    /// <summary>The code alone, such as <c>DAI-5210</c>.</summary>
    public string Code { get; } = code;
}
