using Xunit;

namespace DecentralizedAi.SystemTests.Demo;

/// <summary>One demo for all tests that look at it.</summary>
[CollectionDefinition(Name)]
public sealed class DemoCollection : ICollectionFixture<DemoFixture>
{
    public const string Name = "demo";
}
