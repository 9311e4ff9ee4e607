using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Node.Hosting;
using DecentralizedAi.Testing.Storage;
using Xunit;

namespace DecentralizedAi.Node.Tests;

public sealed class LogSearchTests
{
    private static readonly Address Node = SampleBatches.Account("node");

    private readonly InMemoryBatchStore _batches = new();
    private readonly InMemoryBodyStore _bodies = new();
    private readonly LogSearch _search;

    public LogSearchTests() => _search = new LogSearch(SampleBatches.Domain, _batches, _bodies);

    [Fact]
    public async Task Finds_the_newest_leaf_that_holds_every_word_whatever_its_case()
    {
        await AnchorAsync(8);
        var lines = await _search.FindAsync(1, "OPENED pay", 10, default);
        Assert.Equal([8UL, 3UL], lines.Select(line => line.Seq));
        Assert.Empty(await _search.FindAsync(1, "opened nothing-of-the-kind", 10, default));
    }

    [Fact]
    public async Task Gives_at_most_as_many_as_asked()
    {
        await AnchorAsync(8);
        Assert.Single(await _search.FindAsync(1, "opened", 1, default));
    }

    [Fact]
    public async Task Shows_the_words_of_a_body_that_is_there()
    {
        await _bodies.PutAsync([SampleBatches.Document("text")], default);
        await AnchorAsync(2);
        Assert.Equal("Instructed \"text\"", Assert.Single(await _search.FindAsync(1, "text", 10, default)).Text);
    }

    [Fact]
    public async Task Another_agents_log_is_not_searched()
    {
        await AnchorAsync(8);
        Assert.Empty(await _search.FindAsync(2, "opened", 10, default));
    }

    private async Task AnchorAsync(int leaves)
    {
        await _batches.SaveAsync(Node, 1, SampleBatches.Batch((1UL, SampleBatches.Leaves(1, leaves))), default);
        await _batches.MinedAsync(Node, 1, default, new HashSet<StreamId>(), default);
    }
}
