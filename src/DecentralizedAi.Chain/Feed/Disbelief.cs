using DecentralizedAi.Chain.Rpc;

namespace DecentralizedAi.Chain.Feed;

/// <summary>What an endpoint's answers may break in us: then the endpoint is not believed, and we go on.</summary>
internal static class Disbelief
{
    // An answer is a stranger's: of the wrong type, too large, or cut, it fails in many ways, and none may end a watch.
    // Another chain than the manifest's is no answer but a wrong configuration.
    public static bool Covers(Exception cause) => cause is RpcUnreachableException or RpcRefusedException
        or RpcLiedException or FormatException or InvalidOperationException or KeyNotFoundException
        or OverflowException or ArgumentException or IndexOutOfRangeException or NullReferenceException
        or InvalidCastException;

    public static ChainException Of(Exception cause) => cause as ChainException
        ?? new RpcLiedException($"an answer is malformed ({cause.GetType().Name}: {cause.Message})");
}
