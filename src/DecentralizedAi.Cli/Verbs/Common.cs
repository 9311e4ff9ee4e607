using System.CommandLine;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Options that every verb has.</summary>
internal static class Common
{
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "One JSON object on the standard output", Recursive = true,
    };

    public static Option<bool> Yes { get; } = new("--yes")
    {
        Description = "Carry out a state change without asking", Recursive = true,
    };

    public static Option<bool> DryRun { get; } = new("--dry-run")
    {
        Description = "Show the plan and change nothing", Recursive = true,
    };

    public static Option<string?> Home { get; } = new("--home")
    {
        Description = "Folder of the state (default .dai, or DAI_HOME)", HelpName = "DIR", Recursive = true,
    };

    public static Option<string?> Config { get; } = new("--config")
    {
        Description = "Configuration file (default ./dai.yaml, else dai.yaml of the home)", HelpName = "F",
        Recursive = true,
    };

    public static Option<string?> Rpc { get; } = new("--rpc")
    {
        Description = "JSON-RPC endpoint of the chain (default: chain.rpc of the configuration, else the local chain)",
        HelpName = "URL", Recursive = true,
    };

    /// <summary>For verbs that put something to the vote.</summary>
    public static Option<string?> Out { get; } = new("--out")
    {
        Description = "Where another DAO rules: file for its calls (default: in the home's folder proposals)",
        HelpName = "FILE",
    };

    /// <summary>For verbs that put something to the vote.</summary>
    public static Option<string?> Reason { get; } = new("--reason")
    {
        Description = "Why, in words; part of what is proposed", HelpName = "TEXT",
    };

    public static Option<string?> As { get; } = new("--as")
    {
        Description = "Keystore file, or the name of a key in the home's folder keys", HelpName = "KEYFILE",
    };
}
