using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace DecentralizedAi.Mutation;

/// <summary>
/// Tries the mutants that Stryker compiled. Stryker starts a process for every few of them, which takes hours for
/// some thousand; here the tests stay warm and a mutant takes milliseconds. The mutated assembly and the assemblies of
/// the tests lie beside this program.
/// <list type="bullet">
/// <item><c>run REPORT PATTERN RESULTS FILES</c>: the mutants of Stryker's report in files whose path below the project
/// matches, by the tests whose names match; writes answers and survivors into a folder and takes over the answers that
/// it finds there. Exit code 3 when fewer than 95 % are killed.</item>
/// <item><c>cover PATTERN FOOTPRINT</c>, <c>try PATTERN FOOTPRINT warm|cold</c>: its parts, in processes of their own.
/// </item>
/// </list>
/// </summary>
internal static class Program
{
    private const int TooFew = 3;
    private const int LeastPercent = 95;
    private static readonly string[] TestAssemblies =
        ["DecentralizedAi.Domain.Tests", "DecentralizedAi.Authoring.Tests"];

    private static async Task<int> Main(string[] args) => args switch
    {
        ["run", var report, var pattern, var results, var files] => await RunAsync(report, pattern, results, files),
        ["cover", var pattern, var footprint] => Cover(pattern, footprint),
        ["try", var pattern, var footprint, var kind] => Try(pattern, footprint, kind == "warm"),
        _ => throw new ArgumentException("expected run REPORT PATTERN RESULTS FILES"),
    };

    private static async Task<int> RunAsync(string report, string pattern, string results, string files)
    {
        using var stop = new CancellationTokenSource();
        var all = StrykerReport.Read(report, "DecentralizedAi.Domain")
            .Where(mutant => Regex.IsMatch(mutant.File, files, RegexOptions.CultureInvariant)).ToArray();
        var file = Path.Combine(results, "footprint.json");
        using (var cover = Workers.Start(["cover", pattern, file], isLoud: true))
        {
            await cover.WaitForExitAsync(stop.Token);
            if (cover.ExitCode != 0)
                return cover.ExitCode;
        }
        var footprint = Footprint.Read(file);
        var reached = footprint.Steps.SelectMany(step => step.Mutants).ToHashSet();
        var answers = new Answers(Path.Combine(results, "answers.txt"), all);
        Console.WriteLine($"{all.Length} mutants, {answers.Verdicts.Count} noticed by an earlier run");
        var workers = new Workers(["try", pattern, file], answers);
        var turn = answers.InTurn(all).Select(mutant => mutant.Id).ToArray();
        await workers.TryManyAsync(turn.Where(reached.Contains), stop.Token);
        await workers.TryAloneAsync(turn.Where(footprint.Once.Contains), stop.Token);
        var score = new Score(all, answers.Verdicts);
        await File.WriteAllLinesAsync(Path.Combine(results, "survivors.txt"), score.Survivors(), stop.Token);
        await File.WriteAllLinesAsync(Path.Combine(results, "score.txt"), score.Lines(), stop.Token);
        foreach (var line in score.Lines())
            Console.WriteLine(line);
        return 100 * score.Killed >= LeastPercent * all.Length ? 0 : TooFew;
    }

    private static int Cover(string pattern, string footprint)
    {
        Console.SetOut(TextWriter.Null);
        Footprint.Take(Switch(), Tests(pattern)).Write(footprint);
        return 0;
    }

    private static int Try(string pattern, string footprint, bool isWarm)
    {
        var ids = Console.In.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => int.Parse(line, CultureInfo.InvariantCulture)).ToArray();
        // A test that writes to the console would be read as an answer.
        var results = Console.Out;
        Console.SetOut(TextWriter.Null);
        new Trial(Switch(), Tests(pattern), Footprint.Read(footprint)).Run(ids, isWarm, results);
        return 0;
    }

    private static MutantSwitch Switch() => new(Assembly.Load("DecentralizedAi.Domain"));

    private static TestCase[] Tests(string pattern) =>
    [
        .. TestAssemblies.SelectMany(name => TestCase.Of(Assembly.Load(name)))
            .Where(test => Regex.IsMatch(test.Name, pattern, RegexOptions.CultureInvariant)),
    ];
}
