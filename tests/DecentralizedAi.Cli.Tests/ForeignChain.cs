using DecentralizedAi.Chain.Abi;
using DecentralizedAi.Chain.Hosting;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Tests;

/// <summary>A chain that is not a local development chain by its id, and the program pointed at it.</summary>
internal sealed class ForeignChain : IAsyncDisposable
{
    public const ulong Id = 90_210;
    private readonly AnvilChainHost _host;

    private ForeignChain(CommandLine dai, AnvilChainHost host) =>
        (Dai, _host, Rpc) = (dai, host, new RpcEndpoint(host.Rpc));

    public CommandLine Dai { get; }
    public RpcEndpoint Rpc { get; }
    public CancellationToken Patience { get; } = new CancellationTokenSource(TimeSpan.FromMinutes(5)).Token;

    public static async Task<ForeignChain> StartAsync()
    {
        var dai = new CommandLine();
        var host = await AnvilChainHost.StartAsync(new AnvilOptions
        {
            Folder = Path.Combine(dai.Folder, "chain"), Binary = AnvilBinary.Find(AppContext.BaseDirectory),
            ChainId = Id, BlockTime = 0,
        }, TimeProvider.System, CancellationToken.None);
        var chain = new ForeignChain(dai, host);
        await chain.AskAsync("evm_setAutomine", true);
        dai.Variables["DAI_RPC"] = host.Rpc.ToString();
        dai.Variables["DAI_ROOT"] = Repository.Root;
        dai.Variables["DAI_KEY_PASSWORD"] = "word";
        return chain;
    }

    public async ValueTask DisposeAsync()
    {
        Rpc.Dispose();
        await _host.DisposeAsync();
        Dai.Dispose();
    }

    public Task<System.Text.Json.JsonElement> AskAsync(string method, params object?[] arguments) =>
        Rpc.CallAsync(new RpcCall(method, arguments), Patience);

    public Task FundAsync(Address account) => AskAsync("anvil_setBalance", account.ToLower(), "0x3635c9adc5dea00000");

    /// <summary>A keystore of a new account with coins.</summary>
    public async Task<string> KeyAsync(string name)
    {
        var file = Path.Combine(Dai.Folder, name);
        var key = EthereumKey.Create();
        KeystoreFile.Write(file, key, "word", light: true);
        await FundAsync(key.Account);
        return file;
    }

    public TransactionSender Sender(EthereumKey key) => new(
        new ChainWriter(key, Rpc, Id, RevertDecoder.OfDao()), TimeProvider.System);

    /// <summary>Runs a command that has to end well.</summary>
    public async Task<System.Text.Json.JsonElement> RunAsync(params IEnumerable<string> words)
    {
        var ended = await Dai.RunAsync([.. words, "--yes", "--json"]);
        return ended.Exit == 0 ? ended.Object() : throw new InvalidOperationException(ended.Error + ended.Output);
    }
}
