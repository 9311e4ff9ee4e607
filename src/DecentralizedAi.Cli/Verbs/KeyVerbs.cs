using System.CommandLine;
using System.Text.Json.Nodes;
using DecentralizedAi.Chain;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Keystore files.</summary>
internal static class KeyVerbs
{
    private const string Variable = "DAI_KEY";

    private static readonly Argument<string> File = new("FILE") { Description = "Where the keystore is written" };

    public static Command Noun() => Verb.Noun("key", "Keystore files",
        Verb.Make("key.new", "Makes a key; its password is read from DAI_KEY_PASSWORD or standard input", New, File),
        Verb.Make("key.import", "Takes a private key from DAI_KEY or standard input into a keystore", Import, File),
        Verb.Make("key.list", "Keys of the home", List));

    private static Task<Answer> New(VerbCall call, CancellationToken cancellation)
    {
        var file = Path.GetFullPath(call.Required(File));
        if (call.Plan($"write a new key to {file}") is { } plan)
            return Task.FromResult(plan);
        return Write(file, EthereumKey.Create());
    }

    private static Task<Answer> Import(VerbCall call, CancellationToken cancellation)
    {
        var file = Path.GetFullPath(call.Required(File));
        if (call.Plan($"write the key of {Variable}, or of the first line of the standard input, to {file}")
            is { } plan)
            return Task.FromResult(plan);
        return Write(file, ReadKey());
    }

    // Whatever is wrong with it, the text is a secret or nearly one, so it is in no message.
    private static EthereumKey ReadKey()
    {
        try
        {
            var text = Environment.GetEnvironmentVariable(Variable) ?? Console.In.ReadLine() ?? "";
            return EthereumKey.Of(Hex.Decode(text.Trim() is var bare && bare.StartsWith("0x", StringComparison.Ordinal)
                ? bare : "0x" + bare));
        }
        catch (Exception wrong) when (wrong is FormatException or ChainException)
        {
            throw CliException.Usage("DAI-4110", "what was given is no private key", Variable,
                "set it to 64 hexadecimal digits, or write them as a line to the standard input");
        }
    }

    private static Task<Answer> Write(string file, EthereumKey key)
    {
        var password = Environment.GetEnvironmentVariable("DAI_KEY_PASSWORD") ?? Console.In.ReadLine();
        if (string.IsNullOrEmpty(password))
            throw CliException.Usage("DAI-1054", "a key needs a password", "DAI_KEY_PASSWORD",
                "set DAI_KEY_PASSWORD, or write the password to the standard input as the next line");
        KeystoreFile.Write(file, key, password);
        var known = KnownKeys.Contains(key.Account);
        return Task.FromResult(Answer.Lines(
            new JsonObject { ["account"] = key.Account.ToString(), ["file"] = file, ["publiclyKnown"] = known },
            [$"{key.Account} in {file}",
                .. known ? ["  everybody knows this key: it is refused on every chain but a local one"]
                    : Array.Empty<string>()]));
    }

    private static Task<Answer> List(VerbCall call, CancellationToken cancellation)
    {
        var keys = Directory.Exists(call.Keys)
            ? Directory.GetFiles(call.Keys, "*.json").Order(StringComparer.Ordinal)
                .Select(file => (Name: Path.GetFileNameWithoutExtension(file), Account: KeystoreFile.AccountOf(file)))
                .ToList()
            : [];
        var rows = new Listing(new("key"), new("account"));
        foreach (var key in keys)
            rows.Add(new(key.Name), new(key.Account.ToString()));
        return Task.FromResult(Answer.Of(new JsonObject
        {
            ["keys"] = new JsonArray([.. keys.Select(key => new JsonObject
            {
                ["name"] = key.Name, ["account"] = key.Account.ToString(),
            })]),
        }, rows, "no keys"));
    }
}
