using System.Reflection;
using System.Runtime.CompilerServices;
using Akka.Actor;
using DecentralizedAi.Runtime.Cluster;
using Xunit;

namespace DecentralizedAi.Runtime.Tests;

/// <summary>Actors stay thin: what they decide is elsewhere.</summary>
public sealed class ActorSizeTests
{
    private const int MostLines = 200, MostFields = 8;

    private static IEnumerable<Type> All =>
        typeof(RuntimeHost).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ActorBase)));

    public static TheoryData<Type> Actors => [.. All];

    [Theory]
    [MemberData(nameof(Actors))]
    public void No_actor_has_over_200_lines_or_8_fields(Type actor)
    {
        var file = Assert.Single(Directory.GetFiles(
            Path.Combine(Root(), "src", "DecentralizedAi.Runtime"), actor.Name + ".cs", SearchOption.AllDirectories));
        Assert.InRange(File.ReadAllLines(file).Length, 1, MostLines);
        var fields = actor.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic
            | BindingFlags.DeclaredOnly).Where(field => !field.IsDefined(typeof(CompilerGeneratedAttribute)));
        Assert.InRange(fields.Count(), 0, MostFields);
    }

    [Fact]
    public void Every_actor_of_the_design_is_among_them() => Assert.Superset(
        (HashSet<string>)["AgentActor", "ApprovalActor", "LeaseActor", "PolicyActor", "ModelActor", "LedgerActor",
            "TransactionQueueActor"],
        All.Select(type => type.Name).ToHashSet());

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DecentralizedAi.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("no DecentralizedAi.sln above the tests");
        return folder.FullName;
    }
}
