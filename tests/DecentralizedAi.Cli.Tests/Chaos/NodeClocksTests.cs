using System.Diagnostics;
using System.Globalization;
using DecentralizedAi.Cli.Chaos.Faults;
using DecentralizedAi.Cli.Development;
using Xunit;

namespace DecentralizedAi.Cli.Tests.Chaos;

public sealed class NodeClocksTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dai-clocks-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(3_600)]
    [InlineData(-90)]
    public async Task A_program_sees_its_own_time_of_day_and_no_other_program_does(int seconds)
    {
        using var clocks = NodeClocks.Open(Path.Combine(_folder, "clocks"));
        if (clocks is null)
        {
            // Nothing is made where there is nothing to make it with, and a run that asks for it is told.
            Assert.False(Directory.Exists(Path.Combine(_folder, "clocks")));
            return;
        }
        var (one, other) = (clocks.Of(NodePlace.Loopback(1), 0), clocks.Of(NodePlace.Loopback(2), 1));
        clocks.Set(0, TimeSpan.FromSeconds(seconds));
        Assert.InRange(await AheadAsync(one), seconds - 20, seconds + 20);
        Assert.InRange(await AheadAsync(other), -20, 20);
        clocks.Set(0, TimeSpan.Zero);
        Assert.InRange(await AheadAsync(one), -20, 20);
    }

    private static async Task<double> AheadAsync(NodePlace place)
    {
        var start = new ProcessStartInfo("date", "+%s") { RedirectStandardOutput = true };
        foreach (var (name, value) in place.Variables)
            start.Environment[name] = value;
        using var date = Process.Start(start)!;
        var said = await date.StandardOutput.ReadToEndAsync();
        return double.Parse(said, CultureInfo.InvariantCulture) - DateTimeOffset.UtcNow.ToUnixTimeSeconds();
    }
}
