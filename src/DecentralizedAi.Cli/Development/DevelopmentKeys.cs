using System.Collections.Concurrent;
using System.Security.Cryptography;
using DecentralizedAi.Chain.Signing;

namespace DecentralizedAi.Cli.Development;

/// <summary>
/// The keys of a development DAO: random, made once per home, in keystore files that a password beside them opens.
/// </summary>
internal sealed class DevelopmentKeys
{
    public const int HolderCount = 3;

    // Opening a keystore takes scrypt's time, so each is opened once.
    private readonly ConcurrentDictionary<string, EthereumKey> _opened = new(StringComparer.Ordinal);
    private readonly DevelopmentHome _home;
    private readonly string _password;

    private DevelopmentKeys(DevelopmentHome home, string password) => (_home, _password) = (home, password);

    /// <summary>Pays for the deployment and mints the development token; has no other right.</summary>
    public EthereumKey Deployer => Named("deployer");

    /// <summary>May freeze, and nothing else.</summary>
    public EthereumKey Guardian => Named("guardian");

    /// <summary>Registers the operator and binds its nodes' keys.</summary>
    public EthereumKey Operator => Named("operator");

    /// <summary>Whom the policy lets ask for payments.</summary>
    public EthereumKey Manager => Named("manager");

    /// <summary>Who approves large payments.</summary>
    public EthereumKey Approver => Named("approver");

    /// <summary>Token holders: they vote.</summary>
    public IReadOnlyList<EthereumKey> Holders =>
        [.. Enumerable.Range(0, HolderCount).Select(i => Named($"holder-{i}"))];

    /// <summary>Opens the keys of a home; makes those that are missing.</summary>
    public static DevelopmentKeys Open(DevelopmentHome home)
    {
        Directory.CreateDirectory(home.Keys);
        var file = Path.Combine(home.Keys, "password");
        if (!File.Exists(file))
            WriteSecret(file, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)));
        return new DevelopmentKeys(home, File.ReadAllText(file).Trim());
    }

    /// <summary>Key of a vendor, by its place among the vendors.</summary>
    public EthereumKey Vendor(int index) => Named($"vendor-{index}");

    /// <summary>The two keys of a node.</summary>
    public (EthereumKey Anchor, EthereumKey Spender) Node(int index) => (
        At(Path.Combine(_home.Node(index), "anchor.json")), At(Path.Combine(_home.Node(index), "spender.json")));

    /// <summary>A file that only its owner may read.</summary>
    public static void WriteSecret(string file, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(file, options);
        writer.Write(text);
    }

    private EthereumKey Named(string name) => At(Path.Combine(_home.Keys, $"{name}.json"));

    private EthereumKey At(string file) => _opened.GetOrAdd(file, Open);

    private EthereumKey Open(string file)
    {
        if (File.Exists(file))
            return KeystoreFile.Read(file, _password);
        var key = EthereumKey.Create();
        KeystoreFile.Write(file, key, _password, light: true);
        return key;
    }
}
