using System.Text;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Policy;

public sealed class CanonicalBytesTests
{
    private static readonly string Least = PolicyVectors.Canonical(2);

    public static TheoryData<string, string> Broken => new()
    {
        { "canonical", " " + Least },
        { "canonical", Least + "\n" },
        { "canonical", Least + "{}" },
        { "canonical", Least.Replace("\"rules\"", "\"\\u0072ules\"") },
        { "canonical", Least.Replace("\"forbid\":\"*\",\"id\":\"r\"", "\"id\":\"r\",\"forbid\":\"*\"") },
        { "canonical", Least.Replace("{\"effect\":\"read\"}", "{\"args\":{},\"effect\":\"read\"}") },
        { "canonical", Least.Replace("\"id\":\"r\"", "\"id\":1") },
        { "canonical", Least.Replace("\"id\":\"r\"", "\"id\":true") },
        { "canonical", Least.Replace("\"id\":\"r\"", "\"id\":null") },
        { "canonical", Least[..^1] },
        { "canonical", Least[..^1] + ",}" },
        { "canonical", Least.Replace(",\"chain\"", ",/**/\"chain\"") },
        { "canonical", Least.Replace("\"agent\":\"a\"", "\"about\":\"\\ud800\",\"agent\":\"a\"") },
        { "canonical", new string('[', 5000) },
        { "canonical", "" },
        { "duplicate", Least.Replace("\"agent\":\"a\"", "\"agent\":\"a\",\"agent\":\"a\"") },
        { "depth", Least.Replace("\"read\"", "[[[[[[]]]]]]") },
        { "shape", "\"policy\"" },
        { "missing", "{}" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Refuses_bytes_that_are_not_the_canonical_form(string expected, string json)
    {
        var answer = PolicySnapshot.Compile(System.Text.Encoding.UTF8.GetBytes(json));
        Assert.Equal(expected, Assert.IsType<CompileAnswer.Refused>(answer).Faults[0].Class);
    }

    [Fact]
    public void Refuses_bytes_that_are_no_utf8()
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(PolicyVectors.Canonical(7));
        bytes[System.Text.Encoding.UTF8.GetString(bytes).IndexOf("Pays", StringComparison.Ordinal)] = 0xFF;
        Assert.IsType<CompileAnswer.Refused>(PolicySnapshot.Compile(bytes));
    }

    [Fact]
    public void Refuses_more_bytes_than_the_registry_can_store()
    {
        var about = new string('x', PolicyDocument.MostBytes - PolicyVectors.Canonical(7).Length + "Pays bills".Length);
        var most = PolicyVectors.Canonical(7).Replace("Pays bills", about);
        Assert.Equal(PolicyDocument.MostBytes, most.Length);
        Assert.IsType<CompileAnswer.Compiled>(PolicySnapshot.Compile(System.Text.Encoding.UTF8.GetBytes(most)));
        var refused = Assert.IsType<CompileAnswer.Refused>(
            PolicySnapshot.Compile(System.Text.Encoding.UTF8.GetBytes(most.Replace("xx\"", "xxx\""))));
        Assert.Equal("size", refused.Faults[0].Class);
    }

    [Fact]
    public void Names_every_fault_by_position()
    {
        var json = Least.Replace("\"a\"", "\"A\"").Replace("\"*\"", "\"t.q\"").Replace("\"read\"", "\"read\"");
        var faults = Assert.IsType<CompileAnswer.Refused>(
            PolicySnapshot.Compile(System.Text.Encoding.UTF8.GetBytes(json))).Faults;
        Assert.Equal(["id", "tool"], faults.Select(fault => fault.Class));
        Assert.Equal("t.r", faults[1].Nearest);
    }
}
