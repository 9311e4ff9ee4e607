using DecentralizedAi.Chain.Signing;

namespace DecentralizedAi.Node.Hosting;

/// <summary>The two keys of a node: <c>spender</c> asks vaults, <c>anchor</c> takes leases and checkpoints.</summary>
internal sealed record NodeKeys(EthereumKey Spender, EthereumKey Anchor)
{
    /// <summary>Environment variable with the password of the keystore files; else the file <c>password</c>.</summary>
    public const string Variable = "DAI_KEY_PASSWORD";

    /// <param name="folder">Holds <c>spender.json</c> and <c>anchor.json</c>.</param>
    /// <param name="keys">Folder of <c>node.keys</c>, with the file <c>password</c>.</param>
    /// <exception cref="NodeFaultException">DAI-6004: there is no password.</exception>
    /// <exception cref="Chain.ChainException">DAI-4111: a key file is missing or does not open.</exception>
    public static NodeKeys Read(string folder, string keys)
    {
        var file = Path.Combine(keys, "password");
        var password = Environment.GetEnvironmentVariable(Variable)
            ?? (File.Exists(file) ? File.ReadAllText(file).Trim() : throw new NodeFaultException("DAI-6004",
                $"neither {Variable} nor the file '{file}' holds the password of this node's keys; set one of them"));
        return new(KeystoreFile.Read(Path.Combine(folder, "spender.json"), password),
            KeystoreFile.Read(Path.Combine(folder, "anchor.json"), password));
    }
}
