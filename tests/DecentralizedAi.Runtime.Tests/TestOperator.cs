using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Runtime.Cluster;
using DecentralizedAi.Storage;
using DecentralizedAi.Testing.Agents;
using DecentralizedAi.Testing.Chain;
using DecentralizedAi.Testing.Storage;

namespace DecentralizedAi.Runtime.Tests;

/// <summary>One operator in one process: a fake chain with fast blocks, one journal, one or more nodes.</summary>
internal sealed class TestOperator : IAsyncDisposable
{
    private readonly TimeSpan _blockTime;
    private readonly string _folder = Directory.CreateTempSubdirectory("dai-runtime-").FullName;
    private readonly FakeCalls _calls = new(TestDao.Domain.Ledger);
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _mining;
    private readonly IOperatorDatabase? _database;
    private IOperatorDatabase? _own;

    /// <param name="database">Holds journal, bodies and batches; null = a SQLite file holds the first two, and memory
    /// the batches.</param>
    /// <param name="agents">Their ids are 1 and up.</param>
    public TestOperator(
        FakeModel? model = null, Func<ToolRun, Task<ToolOutcome>>? tools = null,
        ulong agents = 1, IOperatorDatabase? database = null, TimeSpan? blockTime = null)
    {
        _blockTime = blockTime ?? TimeSpan.FromMilliseconds(100);
        _database = database;
        Journal = Opened();
        Model = model ?? new FakeModel(FakeModel.Clerk);
        Tools = new FakeToolHost(tools ?? FakeToolHost.Answer);
        Chain = new FakeChain(TestDao.Domain, TestDao.Operator, _calls, TimeProvider.System);
        Chain.Govern(c =>
        {
            for (ulong agent = 1; agent <= agents; agent++)
            {
                c.Enroll(agent, Name(agent), TestDao.Composition.Hash());
                c.Publish(agent, TestDao.Policy(agent: Name(agent)));
            }
            for (var i = 0; i < 3; i++)
                c.Bind(Anchor(i), Spender(i));
        });
        Chain.Mine();
        _mining = MineAsync();
    }

    public FakeChain Chain { get; }
    public FakeModel Model { get; }
    public FakeToolHost Tools { get; }
    public InMemoryBatchStore Batches { get; } = new();
    public List<RuntimeHost> Nodes { get; } = [];

    /// <summary>As the node opened it that started last.</summary>
    public WatchedJournal Journal { get; private set; }

    public IOperatorDatabase Database =>
        _database ?? (_own ??= SqliteFile.Open(Path.Combine(_folder, "journal.db")));

    public IBodyStore Bodies => new SqlBodyStore(Database);

    /// <summary>Options of a node of this operator.</summary>
    public static RuntimeOptions Options(int port, params string[] seeds) => new() { Port = port, Seeds = seeds };

    public static string Name(ulong agent) => agent == TestDao.Agent ? TestDao.Name : $"{TestDao.Name}-{agent}";

    public static Address Anchor(int node) => Address.OfWord(Word.Of(0xa000 + (ulong)node));
    public static Address Spender(int node) => Address.OfWord(Word.Of(0xb000 + (ulong)node));

    /// <summary>Starts the next node; the first is the seed of the others.</summary>
    public RuntimeHost Start(int port = 0, params string[] seeds)
    {
        var node = Nodes.Count;
        var host = RuntimeHost.Start(Options(port, seeds), Ports(node));
        Nodes.Add(host);
        return host;
    }

    public RuntimePorts Ports(int node) => new()
    {
        Domain = TestDao.Domain,
        Operator = TestDao.Operator,
        Feed = Chain,
        Documents = Chain,
        Checkpoints = Chain,
        Vault = _calls,
        Ledger = _calls,
        Spender = Chain.Writer(Spender(node)),
        Anchor = Chain.Writer(Anchor(node)),
        Model = Model,
        Tools = Tools,
        Journal = Journal = Opened(),
        Batches = _database is null ? Batches : new SqlBatchStore(_database),
        Compositions = TestDao.Hosted,
        Recover = TestDao.Recover,
        Time = TimeProvider.System,
        Limits = new AgentLimits(),
        CheckpointEvery = TimeSpan.FromMilliseconds(200),
    };

    public static Instruct Order(string text, string nonce = "1", ulong agent = TestDao.Agent)
    {
        var stream = new AgentIdentity(agent, TestDao.Domain).Stream;
        var typed = new TypedData.Instruction(stream, text, Keccak256.Hash(nonce), 4_000_000_000);
        return new Instruct(Name(agent), text, typed.Nonce, new SignedInstruction(
            TestDao.Manager, typed.Deadline, TestDao.Sign(TestDao.Manager, typed.Digest(TestDao.Domain))));
    }

    /// <summary>Gives an instruction to a node and waits for its end, or for an approval.</summary>
    public static async Task<InstructionView> AskAsync(
        IAgentGateway gateway, string text, string nonce = "1", int seconds = 30, ulong agent = TestDao.Agent)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds + 30));
        CommandAnswer answer;
        do
            answer = await gateway.InstructAsync(Order(text, nonce, agent), limit.Token);
        while (answer is CommandAnswer.NotNow);
        var accepted = answer as CommandAnswer.Accepted
            ?? throw new InvalidOperationException($"the instruction was not accepted: {answer}");
        return await gateway.InstructionAsync(
            Bytes32.Parse(accepted.View.Instruction), TimeSpan.FromSeconds(seconds), limit.Token)
            is InstructionAnswer.Known known
            ? known.View
            : throw new InvalidOperationException($"nothing is known of '{text}', which was accepted");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes.Where(n => !n.Terminated.IsCompleted))
            await node.AbortAsync();
        await _ended.CancelAsync();
        await _mining;
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private WatchedJournal Opened() => new(new SqlJournal(Database, TimeProvider.System));

    private async Task MineAsync()
    {
        using var timer = new PeriodicTimer(_blockTime);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token))
                Chain.Mine();
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
