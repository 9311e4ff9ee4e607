using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Authoring.Tests;

/// <summary>Every word that an author reads of every refused vector: all faults, not the first alone.</summary>
public sealed class RefusalGoldenTests
{
    private static readonly IReadOnlyDictionary<string, string> Golden = GoldenText.Read("refusals.txt");

    public static TheoryData<int, string> Cases
    {
        get
        {
            var data = new TheoryData<int, string>();
            foreach (var (index, vector) in PolicyVectors.Section("invalid").Index())
                data.Add(index, vector.GetProperty("name").GetString()!);
            return data;
        }
    }

    [Fact]
    public void Knows_every_refused_vector() => Assert.Equal(Cases.Count, Golden.Count);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Says_what_it_said(int index, string name)
    {
        var yaml = PolicyVectors.Section("invalid")[index].GetProperty("yaml").GetString()!;
        var refused = Assert.IsType<DocumentAnswer.Refused>(PolicyFile.Read(yaml));
        Assert.Equal(Golden[name], GoldenText.Write(refused.Faults.Select(fault => fault.ToString())));
    }
}
