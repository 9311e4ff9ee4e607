using Xunit;

namespace DecentralizedAi.Chain.Tests.Live;

/// <summary>Tests with a chain, nodes and journals of their own, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class LiveCollection
{
    public const string Name = "live";
}
