using System.Text;
using System.Text.Json;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Authoring.Tests;

public sealed class DocumentVectorTests
{
    public static TheoryData<int, string> Valid => Cases("valid");
    public static TheoryData<int, string> Invalid => Cases("invalid");

    [Fact]
    public void Has_every_case() => Assert.Equal(
        (75, 245, 637, 55, 20),
        (Valid.Count, Invalid.Count, PolicyVectors.Section("decisions").Count,
            PolicyVectors.Section("buckets").Count, PolicyVectors.Section("limits").Count));

    [Theory]
    [MemberData(nameof(Valid))]
    public void Gives_the_canonical_form_and_root(int index, string name)
    {
        var vector = PolicyVectors.Section("valid")[index];
        var answer = PolicyFile.Compile(Text(vector, "yaml"));
        Assert.True(answer is CompileAnswer.Compiled, $"{name}: {Faults(answer)}");
        var snapshot = ((CompileAnswer.Compiled)answer).Snapshot;
        Assert.Equal(Text(vector, "canonical"), Encoding.UTF8.GetString(snapshot.Canonical.Span));
        Assert.Equal(Text(vector, "root"), snapshot.Root.ToString());
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void Reads_its_canonical_form_back_as_itself(int index, string name)
    {
        var vector = PolicyVectors.Section("valid")[index];
        var canonical = Text(vector, "canonical");
        foreach (var answer in (CompileAnswer[])
            [PolicySnapshot.Compile(Encoding.UTF8.GetBytes(canonical)), PolicyFile.Compile(canonical)])
        {
            Assert.True(answer is CompileAnswer.Compiled, $"{name}: {Faults(answer)}");
            Assert.Equal(Text(vector, "root"), ((CompileAnswer.Compiled)answer).Snapshot.Root.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Refuses_with_class_and_position(int index, string name)
    {
        var vector = PolicyVectors.Section("invalid")[index];
        var answer = PolicyFile.Read(Text(vector, "yaml"));
        Assert.True(answer is DocumentAnswer.Refused, $"{name} was accepted");
        var faults = ((DocumentAnswer.Refused)answer).Faults;
        var (line, column) = (vector.GetProperty("line").GetInt32(), vector.GetProperty("col").GetInt32());
        var expected = Text(vector, "error");
        Assert.Equal(
            expected == "yaml" ? "yaml" : $"{expected} {line}:{column}",
            expected == "yaml" ? faults[0].Class : $"{faults[0].Class} {faults[0].Place}");
        Assert.Matches("^DAI-21[0-9]{2} line", faults[0].ToString());
    }

    private static TheoryData<int, string> Cases(string section)
    {
        var data = new TheoryData<int, string>();
        foreach (var (index, vector) in PolicyVectors.Section(section).Index())
            data.Add(index, Text(vector, "name"));
        return data;
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static string Faults(CompileAnswer answer) =>
        answer is CompileAnswer.Refused refused ? string.Join("; ", refused.Faults) : "";
}
