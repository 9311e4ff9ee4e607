using System.CommandLine;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>What the launcher of the sources does itself: here for help, completion and the reference.</summary>
internal static class SourceVerbs
{
    private static readonly Option<string?> Suite = new("--suite")
    {
        Description = "One project of the tests, or one of the longer suites; without it all that runs by default",
        HelpName = "NAME",
    };

    private static readonly Option<string?> Only = new("--only")
    {
        Description = "A group of measurements, or one by its id", HelpName = "GROUP|ID",
    };

    private static readonly Option<bool> Gate = new("--gate") { Description = "Exit 1 when a goal is missed" };

    public static Command Test() => Make("test", "Installs what the tests need and runs them", Suite);

    public static Command Bench() =>
        Make("bench", "Measures this program beside others and beside what the machine allows", Only, Gate);

    public static Command Feed() =>
        Make("plugin.feed", "Packs what authors of plugins build with into a folder that NuGet reads");

    private static Command Make(string path, string about, params Symbol[] symbols) =>
        Verb.Make(path, about, (_, _) => throw CliException.Usage("DAI-1086",
            $"'dai {path.Replace('.', ' ')}' belongs to the sources", "dai", "run it as ./dai in a clone of them"),
            symbols);
}
