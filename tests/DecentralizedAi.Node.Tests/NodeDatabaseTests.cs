using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Node.Hosting;
using DecentralizedAi.Storage;
using Microsoft.Extensions.Logging;
using Xunit;

namespace DecentralizedAi.Node.Tests;

/// <summary>A machine that boots has no order: the database may start after the node.</summary>
public sealed class NodeDatabaseTests : IDisposable
{
    private const string Variable = "DAI_TEST_NODE_DATABASE";

    private readonly Said _log = new();
    private readonly TaskCompletionSource _stop = new();

    public void Dispose() => Environment.SetEnvironmentVariable(Variable, null);

    [Fact]
    public async Task A_server_that_does_not_answer_is_waited_for_until_the_node_is_told_to_stop()
    {
        var opening = OpenAsync("Host=127.0.0.1;Port=1;Username=dai;Password=open-sesame;Database=dai");
        var said = await _log.First.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.False(opening.IsCompleted);
        Assert.Contains("DAI-7001", said);
        Assert.Contains("tried again every second", said);
        Assert.DoesNotContain("sesame", said);
        _stop.SetResult();
        Assert.Equal("DAI-7001", (await Assert.ThrowsAsync<StorageException>(() => opening)).Code);
    }

    [Theory]
    [InlineData(null, "is not set")]
    [InlineData("Database=dai;Password=open-sesame", "no connection string with a host")]
    public async Task What_waiting_cannot_mend_is_said_at_once(string? connection, string words)
    {
        var refusal = await Assert.ThrowsAsync<StorageException>(() => OpenAsync(connection));
        Assert.Equal("DAI-7005", refusal.Code);
        Assert.Contains(words, refusal.Message);
        Assert.False(_log.First.IsCompleted);
    }

    private Task<IOperatorDatabase> OpenAsync(string? connection)
    {
        Environment.SetEnvironmentVariable(Variable, connection);
        return NodeDatabase.OpenAsync(
            new StoreConfiguration(null, Variable), _log, TimeProvider.System, _stop.Task);
    }

    private sealed class Said : ILogger
    {
        private readonly TaskCompletionSource<string> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> First => _first.Task;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => _first.TrySetResult(formatter(state, exception));
    }
}
