using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Tools.Web;

namespace DecentralizedAi.Tools.Tests;

/// <summary>The built-in tools over a folder of their own, with a clock that stands still.</summary>
public sealed class Hosted : IDisposable
{
    private readonly PageReader _pages = new();

    public Hosted() => Host = BuiltInTools.Host(ToolFolders.Of(Home), Balances, Log, _pages, Clock);

    public string Home { get; } = Directory.CreateTempSubdirectory("dai-tools-").FullName;
    public StoppedClock Clock { get; } = new();
    public KnownBalances Balances { get; } = new();
    public KnownLog Log { get; } = new();
    public ToolHost Host { get; }

    public Task<ToolOutcome> RunAsync(string tool, params (string Name, string Value)[] arguments) =>
        Host.RunAsync(Run("action", tool, arguments), CancellationToken.None);

    public ToolRun Run(string action, string tool, params (string Name, string Value)[] arguments) => new(
        Keccak256.Hash(action), 7, ToolCall.Of(tool, arguments.Select(a => new ToolArgument(a.Name, a.Value))),
        Clock.GetUtcNow());

    public void Dispose()
    {
        _pages.Dispose();
        Directory.Delete(Home, recursive: true);
    }

    public sealed class StoppedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

        /// <summary>Runs out of every limit that was set.</summary>
        public Action? Expire { get; private set; }

        public override DateTimeOffset GetUtcNow() => Now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Expire += () => callback(state);
            return new StoppedTimer();
        }

        private sealed class StoppedTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }

    public sealed class KnownBalances : IVaultBalance
    {
        public Exception? Fault { get; set; }

        public Task<IReadOnlyList<AssetBalance>> ReadAsync(ulong agent, Address? of, CancellationToken cancellation) =>
            Fault is not null
                ? Task.FromException<IReadOnlyList<AssetBalance>>(Fault)
                : Task.FromResult<IReadOnlyList<AssetBalance>>(
                    [new("USDC", of is null ? $"{agent}.5" : "1"), new("DAI", "0")]);
    }

    public sealed class KnownLog : ILogSearch
    {
        public Task<IReadOnlyList<LogLine>> FindAsync(
            ulong agent, string query, int limit, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyList<LogLine>>(
                query == "rent" ? [new(3, 1_772_000_000_000, "paid 310 DAI to Rent")] : []);
    }
}
