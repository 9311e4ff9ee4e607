using System.Text.RegularExpressions;
using Xunit;

namespace DecentralizedAi.Node.Tests;

/// <summary>What the documents promise: their links lead somewhere, the tests they name exist.</summary>
public sealed partial class DocumentsTests
{
    private const int LinesOfTheReadme = 150;

    private static readonly string[] Foreign =
        [".git", ".dai", "bin", "obj", "out", "cache", "node_modules", "artifacts", "TestResults"];

    private static string Root { get; } = FindRoot();

    private static string Threats { get; } = File.ReadAllText(Path.Combine(Root, "governance", "THREATS.md"));

    public static TheoryData<string> Documents =>
        [.. Files(Root, "*.md").Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_relative_link_leads_to_a_file_or_folder(string document)
    {
        var file = Path.Combine(Root, document);
        var folder = Path.GetDirectoryName(file)!;
        var broken = Links().Matches(WithoutCode(File.ReadAllText(file)))
            .Select(link => link.Groups["to"].Value)
            .Where(to => !Elsewhere().IsMatch(to))
            .Select(to => Uri.UnescapeDataString(to.Split('#')[0]))
            .Where(to => to.Length > 0 && !Exists(Path.Combine(folder, to)));
        Assert.Empty(broken);
    }

    [Fact]
    public void The_readme_is_read_in_one_sitting() =>
        Assert.InRange(File.ReadAllLines(Path.Combine(Root, "README.md")).Length, 1, LinesOfTheReadme);

    [Fact]
    public void Every_test_in_Csharp_that_the_threats_name_exists()
    {
        var sources = Files(Path.Combine(Root, "tests"), "*.cs").Select(File.ReadAllText).ToList();
        var named = Sentences().Matches(Threats)
            .Select(name => (Class: name.Groups["class"].Value, Method: name.Groups["method"].Value))
            .Distinct().ToList();
        Assert.NotEmpty(named);
        Assert.All(named, test => Assert.Contains(sources, source =>
            Regex.IsMatch(source, $@"\bclass {test.Class}\b") && Regex.IsMatch(source, $@"\b{test.Method}\(")));
    }

    [Fact]
    public void Every_test_in_Solidity_that_the_threats_name_exists()
    {
        var folder = Path.Combine(Root, "governance", "test");
        var sources = Files(folder, "*.sol").Select(File.ReadAllText).ToList();
        var named = Functions().Matches(Threats).Select(name => name.Groups["name"].Value).Distinct().ToList();
        Assert.NotEmpty(named);
        Assert.All(named, test => Assert.Contains(sources, source => Regex.IsMatch(source, $@"\bfunction {test}\(")));
        Assert.All(SolidityFiles().Matches(Threats).Select(file => file.Groups["path"].Value),
            path => Assert.True(File.Exists(Path.Combine(folder, path)), path));
    }

    [Fact]
    public void Every_threat_that_is_called_held_names_a_test()
    {
        var rows = Threats.Split('\n').Where(line => Numbered().IsMatch(line)).ToList();
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.True(
            Sentences().IsMatch(row) || Functions().IsMatch(row) || SolidityFiles().IsMatch(row)
            || Scripts().IsMatch(row), row));
    }

    [Fact]
    public void Every_script_that_a_threat_names_has_the_tests_that_it_names()
    {
        var named = Scripts().Matches(Threats);
        Assert.NotEmpty(named);
        Assert.All(named, one =>
        {
            var text = string.Concat(Files(Root, one.Groups["name"].Value).Select(File.ReadAllText));
            Assert.All(one.Groups["title"].Captures, title => Assert.Contains(title.Value, text));
        });
    }

    [Fact]
    public void Every_decision_is_in_the_list_of_decisions()
    {
        var folder = Path.Combine(Root, "governance", "decisions");
        var list = File.ReadAllText(Path.Combine(folder, "README.md"));
        Assert.All(Directory.GetFiles(folder, "0*.md").Select(file => Path.GetFileName(file)),
            name => Assert.Contains($"({name})", list, StringComparison.Ordinal));
    }

    // A link that leaves the folder of the repository would work on one machine only.
    private static bool Exists(string path)
    {
        var full = Path.GetFullPath(path);
        return full.StartsWith(Root, StringComparison.Ordinal) && Path.Exists(full);
    }

    private static string WithoutCode(string text) => Code().Replace(text, "");

    private static IEnumerable<string> Files(string folder, string pattern) => Directory.GetFiles(folder, pattern)
        .Concat(Directory.GetDirectories(folder)
            .Where(child => !Foreign.Contains(Path.GetFileName(child))).SelectMany(child => Files(child, pattern)));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DecentralizedAi.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("no DecentralizedAi.sln above the tests");
        return folder.FullName;
    }

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"^([a-z]+:|#)")]
    private static partial Regex Elsewhere();

    [GeneratedRegex(@"```.*?```|`[^`\n]*`(?!\])", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"`(?<class>\w+(?:Tests|Compliance))\.(?<method>\w+)`")]
    private static partial Regex Sentences();

    [GeneratedRegex(@"`(?<name>(?:test|testFuzz|invariant)_\w+)`")]
    private static partial Regex Functions();

    [GeneratedRegex(@"`(?<path>[\w/]+\.t\.sol)`")]
    private static partial Regex SolidityFiles();

    [GeneratedRegex(@"`(?<name>\w+\.test\.(?:ts|mjs))`(?: in real Chromium)? \((?:\*(?<title>[^*]+)\*(?:, )?)+\)")]
    private static partial Regex Scripts();

    [GeneratedRegex(@"^\| \d+ \|")]
    private static partial Regex Numbered();
}
