using DecentralizedAi.Cli.Chaos.Faults;
using DecentralizedAi.Cli.Output;
using Xunit;

namespace DecentralizedAi.Cli.Tests.Chaos;

public sealed class FaultPlanTests
{
    [Fact]
    public void A_seed_gives_the_same_faults_again_and_another_seed_others()
    {
        Assert.Equal(FaultPlan.Endless(7).Take(50), FaultPlan.Endless(7).Take(50));
        Assert.NotEqual(FaultPlan.Endless(7).Take(50), FaultPlan.Endless(8).Take(50));
    }

    [Fact]
    public void Every_kind_of_fault_comes_in_the_end() =>
        Assert.Equal(Enum.GetValues<FaultKind>().ToHashSet(),
            FaultPlan.Endless(1).Take(300).Select(fault => fault.Kind).ToHashSet());

    [Fact]
    public void A_list_of_faults_is_played_to_the_number()
    {
        var plan = FaultPlan.Exactly(3, FaultPlan.Read("kill=10,pause=3"));
        Assert.Equal((10, 3, 13), (plan.Count(fault => fault.Kind == FaultKind.Kill),
            plan.Count(fault => fault.Kind == FaultKind.Pause), plan.Count));
        Assert.NotEqual(plan.OrderBy(fault => fault.Kind).Select(fault => fault.Kind), plan.Select(fault => fault.Kind));
    }

    [Theory]
    [InlineData("")]
    [InlineData("kill")]
    [InlineData("kill=x")]
    [InlineData("kill=-1")]
    [InlineData("1=1")]
    [InlineData("99=1")]
    [InlineData("earthquake=1")]
    [InlineData("kill=1,kill=2")]
    public void What_is_no_list_of_faults_is_refused_with_the_names_there_are(string text)
    {
        var refused = Assert.Throws<CliException>(() => FaultPlan.Read(text));
        Assert.Equal((ExitCode.Usage, "DAI-1064"), (refused.Exit, refused.Code));
        Assert.Contains("blackout", refused.Fix);
    }
}
