namespace DecentralizedAi.Tools;

/// <summary>The codes of refusals by the host and the built-in tools.</summary>
public static class ToolCode
{
    /// <summary>The host does not run this tool.</summary>
    public const string NotHere = "DAI-5201";

    /// <summary>The call does not fit the declaration.</summary>
    public const string BadArguments = "DAI-5202";

    /// <summary>The moment until which it could start has passed.</summary>
    public const string TooLate = "DAI-5203";

    /// <summary>It failed or did not end in time.</summary>
    public const string Broke = "DAI-5205";

    public const string Web = "DAI-5210";
    public const string Document = "DAI-5211";
    public const string Posting = "DAI-5212";
    public const string Proposal = "DAI-5213";
    public const string Calculation = "DAI-5214";
    public const string Wallet = "DAI-5215";
    public const string Ledger = "DAI-5216";

    /// <summary>A plugin lists other tools than its manifest: suspended until approved again.</summary>
    public const string Suspended = "DAI-5221";

    /// <summary>A plugin's process does not start, or is started again later.</summary>
    public const string Down = "DAI-5222";

    /// <summary>A plugin did nothing, in its own words.</summary>
    public const string Declined = "DAI-5223";

    /// <summary>A plugin's package is not as it has to be.</summary>
    public const string Package = "DAI-5224";
}
