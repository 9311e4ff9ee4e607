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
        // The short name of the one variable that people set by hand.
        if (variables.TryGetValue("DAI_RPC", out var rpc))
            variables.TryAdd("DAI_CHAIN_RPC", rpc);
        var flags = new Dictionary<string, string>();
        if (call.Value(Common.Rpc) is { } named)
            flags.Add("chain.rpc", named);
        // A file that was named must be there; the others may be absent.
        if (call.Value(Common.Config) is not null && !File.Exists(files[0]))
            return ConfigurationReader.ReadFile(files[0], variables);
        return ConfigurationReader.Read(files, variables, flags, Directory.GetCurrentDirectory());
    }

    /// <summary>
    /// Whether a flag, a variable or a file that people write sets a key. What 'up' wrote into the home of a local
    /// chain is the home itself, which knows better whether its chain runs.
    /// </summary>
    public static bool IsSet(VerbCall call, DaiConfiguration configuration, string key) =>
        configuration.Written[key].Origin is var origin && origin != "default"
        && !(Directory.Exists(call.Home.Chain)
            && origin.StartsWith(call.Home.Configuration + ":", StringComparison.Ordinal));

    /// <summary>What the nodes of a home are started with.</summary>
    /// <exception cref="ConfigurationException">Whatever is not right, with its place.</exception>
    public static DaiConfiguration Of(DevelopmentHome home) =>
        ConfigurationReader.ReadFile(home.Configuration, Variables());

    /// <summary>What the environment alone says, for a home that is not made yet.</summary>
    /// <exception cref="ConfigurationException">Whatever is not right, with its place.</exception>
    public static DaiConfiguration OfEnvironment() => ConfigurationReader.Read(
        [], Variables(), new Dictionary<string, string>(), Directory.GetCurrentDirectory());

    private static Dictionary<string, string> Variables() => Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "");

    private static string UserFile => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "dai", "dai.yaml");
}
