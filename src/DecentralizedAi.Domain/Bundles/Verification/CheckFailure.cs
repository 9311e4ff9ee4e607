namespace DecentralizedAi.Domain.Bundles.Verification;

/// <summary>Ends a verification at the first element that does not hold.</summary>
internal sealed class CheckFailure(string element, string reason) : Exception(reason)
{
    public string Element { get; } = element;
}
