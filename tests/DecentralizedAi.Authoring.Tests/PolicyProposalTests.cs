using System.Text.Json;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Authoring.Tests;

public sealed class PolicyProposalTests
{
    [Fact]
    public void Prepares_what_stage_and_publish_want()
    {
        var proposal = Assert.IsType<ProposalAnswer.Prepared>(PolicyProposal.Of(PolicyVectors.Yaml(0))).Proposal;
        var vector = PolicyVectors.Section("limits")[0];
        Assert.Equal(PolicyVectors.Canonical(0), System.Text.Encoding.UTF8.GetString(proposal.Canonical.Span));
        Assert.Equal(vector.GetProperty("hash").GetString(), proposal.LimitsHash.ToString());
        Assert.Equal(vector.GetProperty("limits")[0].GetProperty("payees").GetString(),
            Assert.Single(proposal.Limits).PayeesRoot.ToString());
        Assert.Null(proposal.Mismatch(31337, "treasurer"));
        Assert.NotNull(proposal.Mismatch(1, "treasurer"));
        Assert.NotNull(proposal.Mismatch(31337, "other"));
        Assert.Equal(proposal.Root.ToString(), (string?)proposal.ToJson()["root"]);
    }

    [Fact]
    public void Prepares_nothing_from_a_refused_document() => Assert.Equal("key",
        Assert.IsType<ProposalAnswer.Refused>(
            PolicyProposal.Of(PolicyVectors.Section("invalid")[30].GetProperty("yaml").GetString()!)).Faults[0].Class);

    [Fact]
    public void Explains_as_scripts_read_it()
    {
        var vector = PolicyVectors.Section("decisions")[482];
        var policy = Assert.IsType<CompileAnswer.Compiled>(PolicyFile.Compile(PolicyVectors.Yaml(0))).Snapshot;
        var call = FactsJson.Call(vector.GetProperty("call"));
        var explanation = PolicyExplain.Of(policy, call, FactsJson.Facts(vector.GetProperty("facts")));
        using var json = JsonDocument.Parse(PolicyExplain.ToJson(explanation).ToJsonString());
        Assert.Equal("denied", json.RootElement.GetProperty("verdict").GetString());
        Assert.Equal("office-hours", json.RootElement.GetProperty("rule").GetString());
        Assert.Equal(7, json.RootElement.GetProperty("conditions").GetArrayLength());
        Assert.StartsWith("'office-hours' would not forbid it", json.RootElement.GetProperty("change").GetString());
        Assert.Contains("forbid 'office-hours' matches", PolicyExplain.ToLines(policy, call, explanation));
    }
}
