using System.Globalization;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Authoring.Tests;

/// <summary>What <c>dai policy explain</c> answers to the treasurer's vectors and to some of the others.</summary>
public sealed class ExplanationGoldenTests
{
    private static readonly IReadOnlyDictionary<string, string> Golden = GoldenText.Read("explanations.txt");

    public static TheoryData<int> Cases =>
        new(Golden.Keys.Select(name => int.Parse(name.Split(' ')[1], CultureInfo.InvariantCulture)));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Explains_as_it_did(int index)
    {
        var vector = PolicyVectors.Section("decisions")[index];
        var yaml = PolicyVectors.Yaml(vector.GetProperty("doc").GetInt32());
        var policy = Assert.IsType<CompileAnswer.Compiled>(PolicyFile.Compile(yaml)).Snapshot;
        var call = FactsJson.Call(vector.GetProperty("call"));
        var explanation = PolicyExplain.Of(policy, call, FactsJson.Facts(vector.GetProperty("facts")));
        Assert.Equal(Golden[$"decision {index}"], GoldenText.Write(PolicyExplain.ToLines(policy, call, explanation)));
    }
}
