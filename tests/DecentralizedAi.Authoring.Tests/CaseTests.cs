using DecentralizedAi.Authoring.Rehearsal;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Authoring.Tests;

public sealed class CaseTests
{
    private const string Look = """
        cases:
          - call: { tool: wallet.balance }
            facts: { instructor: operator, time: "2026-11-02T10:00:00Z", turn: [ instruction ] }
            expect: allowed
            rule: look
        """;

    private static readonly PolicySnapshot Treasurer = Assert.IsType<CompileAnswer.Compiled>(
        PolicyFile.Compile(File.ReadAllText(Vectors.PathOf("../policies/treasurer.yaml")))).Snapshot;

    [Fact]
    public void The_treasurers_policy_keeps_its_cases()
    {
        var report = Report(File.ReadAllText(Vectors.PathOf("../policies/treasurer.cases.yaml")));
        Assert.True(report.Ok, string.Join('\n', report.ToLines("cases")));
        Assert.Equal(6, report.Passed);
    }

    [Theory]
    [InlineData("expect: allowed", "expect: denied", "expected denied by 'look', is allowed by 'look'")]
    [InlineData("rule: look", "rule: peek", "expected allowed by 'peek', is allowed by 'look'")]
    [InlineData("rule: look", "rule: \"\"", "expected allowed by no rule, is allowed by 'look'")]
    [InlineData("tool: wallet.balance", "tool: wallet.drain",
        "expected allowed by 'look', is denied by no rule (no tool 'wallet.drain' in this policy)")]
    public void Fails_a_case_that_is_decided_otherwise(string written, string instead, string line)
    {
        var report = Report(Look.Replace(written, instead));
        Assert.False(report.Ok);
        Assert.Contains(line, report.ToLines("f").First());
        Assert.Equal("0 passed, 1 failed", report.ToLines("f").Last());
        Assert.Equal(1, (int)report.ToJson()["failed"]!);
    }

    [Theory]
    [InlineData("expect: allowed", "expect: allow", "key 4:13 'allowed'")]
    [InlineData("expect: allowed", "expects: allowed", "key 4:5 'expect'")]
    [InlineData("instructor: operator", "instructor: nobody", "shape 3:12 ''")]
    [InlineData("turn: [ instruction ]", "turns: [ instruction ]", "key 3:66 'turn'")]
    [InlineData("turn: [ instruction ]", "turn: [ guess ]", "shape 3:12 ''")]
    [InlineData("rule: look", "rule: look\n    rule: look", "duplicate 6:5 ''")]
    [InlineData(", time: \"2026-11-02T10:00:00Z\"", "", "missing 3:12 ''")]
    [InlineData("tool: wallet.balance", "tool: wallet.balance, args: { of: [ a ] }", "shape 2:11 ''")]
    [InlineData("  - call", "  - kall", "key 2:5 'call'")]
    public void Refuses_what_is_no_case_where_it_stands(string written, string instead, string fault)
    {
        var refused = Assert.IsType<CasesAnswer.Refused>(CaseReader.Read(Look.Replace(written, instead))).Fault;
        Assert.Equal(fault, $"{refused.Class} {refused.Place} '{refused.Nearest}'");
    }

    [Fact]
    public void Refuses_a_file_without_cases() =>
        Assert.Equal("shape", Assert.IsType<CasesAnswer.Refused>(CaseReader.Read("cases: []")).Fault.Class);

    [Theory]
    [InlineData("\"instructor\"", "\"instructr\"", "key 2:11 'instructor'")]
    [InlineData("\"labels\"", "\"labls\"", "key 3:2 'labels'")]
    [InlineData("\"tool\"", "\"tol\"", "key 1:10 'tool'")]
    [InlineData("\"facts\"", "\"fcts\"", "key 2:2 'facts'")]
    public void Refuses_a_question_where_it_is_wrong(string written, string instead, string fault)
    {
        const string Question = """
            {"call":{"tool":"wallet.balance","args":{"of":"0x52908400"}},
             "facts":{"instructor":"operator","time":"2026-11-02T10:00:00Z","turn":["instruction"],
             "labels":{"of":["dao"]}}}
            """;
        Assert.IsType<QuestionAnswer.Read>(CaseReader.Question(Question));
        var refused = Assert.IsType<QuestionAnswer.Refused>(
            CaseReader.Question(Question.Replace(written, instead))).Fault;
        Assert.Equal(fault, $"{refused.Class} {refused.Place} '{refused.Nearest}'");
    }

    [Fact]
    public void Takes_a_case_of_a_file_for_a_question()
    {
        var read = Assert.IsType<QuestionAnswer.Read>(CaseReader.Question(
            Look.Replace("cases:\n  - ", "").Replace("\n    ", "\n")));
        Assert.Equal(("wallet.balance()", Instructor.Operator), (read.Call.ToString(), read.Facts.Instructor));
    }

    private static CaseReport Report(string yaml) =>
        CaseReport.Of(Treasurer, Assert.IsType<CasesAnswer.Read>(CaseReader.Read(yaml)).Cases);
}
