using System.Text.RegularExpressions;
using DecentralizedAi.Cli.Errors;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Documents;
using Xunit;

namespace DecentralizedAi.Cli.Tests;

/// <summary>Every code that the sources name has its page, and the reference is what the program says.</summary>
public sealed partial class ErrorTableTests : IDisposable
{
    private const string Page = "src/DecentralizedAi.Cli/REFERENCE.md";

    private readonly CommandLine _dai = new();

    public void Dispose() => _dai.Dispose();

    [Fact]
    public void Every_code_of_the_sources_has_an_entry()
    {
        var known = ErrorTable.All.Select(entry => entry.Code).ToHashSet();
        var named = Sources().SelectMany(file => Codes().Matches(File.ReadAllText(file)).Select(code => code.Value))
            .ToHashSet();
        Assert.InRange(named.Count, 150, 1_000);
        Assert.Empty(named.Except(known).Order());
    }

    [Fact]
    public void Each_entry_is_there_once_and_says_cause_and_fix()
    {
        Assert.Equal(ErrorTable.All.Count, ErrorTable.All.Select(entry => entry.Code).Distinct().Count());
        Assert.Equal(ErrorTable.All.Select(entry => entry.Code).Order(StringComparer.Ordinal),
            ErrorTable.All.Select(entry => entry.Code));
        Assert.All(ErrorTable.All, entry =>
        {
            Assert.Matches("^DAI-[0-9]{4}$", entry.Code);
            Assert.EndsWith(".", entry.Cause, StringComparison.Ordinal);
            Assert.EndsWith(".", entry.Fix, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_fault_of_a_policy_has_a_code_of_its_own()
    {
        var codes = Assert.IsType<CompileAnswer.Refused>(PolicySnapshot.Compile("{}"u8.ToArray())).Faults
            .Select(fault => fault.Code).ToList();
        Assert.NotEmpty(codes);
        Assert.All(codes, code => Assert.Contains(ErrorTable.All, entry => entry.Code == code));
        Assert.Equal("DAI-2148", new PolicyFault("canonical", new Place(1, 1), "", "").Code);
        Assert.Equal("DAI-2148", PolicyErrors.All[^1].Code);
    }

    /// <summary>Places that say one code for one reason; a code that is new here has two meanings until somebody
    /// looked.</summary>
    private static readonly HashSet<string> Families =
    [
        "DAI-1000", "DAI-1021", "DAI-1022", "DAI-1041", "DAI-1047", "DAI-1060", "DAI-1066", "DAI-1067", "DAI-1082",
        "DAI-1204", "DAI-1213", "DAI-1222", "DAI-3102", "DAI-3111", "DAI-3112", "DAI-3121", "DAI-3123", "DAI-4110",
        "DAI-4213", "DAI-4214", "DAI-4216", "DAI-4230", "DAI-5001", "DAI-5002", "DAI-5101", "DAI-6010", "DAI-6011",
        "DAI-7001", "DAI-7005",
    ];

    [Fact]
    public void A_code_is_said_in_one_file_or_by_a_family_that_means_one_thing()
    {
        var files = Sources().Where(file => file.EndsWith(".cs", StringComparison.Ordinal)
                && Path.GetFileName(file) != "Failures.cs")
            .SelectMany(file => Said().Matches(File.ReadAllText(file))
                .Select(code => (Code: code.Groups[1].Value, file))).Distinct()
            .ToLookup(said => said.Code, said => said.file);
        Assert.Empty(files.Where(code => code.Count() > 1).Select(code => code.Key).Except(Families).Order());
        Assert.All(Families, code => Assert.InRange(files[code].Count(), 2, 9));
    }

    [Fact]
    public void A_command_ends_as_the_entry_of_its_code_says()
    {
        var thrown = Directory.EnumerateFiles(Repository.File("src/DecentralizedAi.Cli"), "*.cs",
                SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(file => Thrown().Matches(File.ReadAllText(file))).Select(throws => (
                Exit: throws.Groups["exit"] is { Success: true } exit ? exit.Value : "Usage",
                Code: throws.Groups["code"].Value)).Distinct().ToList();
        Assert.InRange(thrown.Count, 60, 1_000);
        Assert.All(thrown, one => Assert.Equal((one.Code, one.Exit),
            (one.Code, ErrorTable.Find(one.Code)!.Exit.ToString())));
    }

    [Theory]
    [InlineData("DAI-1042")]
    [InlineData("dai-1042")]
    [InlineData("1042")]
    public async Task A_code_is_explained_however_it_is_typed(string code)
    {
        var ended = await _dai.RunAsync("explain", code, "--json");
        Assert.Equal(0, ended.Exit);
        Assert.Equal(("DAI-1042", 2),
            (ended.Object().GetProperty("code").GetString(), ended.Object().GetProperty("exit").GetInt32()));
        Assert.Contains("DAI_KEY_PASSWORD", ended.Object().GetProperty("fix").GetString());
    }

    [Fact]
    public async Task A_code_that_is_none_is_refused_and_no_code_lists_all()
    {
        Assert.Equal("DAI-1230", (await _dai.RunAsync("explain", "DAI-0", "--json")).Code);
        var all = await _dai.RunAsync("explain");
        Assert.Equal(ErrorTable.All.Count + 1, all.Output.TrimEnd('\n').Split('\n').Length);
    }

    /// <summary>Where this fails: <c>./dai reference</c> into the file that it names.</summary>
    [Fact]
    public async Task The_reference_is_what_the_program_says() => Assert.Equal(
        File.ReadAllText(Repository.File(Page)), (await _dai.RunAsync("reference")).Output);

    private static IEnumerable<string> Sources() => Directory
        .EnumerateFiles(Repository.File("src"), "*.*", SearchOption.AllDirectories)
        .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".ts", StringComparison.Ordinal)
            || file.EndsWith(".tsx", StringComparison.Ordinal))
        .Where(file => !file.Split(Path.DirectorySeparatorChar)
            .Intersect(["bin", "obj", "node_modules", "Errors"]).Any())
        .Append(Repository.File("dai")).Append(Repository.File("tests", "run"))
        .Append(Repository.File("tests", "DecentralizedAi.Benchmarks", "Program.cs"));

    [GeneratedRegex(@"\bDAI-[0-9]{4}\b")]
    private static partial Regex Codes();

    // As a text of its own, or at the beginning of a message.
    [GeneratedRegex(@"""(DAI-[0-9]{4})[ ""]")]
    private static partial Regex Said();

    [GeneratedRegex(@"(?:CliException\.Usage\(|ExitCode\.(?<exit>\w+),)\s*""(?<code>DAI-1[0-9]{3})""")]
    private static partial Regex Thrown();
}
