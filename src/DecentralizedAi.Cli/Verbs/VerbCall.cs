using System.CommandLine;
using System.Text.Json.Nodes;
using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Hosting;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Nodes;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>One call of a verb: what was typed, where the state lies, whom to ask.</summary>
internal sealed class VerbCall(ParseResult parsed, TimeProvider clock)
{
    private readonly Lazy<Terminal> _terminal = new(() => new Terminal(
        Console.Out, Console.Error, parsed.GetValue(Common.Json),
        !Console.IsInputRedirected && !Console.IsOutputRedirected,
        parsed.GetValue(Common.Json) ? Screen.None : Screen.Of(Console.Out), clock));

    private DaiConfiguration? _configuration;

    private DaiConfiguration Configuration => _configuration ??= Settings.Read(this);

    public Terminal Terminal => _terminal.Value;
    public TimeProvider Clock { get; } = clock;
    public ParseResult Parsed { get; } = parsed;

    /// <summary>Root of the sources or of the installation.</summary>
    public static string Root => Environment.GetEnvironmentVariable("DAI_ROOT") ?? AppContext.BaseDirectory;

    public DevelopmentHome Home => new(Path.GetFullPath(
        Parsed.GetValue(Common.Home) ?? Environment.GetEnvironmentVariable("DAI_HOME") ?? ".dai"));

    /// <summary>Manifest of the DAO.</summary>
    public string Manifest =>
        Settings.IsSet(this, Configuration, "chain.manifest") ? Configuration.Chain.Manifest : Home.Manifest;

    /// <summary>Folder of the keystore files.</summary>
    public string Keys => Settings.IsSet(this, Configuration, "node.keys") ? Configuration.Node.Keys : Home.Keys;

    /// <summary>File of the operator's bearer token.</summary>
    public string Token => Settings.IsSet(this, Configuration, "node.token") ? Configuration.Node.Token : Home.Token;

    /// <summary>As <see cref="Manifest"/>; the home's where the configuration is wrong, as others tell.</summary>
    public string ManifestAnyway => PathOr(() => Manifest, Home.Manifest);

    /// <summary>As <see cref="Keys"/>; as above.</summary>
    public string KeysAnyway => PathOr(() => Keys, Home.Keys);

    /// <summary>As <see cref="Token"/>; as above.</summary>
    public string TokenAnyway => PathOr(() => Token, Home.Token);

    private static string PathOr(Func<string> configured, string otherwise)
    {
        try
        {
            return configured();
        }
        catch (ConfigurationException)
        {
            return otherwise;
        }
    }

    public T Required<T>(Argument<T> argument) => Parsed.GetRequiredValue(argument);

    public T? Value<T>(Option<T> option) => Parsed.GetValue(option);

    /// <summary>The contracts of the home's DAO.</summary>
    public DaoServices OpenDao()
    {
        var rpc = OpenRpc();
        return new DaoServices(DaoFiles.Read(Manifest).Contracts, rpc, Clock);
    }

    /// <summary>A node of the home that runs.</summary>
    public NodeClient OpenNode() => OpenNode(LocalCluster.Nodes(Home) is [var (_, card), ..]
        ? card
        : throw new CliException(ExitCode.Unreachable, "DAI-1041", $"no node runs for '{Home.Folder}'", "--home",
            Home.Nodes() is [var first, ..] ? NodeLook.Start(Home, first) : NodeLook.First(Home)));

    /// <summary>The node of that card.</summary>
    /// <exception cref="CliException">DAI-1058: the token cannot be read.</exception>
    public NodeClient OpenNode(NodeCard card)
    {
        var token = Token;
        try
        {
            return new NodeClient(new Uri(card.Http), File.ReadAllText(token).Trim());
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw CliException.Usage("DAI-1058", $"the operator's token '{token}' cannot be read: {fault.Message}",
                "node.token", "put back the one that the nodes were started with, readable for this user");
        }
    }

    /// <summary>The key that signs: <c>--as</c>, else the home's key of that name.</summary>
    public EthereumKey Key(string otherwise) => KeyOf(Parsed.GetValue(Common.As) ?? otherwise);

