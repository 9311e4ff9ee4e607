using System.IO.Compression;
using Xunit;

namespace DecentralizedAi.SystemTests;

/// <summary><c>dai plugin new</c> and <c>test</c>, with a template as a feed holds it.</summary>
public sealed class PluginNewTests : IDisposable
{
    private const string Nuspec = """
        <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
          <metadata>
            <id>DecentralizedAi.Templates</id>
            <version>0.0.1</version>
            <authors>tests</authors>
            <description>A template.</description>
            <packageTypes><packageType name="Template" /></packageTypes>
          </metadata>
        </package>
        """;

    private const string Template = """
        {
          "$schema": "http://json.schemastore.org/template", "author": "tests", "classifications": ["Plugin"],
          "identity": "Acme.Plugin", "name": "A plugin", "shortName": "dai-plugin", "sourceName": "Acme.Plugin",
          "tags": { "language": "C#", "type": "project" }
        }
        """;

    private const string Tests = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <IsTestProject>true</IsTestProject>
          </PropertyGroup>
          <Target Name="VSTest" DependsOnTargets="Build" />
        </Project>
        """;

    private const string Solution = """
        <Solution>
          <Project Path="Acme.Runway/Acme.Runway.csproj" />
          <Project Path="Acme.Runway.Tests/Acme.Runway.Tests.csproj" />
        </Solution>
        """;

    private readonly string _root = Directory.CreateTempSubdirectory("dai-new-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Makes_a_folder_from_the_template_of_the_feed_and_tests_and_checks_what_lies_in_it()
    {
        Errors.Refusal.Is(await RunAsync(_root, "plugin", "new", "Acme.Runway"), 2, "DAI-1098", "dai plugin feed");
        var feed = Directory.CreateDirectory(Path.Combine(_root, "artifacts", "feed")).FullName;
        Pack(Path.Combine(feed, "DecentralizedAi.Templates.0.0.1.nupkg"));
        var made = await RunAsync(_root, "plugin", "new", "Acme.Runway");
        Assert.True(made.Exit == 0, made.Story);
        var folder = made.Json().GetProperty("folder").GetString()!;
        Assert.Equal(["Acme.Runway.txt", "nuget.config"],
            Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains(feed, await File.ReadAllTextAsync(Path.Combine(folder, "nuget.config")));

        Errors.Refusal.Is(await RunAsync(Dai.Root, "plugin", "test", folder), 2, "DAI-1096");
        AcmePlugin.Write(folder, AcmePlugin.Source);
        var tested = await RunAsync(Dai.Root, "plugin", "test", folder);
        Assert.True(tested.Exit == 0, tested.Story);
        Assert.Equal("none", tested.Json().GetProperty("tests").GetString());
        Assert.Equal("read()", tested.Json().GetProperty("signatures").GetProperty("wallet.runway").GetString());

        AcmePlugin.Write(folder, "no C# at all");
        Errors.Refusal.Is(await RunAsync(Dai.Root, "plugin", "test", folder), 1, "DAI-1099", "Acme.Runway.csproj");

        // A project of tests that fails to build is one of tests that fail.
        AcmePlugin.Write(folder, AcmePlugin.Source);
        Directory.Move(folder, folder + ".moved");
        Directory.CreateDirectory(folder);
        Directory.Move(folder + ".moved", Path.Combine(folder, "Acme.Runway"));
        Directory.CreateDirectory(Path.Combine(folder, "Acme.Runway.Tests"));
        await File.WriteAllTextAsync(Path.Combine(folder, "Acme.Runway.Tests", "Acme.Runway.Tests.csproj"), Tests);
        await File.WriteAllTextAsync(Path.Combine(folder, "Acme.slnx"), Solution);
        await File.WriteAllTextAsync(Path.Combine(folder, "Acme.Runway.Tests", "T.cs"), "class T;");
        Assert.Equal((0, "passed"), await TestedAsync(folder));
        await File.WriteAllTextAsync(Path.Combine(folder, "Acme.Runway.Tests", "T.cs"), "no C# at all");
        Assert.Equal((1, "failed"), await TestedAsync(folder));
    }

    private async Task<(int Exit, string? Tests)> TestedAsync(string folder)
    {
        var tested = await RunAsync(Dai.Root, "plugin", "test", folder);
        return (tested.Exit, tested.Json().GetProperty("tests").GetString());
    }

    private Task<Ended> RunAsync(string root, params IEnumerable<string> words)
    {
        var start = Dai.Command("dotnet",
        [
            Path.Combine(Dai.Root, "src", "DecentralizedAi.Cli", "bin", "Release", "net10.0", "dai.dll"), .. words,
            "--json",
        ]);
        start.WorkingDirectory = _root;
        start.Environment["DAI_ROOT"] = root;
        // Templates are installed for a user, and this is none.
        start.Environment["DOTNET_CLI_HOME"] = Path.Combine(_root, "home");
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        return Dai.RunAsync(start);
    }

    private static void Pack(string file)
    {
        using var package = new ZipArchive(File.Create(file), ZipArchiveMode.Create);
        foreach (var (name, text) in new[]
            {
                ("DecentralizedAi.Templates.nuspec", Nuspec), ("content/.template.config/template.json", Template),
                ("content/Acme.Plugin.txt", "Acme.Plugin"),
            })
        {
            using var writer = new StreamWriter(package.CreateEntry(name).Open());
            writer.Write(text);
        }
    }
}
