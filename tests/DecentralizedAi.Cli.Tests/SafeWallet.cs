using System.Text.Json;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Encoding;
using Nethereum.Contracts;

namespace DecentralizedAi.Cli.Tests;

/// <summary>A Safe of the published package, with two of three owners, as its web application uses it.</summary>
internal sealed class SafeWallet
{
    private static readonly string Zero = Address.Zero.ToLower();
    private readonly TransactionSender _sender;
    private readonly RpcEndpoint _rpc;
    private readonly EthereumKey[] _owners;
    private readonly Address _multiSend;

    private SafeWallet(
        TransactionSender sender, RpcEndpoint rpc, EthereumKey[] owners, Address safe, Address multiSend) =>
        (_sender, _rpc, _owners, Address, _multiSend) = (sender, rpc, owners, safe, multiSend);

    public Address Address { get; }

    public static async Task<SafeWallet> CreateAsync(
        TransactionSender sender, RpcEndpoint rpc, CancellationToken cancellation)
    {
        EthereumKey[] owners =
            [.. Enumerable.Range(0, 3).Select(_ => EthereumKey.Create()).OrderBy(key => key.Account)];
        var singleton = await DeployAsync(sender, "Safe.sol/Safe", cancellation);
        var factory = await DeployAsync(sender, "proxies/SafeProxyFactory.sol/SafeProxyFactory", cancellation);
        var multiSend = await DeployAsync(sender, "libraries/MultiSendCallOnly.sol/MultiSendCallOnly", cancellation);
        var setup = Data("Safe.sol/Safe", "setup", owners.Select(key => key.Account.ToLower()).ToList(), 2, Zero,
            Array.Empty<byte>(), Zero, Zero, 0, Zero);
        var create = Data("proxies/SafeProxyFactory.sol/SafeProxyFactory", "createProxyWithNonce", singleton.ToLower(),
            setup, 1);
        var made = await CallAsync(rpc, factory, create, cancellation);
        await sender.SendAsync(new Outgoing(factory, create), cancellation);
        return new SafeWallet(sender, rpc, owners, Address.OfWord(Bytes32.Of(made)), multiSend);
    }

    /// <summary>Carries a file of the Transaction Builder out: one batch, two signatures.</summary>
    public Task ExecuteAsync(JsonElement batch, CancellationToken cancellation)
    {
        List<byte> packed = [];
        foreach (var call in batch.GetProperty("transactions").EnumerateArray())
        {
            var data = Hex.Decode(call.GetProperty("data").GetString()!);
            packed.AddRange(
            [
                0, .. Address.Parse(call.GetProperty("to").GetString()!).ToArray(),
                .. UInt256.Parse(call.GetProperty("value").GetString()!).ToWord().ToArray(),
                .. UInt256.Of((UInt128)data.Length).ToWord().ToArray(), .. data,
            ]);
        }
        return ExecuteAsync(_multiSend, Data("libraries/MultiSendCallOnly.sol/MultiSendCallOnly", "multiSend",
            packed.ToArray()), 1, 2, cancellation);
    }

    /// <summary>The Safe makes one call; with one signature its owners have not agreed.</summary>
    public async Task ExecuteAsync(
        Address to, byte[] data, int operation, int signatures, CancellationToken cancellation)
    {
        var nonce = UInt256.OfWord(Bytes32.Of(await CallAsync(
            _rpc, Address, Data("Safe.sol/Safe", "nonce"), cancellation))).ToUInt64();
        var digest = Bytes32.Of(await CallAsync(_rpc, Address, Data("Safe.sol/Safe", "getTransactionHash",
            to.ToLower(), 0, data, operation, 0, 0, 0, Zero, Zero, nonce), cancellation));
        byte[] signed = [.. _owners.Take(signatures).SelectMany(owner => owner.Sign(digest))];
        await _sender.SendAsync(new Outgoing(Address, Data("Safe.sol/Safe", "execTransaction",
            to.ToLower(), 0, data, operation, 0, 0, 0, Zero, Zero, signed)), cancellation);
    }

    private static async Task<Address> DeployAsync(
        TransactionSender sender, string contract, CancellationToken cancellation)
    {
        var code = Hex.Decode(Artifact(contract).GetProperty("bytecode").GetString()!);
        return (await sender.SendAsync(new Outgoing(null, code), cancellation)).Created!.Value;
    }

    private static async Task<byte[]> CallAsync(
        RpcEndpoint rpc, Address to, byte[] data, CancellationToken cancellation)
    {
        var request = new { to = to.ToLower(), data = Hex.Encode(data) };
        return Hex.Decode((await rpc.CallAsync(new RpcCall("eth_call", request, "latest"), cancellation)).GetString()!);
    }

    private static byte[] Data(string contract, string function, params object[] arguments) => Hex.Decode(
        new ContractBuilder(Artifact(contract).GetProperty("abi").GetRawText(), Zero)
            .GetFunctionBuilder(function).GetData(arguments));

    private static JsonElement Artifact(string contract) => JsonDocument.Parse(File.ReadAllBytes(Repository.File(
        "governance", "node_modules", "@safe-global", "safe-contracts", "build", "artifacts", "contracts",
        contract + ".json"))).RootElement;
}

/// <summary>Files of this repository.</summary>
internal static class Repository
{
    public static string Root { get; } =
        Path.GetDirectoryName(Path.GetDirectoryName(Find("governance", "package.json"))!)!;

    public static string File(params string[] path) => Path.Combine([Root, .. path]);

    private static string Find(params string[] path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine([folder.FullName, .. path]);
            if (System.IO.File.Exists(file))
                return file;
        }
        throw new FileNotFoundException($"no {Path.Combine(path)} above the tests");
    }
}
