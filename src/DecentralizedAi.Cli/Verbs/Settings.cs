using System.Collections;
using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Cli.Development;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>The configuration as the command line finds it.</summary>
internal static class Settings
{
    /// <summary>From the strongest to the weakest: the named file alone, else the folder's, else the home's; then the
    /// user's.</summary>
    public static IReadOnlyList<string> Files(VerbCall call)
    {
        var named = call.Value(Common.Config) ?? Environment.GetEnvironmentVariable("DAI_CONFIG");
        if (named is not null)
            return [Path.GetFullPath(named), UserFile];
        var here = Path.GetFullPath("dai.yaml");
        return [File.Exists(here) ? here : call.Home.Configuration, UserFile];
    }

    /// <exception cref="ConfigurationException">Whatever is not right, with its place.</exception>
    public static DaiConfiguration Read(VerbCall call)
    {
        var files = Files(call);
        var variables = Variables();
        // A file that was named must be there; the others may be absent.
        if (call.Value(Common.Config) is not null && !File.Exists(files[0]))
            return ConfigurationReader.ReadFile(files[0], variables);
        return ConfigurationReader.Read(files, variables, new Dictionary<string, string>(),
            Directory.GetCurrentDirectory());
    }

    /// <summary>What the nodes of a home are started with.</summary>
    /// <exception cref="ConfigurationException">Whatever is not right, with its place.</exception>
    public static DaiConfiguration Of(DevelopmentHome home) =>
        ConfigurationReader.ReadFile(home.Configuration, Variables());

    private static Dictionary<string, string> Variables() => Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "");

    private static string UserFile => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "dai", "dai.yaml");
}
