using DecentralizedAi.Domain.Policy.Documents;
using Xunit;

namespace DecentralizedAi.Authoring.Tests;

/// <summary>Conditions of one attribute that can never hold together are refused; those that just can are taken.
/// </summary>
public sealed class VacuityTests
{
    [Theory]
    [InlineData("arg.x: { in: [ ab, cd ], starts_with: x }", false)]
    [InlineData("arg.x: { in: [ ab, xd ], starts_with: x }", true)]
    [InlineData("arg.x: { in: [ ab, cd ], max_length: 1 }", false)]
    [InlineData("arg.x: { in: [ ab, c ], max_length: 1 }", true)]
    [InlineData("arg.x: { equals: abc, max_length: 2 }", false)]
    [InlineData("arg.x: { equals: abc, max_length: 3 }", true)]
    [InlineData("arg.x: { equals: abc, in: [ abd, abe ] }", false)]
    [InlineData("arg.x: { equals: abc, in: [ abc, abe ] }", true)]
    [InlineData("arg.x: { starts_with: abcd, max_length: 3 }", false)]
    [InlineData("arg.x: { starts_with: abcd, max_length: 4 }", true)]
    [InlineData("arg.x: { starts_with: \u00e9, max_length: 1 }", false)]
    [InlineData("arg.x: { starts_with: \u00e9, max_length: 2 }", true)]
    [InlineData("arg.x: { equals: abc, from: [ dao ] }", true)]
    [InlineData("arg.n: { in: [ \"1\", \"9\" ], less_than: 1 }", false)]
    [InlineData("arg.n: { in: [ \"1\", \"9\" ], at_most: 1 }", true)]
    [InlineData("arg.n: { in: [ \"1\", \"9\" ], more_than: 9 }", false)]
    [InlineData("arg.n: { in: [ \"1\", \"9\" ], at_least: 9 }", true)]
    [InlineData("arg.n: { at_least: 5, less_than: 6 }", true)]
    [InlineData("arg.n: { more_than: 5, less_than: 6 }", false)]
    [InlineData("arg.n: { more_than: \"115792089237316195423570985008687907853269984665640564039457584007913129639935\" }",
        false)]
    [InlineData("arg.n: { at_least: \"115792089237316195423570985008687907853269984665640564039457584007913129639935\" }",
        true)]
    [InlineData("arg.d: { at_least: 2026-01-02, at_most: 2026-01-01 }", false)]
    [InlineData("arg.d: { at_least: 2026-01-02, at_most: 2026-01-02 }", true)]
    [InlineData("arg.u.host: { equals: a.x.org, in: [ \"*.x.org\", y.org ] }", true)]
    [InlineData("arg.u.host: { equals: x.org, in: [ \"*.x.org\", y.org ] }", false)]
    [InlineData("arg.u.path: { equals: /a, starts_with: /b }", false)]
    [InlineData("arg.u.path: { equals: /b/c, starts_with: /b }", true)]
    [InlineData("time: { from: 2026-01-05T00:00:00Z, until: 2026-01-06T00:00:00Z, days: mon }", true)]
    [InlineData("time: { from: 2026-01-05T00:00:00Z, until: 2026-01-06T00:00:00Z, days: tue }", false)]
    [InlineData("time: { from: 2026-01-05T00:00:00Z, until: 2026-01-06T00:00:01Z, days: tue }", true)]
    [InlineData("time: { from: 2026-01-05T00:00:00Z, until: 2026-01-05T00:00:00Z }", false)]
    [InlineData("time: { from: 2026-01-05T00:00:00Z, until: 2026-01-05T00:00:01Z }", true)]
    [InlineData("time: { from: 2026-01-05T10:00:00Z, until: 2026-01-05T12:00:00Z, hours: \"09:00-10:00\" }", false)]
    [InlineData("time: { from: 2026-01-05T09:59:59Z, until: 2026-01-05T12:00:00Z, hours: \"09:00-10:00\" }", true)]
    [InlineData("time: { from: 2026-01-05T10:00:00Z, until: 2026-01-06T09:00:00Z, hours: \"09:00-10:00\" }", false)]
    [InlineData("time: { from: 2026-01-05T10:00:00Z, until: 2026-01-06T09:00:01Z, hours: \"09:00-10:00\" }", true)]
    [InlineData("time: { from: 9999-12-31T00:00:00Z, days: fri }", true)]
    [InlineData("time: { from: 9999-12-31T00:00:00Z, days: sat }", false)]
    [InlineData("time: { until: 0001-01-02T00:00:00Z, days: mon }", true)]
    [InlineData("time: { until: 0001-01-02T00:00:00Z, days: tue }", false)]
    [InlineData("time: { until: 0001-01-01T00:00:00Z }", false)]
    [InlineData("time: { from: 0001-01-01T00:00:00Z }", false)]
    [InlineData("time: { from: 0001-01-01T00:00:01Z }", true)]
    public void Tells_what_can_hold(string when, bool canHold)
    {
        var answer = PolicyFile.Read(
            "dai: policy/1\nchain: eip155:1\nagent: a\ntools:\n"
            + "  t.r: { effect: read, args: { d: date, n: integer, u: url, x: text } }\n"
            + $"rules: [ {{ id: r, permit: t.r, when: {{ {when} }} }} ]\n");
        Assert.Equal(canHold ? [] : ["vacuous"],
            answer is DocumentAnswer.Refused refused ? refused.Faults.Select(fault => fault.Class) : []);
    }
}
