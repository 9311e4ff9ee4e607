using System.Collections.Concurrent;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using Xunit;

namespace DecentralizedAi.Storage.Tests;

public sealed class BodyWriterTests
{
    private readonly ConcurrentQueue<int> _commits = new();
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _broken;

    [Fact]
    public async Task What_comes_during_a_commit_is_one_more_commit()
    {
        var writer = new BodyWriter(StoreAsync);
        var first = writer.PutAsync([Document("0")], default);
        await Task.WhenAny(first, Until(() => !_commits.IsEmpty));
        var rest = Enumerable.Range(1, 40).Select(i => writer.PutAsync([Document($"{i}")], default)).ToArray();
        _gate.SetResult();
        await first;
        await Task.WhenAll(rest);
        Assert.Equal([1, 40], _commits);
    }

    [Fact]
    public async Task Only_whoever_is_at_fault_is_told_of_it()
    {
        _broken = "7";
        var writer = new BodyWriter(StoreAsync);
        var first = writer.PutAsync([Document("0")], default);
        await Task.WhenAny(first, Until(() => !_commits.IsEmpty));
        var rest = Enumerable.Range(1, 9).Select(i => writer.PutAsync([Document($"{i}")], default)).ToArray();
        _gate.SetResult();
        await first;
        foreach (var (put, i) in rest.Select((put, i) => (put, i + 1)))
        {
            if (i == 7)
                await Assert.ThrowsAsync<IOException>(() => put);
            else
                await put;
        }
        await writer.PutAsync([Document("after")], default);
    }

    [Fact]
    public async Task Whoever_gives_up_does_not_wait_for_the_store()
    {
        var writer = new BodyWriter(StoreAsync);
        using var patience = new CancellationTokenSource();
        var put = writer.PutAsync([Document("0")], patience.Token);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => put);
        _gate.SetResult();
        await writer.PutAsync([Document("1")], default);
    }

    private async Task StoreAsync(IReadOnlyCollection<SaltedDocument> documents)
    {
        _commits.Enqueue(documents.Count);
        await _gate.Task;
        if (documents.Any(document => document.Text == _broken))
            throw new IOException("no room");
    }

    private static async Task Until(Func<bool> held)
    {
        while (!held())
            await Task.Yield();
    }

    private static SaltedDocument Document(string text) => new(Keccak256.Hash(text), text);
}
