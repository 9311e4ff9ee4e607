using Xunit;

namespace DecentralizedAi.Authoring.Tests;

/// <summary>Tests that measure time, with nothing beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
