using Xunit;

namespace DecentralizedAi.SystemTests.Errors;

/// <summary>One running DAO for all tests that need one.</summary>
[CollectionDefinition(Name)]
public sealed class DaoCollection : ICollectionFixture<LocalDao>
{
    public const string Name = "dao";
}
