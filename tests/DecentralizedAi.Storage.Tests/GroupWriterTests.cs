using System.Collections.Concurrent;
using Xunit;

namespace DecentralizedAi.Storage.Tests;

public sealed class GroupWriterTests
{
    private readonly ConcurrentQueue<int> _commits = new();
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly GroupWriter<int> _writer;
    private int? _broken;
    private bool _silent;

    public GroupWriterTests() => _writer = new GroupWriter<int>(StoreAsync, fault => fault is TimeoutException);

    [Fact]
    public async Task What_comes_during_a_commit_is_one_more_commit()
    {
        await Task.WhenAll(await HandAsync(40));
        Assert.Equal([1, 40], _commits);
    }

    [Fact]
    public async Task Only_whoever_is_at_fault_is_told_of_it()
    {
        _broken = 7;
        foreach (var (put, i) in (await HandAsync(9)).Select((put, i) => (put, i)))
        {
            if (i == _broken)
                await Assert.ThrowsAsync<IOException>(() => put);
            else
                await put;
        }
        await _writer.PutAsync(10, default);
    }

    [Fact]
    public async Task Where_nobody_answers_all_are_told_at_once_and_none_is_tried_again()
    {
        _silent = true;
        var rest = (await HandAsync(9))[1..];
        await Assert.ThrowsAsync<TimeoutException>(() => Task.WhenAll(rest));
        Assert.All(rest, put => Assert.True(put.IsFaulted));
        Assert.Equal([1, 9], _commits);
    }

    [Fact]
    public async Task Whoever_gives_up_does_not_wait_for_the_store()
    {
        using var patience = new CancellationTokenSource();
        var put = _writer.PutAsync(0, patience.Token);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => put);
        _gate.SetResult();
        await _writer.PutAsync(1, default);
    }

    [Fact]
    public async Task It_is_empty_when_what_came_before_is_written_or_refused()
    {
        await _writer.EmptyAsync(default);
        _broken = 0;
        var put = _writer.PutAsync(0, default);
        var empty = _writer.EmptyAsync(default);
        Assert.False(empty.IsCompleted);
        _gate.SetResult();
        await empty;
        await Assert.ThrowsAsync<IOException>(() => put);
    }

    // The first alone, and so many more while it is stored.
    private async Task<Task[]> HandAsync(int more)
    {
        var first = _writer.PutAsync(0, default);
        await Task.WhenAny(first, Until(() => !_commits.IsEmpty));
        var rest = Enumerable.Range(1, more).Select(i => _writer.PutAsync(i, default)).ToArray();
        _gate.SetResult();
        await first;
        return [first, .. rest];
    }

    private async Task StoreAsync(IReadOnlyList<int> items)
    {
        _commits.Enqueue(items.Count);
        await _gate.Task;
        if (_silent && items.Count > 1)
            throw new TimeoutException();
        if (items.Any(item => item == _broken))
            throw new IOException("no room");
    }

    private static async Task Until(Func<bool> held)
    {
        while (!held())
            await Task.Yield();
    }
}
