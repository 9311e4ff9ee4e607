using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Hosting;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using Xunit;

namespace DecentralizedAi.SystemTests.Errors;

/// <summary>A DAO of <c>dai up</c>, whose first start was interrupted by Ctrl-C in the middle.</summary>
public sealed class LocalDao : IAsyncLifetime
{
    public const string Agent = "treasurer";

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(6) };
    private RpcEndpoint? _endpoint;

    public string Home { get; } = Directory.CreateTempSubdirectory("dai-dao-").FullName;

    /// <summary>The start that Ctrl-C ended, the <c>down</c> after it, and the start after that.</summary>
    public (Ended Interrupted, Ended Down, Ended Up) Starts { get; private set; }

    public DaoContracts Contracts => DaoFiles.Read(Path.Combine(Home, "dao.json")).Contracts;
    public RpcEndpoint Endpoint => _endpoint ??= new RpcEndpoint(Chain.Rpc);
    internal RunningChain Chain => RunningChain.Read(Path.Combine(Home, "chain"))!;

    public async Task InitializeAsync()
    {
        var interrupted = await InterruptAsync("deploying");
        var down = await Dai.RunAsync("down", "--json", "--home", Home);
        Starts = (interrupted, down, await UpAsync());
        Assert.True(Starts.Up.Exit == 0, Starts.Up.Story);
    }

    public async Task DisposeAsync()
    {
        _endpoint?.Dispose();
        _http.Dispose();
        await Dai.RunAsync("down", "--home", Home);
        Directory.Delete(Home, recursive: true);
    }

    public Task<Ended> UpAsync() => Dai.RunAsync("up", "--detach", "--json", "--home", Home);

    /// <summary>Stops everything and forgets where it was.</summary>
    public async Task<Ended> DownAsync()
    {
        _endpoint?.Dispose();
        _endpoint = null;
        return await Dai.RunAsync("down", "--json", "--home", Home);
    }

    public Task<Ended> AskAsync(string text) =>
        Dai.RunAsync("agent", "run", Agent, text, "--as", "manager", "--wait", "--json", "--home", Home);

    public Task<Ended> StatusAsync() => Dai.RunAsync("status", "--json", "--home", Home);

    public EthereumKey Key(string name) => KeystoreFile.Read(
        Path.Combine(Home, "keys", $"{name}.json"), File.ReadAllText(Path.Combine(Home, "keys", "password")).Trim());

    /// <summary>Under which accounts sign for agents of this DAO.</summary>
    internal SigningDomain Domain => new(UInt256.Of(Contracts.ChainId), Contracts.ActionLedger);

    internal ContractReader Reader => new(Endpoint, RevertDecoder.OfDao());

    internal TransactionSender Sender(string key) =>
        new(new ChainWriter(Key(key), Endpoint, Contracts.ChainId, RevertDecoder.OfDao()), TimeProvider.System);

    /// <summary>Spends that the vault counted, and what a payee has of the development token.</summary>
    public async Task<(ulong Spends, UInt256 Has)> MoneyAsync(Address payee)
    {
        var vaults = new VaultService(Reader);
        var vault = await new AgentService(Contracts, Reader).VaultOfAsync(1, default);
        return ((await vaults.ShowAsync(vault, default)).NextNumber - 1,
            await vaults.BalanceAsync(Contracts.DevToken!.Value, payee, default));
    }

    /// <summary>Hands a signed instruction to a node and does not wait for its end.</summary>
    public async Task<string> HandOverAsync(string text)
    {
        var manager = Key("manager");
        var nonce = Bytes32.Of(RandomNumberGenerator.GetBytes(32));
        var deadline = (ulong)DateTimeOffset.UtcNow.AddMinutes(10).ToUnixTimeSeconds();
        var stream = StreamId.For(Domain.ChainId, Domain.Ledger, UInt256.Of(1));
        var digest = new TypedData.Instruction(stream, text, nonce, deadline).Digest(Domain);
        var request = Request(HttpMethod.Post, $"agents/{Agent}/instructions");
        request.Content = JsonContent.Create(new
        {
            text, nonce = nonce.ToString(), deadline, account = manager.Account.ToString(),
            signature = Hex.Encode(manager.Sign(digest)),
        });
        return (await SendAsync(request)).GetProperty("instruction").GetString()!;
    }

    /// <summary>An instruction as a node shows it, after its end or after the wait.</summary>
    public Task<JsonElement> InstructionAsync(string id, int waitSeconds) =>
        SendAsync(Request(HttpMethod.Get, $"instructions/{id}?wait={waitSeconds}"));

    /// <summary>The same at once, or null while no agent knows it.</summary>
    public async Task<JsonElement?> FindInstructionAsync(string id)
    {
        using var request = Request(HttpMethod.Get, $"instructions/{id}?wait=0");
        using var response = await _http.SendAsync(request);
        return response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.ServiceUnavailable
            ? null
            : JsonElement.Parse(await response.Content.ReadAsStringAsync());
    }

    /// <summary>A policy is in force at the head and at the final block, on the node that is asked.</summary>
    public async Task<bool> InForceAsync(Bytes32 root) => (await HealthAsync()).GetProperty("policies")
        .EnumerateArray().All(policy => policy.GetProperty("headRoot").GetString() == root.ToString()
            && policy.GetProperty("finalRoot").GetString() == root.ToString());

    /// <summary>What a node says of its health.</summary>
    public Task<JsonElement> HealthAsync(int node = 0) => SendAsync(Request(HttpMethod.Get, "status", node));

    /// <summary>What a node says that a proposal would change.</summary>
    public Task<JsonElement> RehearsalAsync(string proposal) =>
        SendAsync(Request(HttpMethod.Get, $"proposals/{proposal}/rehearsal"));

    /// <summary>What a path of the first node answers, whatever its status.</summary>
    /// <param name="token">Null = the operator's.</param>
    public async Task<string> TextAsync(string path, string? token = null)
    {
        using var request = Request(HttpMethod.Get, "status");
        request.RequestUri = new Uri(request.RequestUri!, "/" + path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await _http.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>Looks again with every new block until it holds.</summary>
    public Task UntilAsync(Func<Task<bool>> holds) => EachBlockAsync(Endpoint, holds);

    private async Task<JsonElement> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await _http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, text);
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path, int node = 0)
    {
        using var card = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Home, "nodes", $"{node}", "node.json")));
        var request = new HttpRequestMessage(method, $"{card.RootElement.GetProperty("http").GetString()}/v1/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer", File.ReadAllText(Path.Combine(Home, "token")).Trim());
        return request;
    }

    /// <summary>Starts in the foreground and sends what Ctrl-C sends, once it has said what it does.</summary>
    private async Task<Ended> InterruptAsync(string doing)
    {
        // Whoever started the tests in the background left them a SIGINT that nobody hears.
        using var up = Dai.Start(Dai.Command("env",
            ["--default-signal=INT", "bash", Path.Combine(Dai.Root, "dai"), "up", "--json", "--home", Home]));
        var output = up.StandardOutput.ReadToEndAsync();
        var said = new List<string>();
        while (await up.StandardError.ReadLineAsync().WaitAsync(Dai.Patience) is { } line)
        {
            said.Add(line);
            if (line.Contains(doing, StringComparison.Ordinal))
                break;
        }
        await ContractsThereAsync(up);
        await Dai.SignalAsync("INT", up.Id);
        var rest = up.StandardError.ReadToEndAsync();
        await up.WaitForExitAsync().WaitAsync(Dai.Patience);
        return new Ended(up.ExitCode, await output, string.Join('\n', said) + await rest);
    }

    /// <summary>Until all contracts are there and nothing is voted: the worst moment to be stopped.</summary>
    private async Task ContractsThereAsync(Process up)
    {
        using var endpoint = new RpcEndpoint(Chain.Rpc);
        var pantry = KeystoreFile.AccountOf(Path.Combine(Home, "keys", "operator.json")).ToLower();
        await EachBlockAsync(endpoint, async () => up.HasExited || (await endpoint.CallAsync(
            new RpcCall("eth_getTransactionCount", pantry, "latest"), default)).GetString() != "0x0");
    }

    private static async Task EachBlockAsync(RpcEndpoint endpoint, Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(Dai.Patience);
        var heads = new HeadWatch(endpoint, TimeProvider.System, TimeSpan.FromMilliseconds(100));
        await foreach (var _ in heads.WatchAsync(patience.Token))
            if (await holds())
                return;
    }
}
