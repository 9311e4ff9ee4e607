using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Domain.Encoding;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Dao;

public sealed class DocumentStatementsTests
{
    private static readonly Bytes32 Root = Keccak256.Hash("document");
    private static readonly Bytes32 Limits = Keccak256.Hash("limits");
    private static readonly Bytes32 Report = Keccak256.Hash("report");

    [Fact]
    public void Says_that_nobody_says_anything() => Assert.Equal(
        [$"  policy {Root}: no operator says anything about it"], Of(Limits).Lines());

    [Fact]
    public void Finds_nothing_where_all_agree() =>
        Assert.Empty(Of(Limits, Said(1, Limits, Report), Said(2, Limits, Report), Said(3, Limits, default))
            .Disagreements());

    [Fact]
    public void Shows_where_two_disagree_about_the_limits_and_the_backtest()
    {
        var statements = Of(Limits, Said(1, Limits, Report), Said(2, Root, Root), Said(4, Limits, default));
        Assert.Equal(
            [
                $"operators disagree about the limits: operators 1 and 4 say {Limits}; operator 2 says {Root}",
                $"operator 2 says the limits are {Root}; compiled here they are {Limits}",
                $"operators have different backtests: operator 1 has {Report}; operator 2 has {Root}",
            ],
            statements.Disagreements());
        Assert.Equal(3, statements.ToJson()["disagreements"]!.AsArray().Count);
        Assert.Contains(statements.Lines(), line => line.StartsWith("    operator 2:") && line.Contains("another"));
    }

    [Fact]
    public void Shows_that_all_of_them_say_something_else_than_what_compiles_here() => Assert.Equal(
        [$"operator 1 says the limits are {Root}; compiled here they are {Limits}"],
        Of(Limits, Said(1, Root, default)).Disagreements());

    [Fact]
    public void Shows_a_proposal_whose_limits_are_not_those_of_its_document() => Assert.Equal(
        [$"the proposal gives the vault the limits {Limits}; the document compiles to {Root} here: nodes would deny "
            + "money"],
        Of(Root).Disagreements());

    private static DocumentStatements Of(Bytes32? expected, params PolicyAttestation[] said) =>
        new(Root, Limits, expected, [.. said]);

    private static PolicyAttestation Said(ulong @operator, Bytes32 limits, Bytes32 report) =>
        new(@operator, limits, report, "policy/1 0.1.0");
}
