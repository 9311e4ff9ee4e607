using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Chain;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Cli.Nodes;
using DecentralizedAi.Storage;

namespace DecentralizedAi.Cli.Output;

/// <summary>Which exit a failure of the layers below means.</summary>
internal static class Failures
{
    public static CliException Of(Exception failure) => failure switch
    {
        CliException own => own,
        ContractRevertedException refused => new CliException(ExitCode.Failed, "DAI-1030", Bare(refused.Message),
            "contract", MissingRight.FixOf(refused.Revert)
                ?? "read the error's name and arguments; the contract changed nothing"),
        RpcUnreachableException gone => new CliException(ExitCode.Unreachable, "DAI-1031", Told(gone.Message),
            "chain.rpc", "check that the chain runs: 'dai status'; the same command may be repeated"),
        ConfigurationException wrong => CliException.Usage(
            wrong.Code, wrong.Message, wrong.Where, wrong.Fix ?? "mend that place"),
        ChainException chain => new CliException(
            ExitOf(chain.Code), chain.Code, Told(chain.Message), PlaceOf(chain.Code),
            FixIn(chain.Message, Explained(chain.Code))),
        StorageException store => new CliException(store.IsTransient ? ExitCode.Unreachable : ExitCode.Usage,
            store.Code, Told(store.Message), "store", FixIn(store.Message, Explained(store.Code))),
        NodeException node => new CliException(
            node.Status switch
            {
                403 or 422 => ExitCode.Refused,
                null or 503 => ExitCode.Unreachable,
                _ => ExitCode.Failed,
            },
            node.Code, node.Fix is null ? Told(node.Message) : node.Message, "node", node.Fix ?? node.Code switch
            {
                // A node speaks to programs as well; who typed a name has a verb that lists them.
                "DAI-6011" or "DAI-3121" => "'dai agent list' names the agents there are; names are typed whole",
                "DAI-6010" => "correct what the message names",
                _ => FixIn(node.Message, "look at 'dai status'"),
            }),
        FileNotFoundException { FileName: { } file } => CliException.Usage(
            "DAI-1032", $"there is no file '{file}'", file, "name a file that exists"),
        FileNotFoundException => CliException.Usage("DAI-1032", failure.Message, "file", "name a file that exists"),
        DirectoryNotFoundException => CliException.Usage(
            "DAI-1032", $"there is no such folder: {failure.Message}", "file", "make the folder, or correct the path"),
        UnauthorizedAccessException denied => CliException.Usage(
            "DAI-1033", denied.Message, "file", "give this user the right to it, or choose another place"),
        IOException io => new CliException(
            ExitCode.Failed, "DAI-1034", io.Message, "file", "make room or fix the path"),
        FormatException format => CliException.Usage(
            "DAI-1035", format.Message, "argument", "write it in the form the message names"),
        _ => new CliException(ExitCode.Failed, "DAI-1999", $"{failure.GetType().Name}: {failure.Message}", "dai",
            "this is a fault of the program; its log has more"),
    };

    // Ports, keys, manifests and settings are configuration; what does not answer is unreachable.
    internal static ExitCode ExitOf(string code) => code switch
    {
        "DAI-4105" or "DAI-4106" or "DAI-4108" or "DAI-4110" or "DAI-4111" or "DAI-4112" or "DAI-4210" or "DAI-4211"
            or "DAI-4212" or "DAI-4214" or "DAI-4217" or "DAI-4218" => ExitCode.Usage,
        "DAI-4216" => ExitCode.Unproven,
        "DAI-4121" => ExitCode.TimedOut,
        "DAI-4107" or "DAI-4213" => ExitCode.Unreachable,
        _ => ExitCode.Failed,
    };

    private static string PlaceOf(string code) => code switch
    {
        "DAI-4110" or "DAI-4111" or "DAI-4112" => "key",
        "DAI-4210" or "DAI-4211" => "chain.manifest",
        "DAI-4212" or "DAI-4217" => "--settings",
        "DAI-4218" => "FILE",
        _ => "chain",
    };

    // A message that is shown beside its code and its fix repeats neither.
    private static string Told(string message) =>
        Bare(message) is var bare && bare.LastIndexOf("; ", StringComparison.Ordinal) is var at and > 0
            ? bare[..at]
            : bare;

    // Without the code that it may begin with.
    private static string Bare(string message) =>
        message is ['D', 'A', 'I', '-', _, _, _, _, ' ', .. var rest] ? rest : message;

    // Messages of the chain end with what to do after the last semicolon.
    private static string FixIn(string message, string otherwise) =>
        message.LastIndexOf("; ", StringComparison.Ordinal) is var at and > 0 ? message[(at + 2)..] : otherwise;

    private static string Explained(string code) => $"'dai explain {code}' says what it means and how to go on";
}
