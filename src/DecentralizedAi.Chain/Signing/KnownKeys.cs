using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Signing;

/// <summary>Accounts whose keys everybody knows.</summary>
public static class KnownKeys
{
    /// <summary>The chain id of local development chains.</summary>
    public const ulong LocalChain = 31337;

    // The ten accounts of the mnemonic "test test ... junk" that anvil, Hardhat and their tutorials use.
    private static readonly HashSet<Address> Accounts =
    [
        .. new[]
        {
            "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266", "0x70997970c51812dc3a010c7d01b50e0d17dc79c8",
            "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc", "0x90f79bf6eb2c4f870365e785982e1f101e93b906",
            "0x15d34aaf54267db7d7c367839aaf71a00a2c6a65", "0x9965507d1a55bcc2695c58ba16fb37d819b0a4dc",
            "0x976ea74026e726554db657fa54763abd0c3a0aa9", "0x14dc79964da2c08b23698b3d3cc7ca32193d9955",
            "0x23618e81e3f5cdf7f54c3d65f7fbc0abf5b21e8f", "0xa0ee7a142d267c1f36714e4a8f75612f20a79720",
        }.Select(Address.Parse),
    ];

    public static bool Contains(Address account) => Accounts.Contains(account) || IsSmall(account);

    /// <exception cref="ChainException">DAI-4112: the key is public and the chain is not a local one.</exception>
    public static void Refuse(Address account, ulong chainId)
    {
        if (chainId != LocalChain && Contains(account))
            throw new ChainException("DAI-4112", $"the key of {account} is publicly known; on chain {chainId} whatever "
                + "it owns is taken within seconds: make one with 'dai key new'");
    }

    // Keys 1 to 64 are tried by every thief.
    private static bool IsSmall(Address account) => Small.Value.Contains(account);

    private static readonly Lazy<HashSet<Address>> Small = new(() =>
        [.. Enumerable.Range(1, 64).Select(i => EthereumKey.Of(UInt256.Of((UInt128)i).ToWord().ToArray()).Account)]);
}