    /// <summary>The file of a key: a path, or a name in the home's folder keys.</summary>
    public string KeyFile(string name) => File.Exists(name) ? name : Path.Combine(Keys, name + ".json");

    /// <summary>An account as people name it: its address, or one of their keys.</summary>
    /// <exception cref="CliException">DAI-1035: it is neither.</exception>
    public Address AccountOf(Argument<string> argument)
    {
        var word = Required(argument);
        if (File.Exists(KeyFile(word)))
            return KeystoreFile.AccountOf(KeyFile(word));
        return Address.TryParse(word, out var account) ? account : throw CliException.Usage("DAI-1035",
            $"'{word}' is no address (0x and 40 digits, lower case or EIP-55) and no key in '{Keys}'", argument.Name,
            "'dai key list' names your keys with their addresses");
    }

    /// <summary>
    /// Opens a key. Its password: DAI_KEY_PASSWORD, the file beside it, or one line of the standard input.
    /// </summary>
    public EthereumKey KeyOf(string name)
    {
        var file = KeyFile(name);
        var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, "password");
        return KeystoreFile.Read(file, Password(file, beside));
    }

    /// <summary>The password of a keystore: DAI_KEY_PASSWORD, a file, or one line of the standard input.</summary>
    public static string Password(string file, string beside) =>
        Environment.GetEnvironmentVariable("DAI_KEY_PASSWORD")
        ?? (File.Exists(beside) ? File.ReadAllText(beside).Trim() : null)
        ?? (Console.IsInputRedirected ? Console.In.ReadLine() : null)
        ?? throw CliException.Usage("DAI-1042", $"no password for '{file}'", "DAI_KEY_PASSWORD",
            "set DAI_KEY_PASSWORD, write it to the standard input, or put it into the file 'password' beside the "
            + "keystore");

    /// <summary>The first endpoint of <c>chain.rpc</c> where it is set, else the chain that runs for the home.
    /// </summary>
    public RpcEndpoint OpenRpc() => new((Settings.IsSet(this, Configuration, "chain.rpc")
        ? Configuration.Chain.Rpc[0].ToString()
        : RunningChain.Read(Home.Chain)?.Rpc)
        ?? throw new CliException(ExitCode.Unreachable, "DAI-1040", $"no chain runs for '{Home.Folder}'", "chain.rpc",
            "start one with 'dai up', or name an endpoint with --rpc, in DAI_CHAIN_RPC or in dai.yaml"));

    /// <summary>For verbs that change what is this machine's alone, and are not asked about.</summary>
    /// <returns>An answer to give instead, for <c>--dry-run</c>; null to go on.</returns>
    public Answer? Preview(params string[] lines) => !Parsed.GetValue(Common.DryRun) ? null : Answer.Lines(
        new JsonObject { ["dryRun"] = true, ["plan"] = new JsonArray([.. lines.Select(line => (JsonNode)line)]) },
        lines.Select(Terminal.Visible));

    /// <summary>
    /// Shows what is about to change and asks, on a terminal; elsewhere <c>--yes</c> is needed.
    /// </summary>
    /// <returns>An answer to give instead, for <c>--dry-run</c>; null to go on.</returns>
    public Answer? Plan(params string[] lines)
    {
        if (Preview(lines) is { } preview)
            return preview;
        foreach (var line in lines)
            Terminal.Say(line);
        if (Parsed.GetValue(Common.Yes))
            return null;
        if (!Terminal.Interactive)
            throw CliException.Usage("DAI-1043", "this changes state and nobody can be asked", "--yes",
                "add --yes, or --dry-run to see the plan alone");
        Terminal.Error.Write("Go on? [y/N] ");
        return string.Equals(Console.ReadLine()?.Trim(), "y", StringComparison.OrdinalIgnoreCase)
            ? null
            : throw new CliException(ExitCode.Failed, "DAI-1044", "nothing was changed", "answer", "answer y to go on");
    }
}
