namespace DecentralizedAi.Runtime.Gateway;

/// <summary>Answered by an <c>int</c>: calls that have not ended, leaves that are not anchored.</summary>
internal sealed record CountPending
{
    public static CountPending Now { get; } = new();
}
