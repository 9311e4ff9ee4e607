namespace DecentralizedAi.Chain;

/// <summary>The chain, an endpoint, a key file or a contract is not as it has to be.</summary>
public class ChainException(string code, string message, Exception? inner = null)
    : Exception($"{code} {message}", inner)
{
    /// <summary><c>DAI-41nn</c> host, endpoints and keys; <c>DAI-42nn</c> contracts, feed and bundles.</summary>
    public string Code { get; } = code;

    /// <summary>The message without its code.</summary>
    public string Words { get; } = message;
}
