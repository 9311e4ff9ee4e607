using System.Reflection;
using System.Xml.Linq;
using Xunit;

namespace DecentralizedAi.Node.Tests;

/// <summary>The arrows of the architecture: who may know whom, read from the compiled assemblies.</summary>
public sealed class ArrowsTests
{
    private const string Prefix = "DecentralizedAi.";

    /// <summary>Source project -> the source projects it may reference.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Domain"] = [],
        ["Authoring"] = ["Domain"],
        ["Runtime"] = ["Domain"],
        ["Inference"] = ["Domain"],
        ["Plugin.Sdk"] = ["Domain"],
        ["Plugin.Testing"] = ["Domain", "Authoring", "Plugin.Sdk"],
        ["Tools"] = ["Domain", "Plugin.Sdk"],
        ["Chain"] = ["Domain"],
        ["Storage"] = ["Domain"],
        ["Node"] = ["Domain", "Authoring", "Runtime", "Inference", "Plugin.Sdk", "Tools", "Chain", "Storage"],
    };

    /// <summary>A foreign technology -> the only projects whose code may name it.</summary>
    private static readonly Dictionary<string, string[]> Homes = new()
    {
        ["Akka"] = ["Runtime"],
        ["Nethereum"] = ["Chain"],
        ["LLamaSharp"] = ["Inference"],
        ["Microsoft.SemanticKernel"] = ["Inference", "Plugin.Sdk", "Tools"],
        ["ModelContextProtocol"] = ["Node", "Plugin.Sdk", "Tools"],
        ["YamlDotNet"] = ["Authoring"],
        ["Microsoft.Data.Sqlite"] = ["Storage"],
        ["Npgsql"] = ["Storage"],
    };

    public static TheoryData<string> Projects => [.. Arrows.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_its_arrows_allow(string project)
    {
        var known = References(project).Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..]);
        Assert.Empty(known.Except(Arrows[project]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_foreign_technology_stays_in_its_project(string project)
    {
        var strangers = References(project)
            .SelectMany(name => Homes.Keys.Where(
                home => name == home || name.StartsWith(home + ".", StringComparison.Ordinal)))
            .Where(technology => !Homes[technology].Contains(project));
        Assert.Empty(strangers);
    }

    [Fact]
    public void Domain_references_the_base_class_library_alone() =>
        Assert.All(References("Domain"), name => Assert.StartsWith("System.", name));

    [Fact]
    public void The_command_line_knows_only_what_an_auditor_trusts()
    {
        var project = XDocument.Load(Path.Combine(Root(), "src", "DecentralizedAi.Cli", "DecentralizedAi.Cli.csproj"));
        var known = project.Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!));
        Assert.Equal(
            ["DecentralizedAi.Authoring", "DecentralizedAi.Chain", "DecentralizedAi.Domain", "DecentralizedAi.Storage"],
            known.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_source_project_is_listed_here()
    {
        var listed = Arrows.Keys.Concat(["Cli", "Templates"]).Select(name => Prefix + name).Order(StringComparer.Ordinal);
        var present = Directory.GetDirectories(Path.Combine(Root(), "src"), Prefix + "*")
            .Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Equal(listed, present);
    }

    private static IEnumerable<string> References(string project) =>
        Assembly.Load(Prefix + project).GetReferencedAssemblies().Select(name => name.Name!);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DecentralizedAi.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("no DecentralizedAi.sln above the tests");
        return folder.FullName;
    }
}
