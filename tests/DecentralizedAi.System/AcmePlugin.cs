namespace DecentralizedAi.SystemTests;

/// <summary>A plugin as an author writes it, against the assemblies of the built node.</summary>
internal static class AcmePlugin
{
    public const string Source = """
        using DecentralizedAi.Domain.Tools;
        using DecentralizedAi.Plugin;
        using Microsoft.SemanticKernel;

        [DaiPlugin("acme.runway", 1)]
        public sealed class Runway(TimeProvider clock)
        {
            [KernelFunction, DaiTool("wallet.runway", ToolEffect.Read, Idempotency.Safe)]
            public string Months() => clock.GetUtcNow().Year > 2000 ? "it lasts 12 months" : "";
        }
        """;

    public const string Policy = """
        dai: policy/1
        chain: eip155:31337
        agent: clerk
        about: Says what a plugin tells it.
        tools:
          wallet.runway: { effect: read }
        budgets:
          tokens: { burst: 200000, rate: 20000 per hour }
          calls:  { burst: 60, rate: 30 per minute }
        rules:
          - id: ask-the-plugin
            permit: wallet.runway
        """;

    /// <summary>Writes its project.</summary>
    /// <returns>The folder.</returns>
    public static string Write(string folder, string source)
    {
        var node = Path.Combine(Dai.Root, "src", "DecentralizedAi.Node", "bin", "Release", "net10.0");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "Runway.cs"), source);
        File.WriteAllText(Path.Combine(folder, "Acme.Runway.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <Reference Include="{node}/DecentralizedAi.Plugin.Sdk.dll" Private="false" />
                <Reference Include="{node}/DecentralizedAi.Domain.dll" Private="false" />
                <Reference Include="{node}/Microsoft.SemanticKernel.Abstractions.dll" Private="false" />
              </ItemGroup>
            </Project>
            """);
        return folder;
    }
}
