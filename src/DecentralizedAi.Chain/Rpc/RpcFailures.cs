namespace DecentralizedAi.Chain.Rpc;

/// <summary>An endpoint gave no answer, or one that is not JSON-RPC.</summary>
public sealed class RpcUnreachableException(Uri url, string reason, Exception? inner = null)
    : ChainException("DAI-4101", $"no answer from {url.Host}:{url.Port}: {reason}; check that the chain runs and that "
        + "chain.rpc names it", inner)
{
    public Uri Url { get; } = url;
}

/// <summary>An endpoint answered with an error.</summary>
public sealed class RpcRefusedException(string method, long number, string text, string? data)
    : ChainException("DAI-4102", $"the endpoint refused {method}: {text} ({number})")
{
    public string Method { get; } = method;

    /// <summary>Number of the JSON-RPC error.</summary>
    public long Number { get; } = number;

    /// <summary>The endpoint's words.</summary>
    public string Text { get; } = text;

    /// <summary>Bytes of a revert as <c>0x..</c>, where the endpoint gave them.</summary>
    public string? RevertBytes { get; } = data;
}

/// <summary>An endpoint answered something that cannot be true: a hash, a proof or a fold does not fit.</summary>
public sealed class RpcLiedException(string what)
    : ChainException("DAI-4103", $"an endpoint lied or is on another fork: {what}");
