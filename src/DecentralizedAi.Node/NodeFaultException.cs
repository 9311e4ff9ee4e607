namespace DecentralizedAi.Node;

/// <summary>The node cannot start, or not go on: what, with which values, and how to fix it.</summary>
internal sealed class NodeFaultException(string code, string message, Exception? inner = null)
    : Exception($"{code} {message}", inner)
{
    /// <summary><c>DAI-60nn</c>.</summary>
    public string Code { get; } = code;
}
