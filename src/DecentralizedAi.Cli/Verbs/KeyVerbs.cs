using System.CommandLine;
using System.Text.Json.Nodes;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Keystore files.</summary>
internal static class KeyVerbs
{
    private static readonly Argument<string> File = new("FILE") { Description = "Where the keystore is written" };

    public static Command Noun() => Verb.Noun("key", "Keystore files",
        Verb.Make("key.new", "Makes a key; its password is read from DAI_KEY_PASSWORD or standard input", New, File),
        Verb.Make("key.list", "Keys of the home", List));

    private static Task<Answer> New(VerbCall call, CancellationToken cancellation)
    {
        var file = Path.GetFullPath(call.Required(File));
        if (call.Plan($"write a new key to {file}") is { } plan)
            return Task.FromResult(plan);
        var password = Environment.GetEnvironmentVariable("DAI_KEY_PASSWORD") ?? Console.In.ReadLine();
        if (string.IsNullOrEmpty(password))
            throw CliException.Usage("DAI-1054", "a key needs a password", "DAI_KEY_PASSWORD",
                "set DAI_KEY_PASSWORD, or write the password to the standard input");
        var key = EthereumKey.Create();
        KeystoreFile.Write(file, key, password);
        return Task.FromResult(Answer.Lines(
            new JsonObject { ["account"] = key.Account.ToString(), ["file"] = file }, $"{key.Account} in {file}"));
    }

    private static Task<Answer> List(VerbCall call, CancellationToken cancellation)
    {
        var keys = Directory.Exists(call.Keys)
            ? Directory.GetFiles(call.Keys, "*.json").Order(StringComparer.Ordinal)
                .Select(file => (Name: Path.GetFileNameWithoutExtension(file), Account: KeystoreFile.AccountOf(file)))
                .ToList()
            : [];
        return Task.FromResult(Answer.Lines(new JsonObject
        {
            ["keys"] = new JsonArray([.. keys.Select(key => new JsonObject
            {
                ["name"] = key.Name, ["account"] = key.Account.ToString(),
            })]),
        }, keys.Select(key => $"{key.Name,-12} {key.Account}").DefaultIfEmpty("no keys")));
    }
}
