using System.Text;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using Xunit;

namespace DecentralizedAi.Storage.Tests;

/// <summary>What every <see cref="IJournal"/> holds.</summary>
public abstract class JournalCompliance
{
    private const string Actor = "agent-1";

    protected abstract IOperatorDatabase Database { get; }

    /// <summary>The journal of one process; those of a test share a database.</summary>
    protected IJournal Open() => new SqlJournal(Database, TimeProvider.System);

    private SqlBodyStore Bodies() => new(Database);

    [Fact]
    public async Task Gives_back_events_in_order_and_the_documents_that_came_with_them()
    {
        var journal = Open();
        await journal.AppendAsync(SampleEntries.Entry(Actor, 1, 2), default);
        await journal.AppendAsync(SampleEntries.Entry(Actor, 3), default);
        await journal.AppendAsync(SampleEntries.Entry("agent-2", 1), default);
        var stored = await SampleEntries.StoredAsync(Database, Actor);
        Assert.Equal([1, 2, 3], stored.Select(happened => happened.Number));
        Assert.Equal(SampleEntries.Text(Actor, 2), Encoding.UTF8.GetString(stored[1].Bytes));
        Assert.Equal((7331, "sample.v1"), (stored[1].Serializer, stored[1].Manifest));
        foreach (var number in (long[])[1, 2, 3])
            Assert.NotNull(await Bodies().GetAsync(SampleEntries.Document(Actor, number).Word, default));
    }

    [Fact]
    public async Task Of_a_number_that_is_taken_neither_event_nor_document_is_stored()
    {
        await Open().AppendAsync(SampleEntries.Entry(Actor, 1, 2), default);
        var stale = Open();
        var refused = await Assert.ThrowsAsync<JournalConflictException>(
            () => stale.AppendAsync(SampleEntries.Entry(Actor, 2, 3), default));
        Assert.Equal((Actor, 2L), (refused.Actor, refused.Number));
        Assert.Equal([1, 2], await NumbersAsync(Actor));
        Assert.Null(await Bodies().GetAsync(SampleEntries.Document(Actor, 3).Word, default));
        await stale.AppendAsync(SampleEntries.Entry(Actor, 3), default);
        Assert.Equal([1, 2, 3], await NumbersAsync(Actor));
    }

    [Fact]
    public async Task A_conflict_is_that_actors_and_nobody_elses()
    {
        const int Many = 60;
        var journal = Open();
        await journal.AppendAsync(SampleEntries.Entry("agent-7", 1), default);
        var puts = Enumerable.Range(0, Many)
            .Select(agent => (agent, journal.AppendAsync(SampleEntries.Entry($"agent-{agent}", 1), default))).ToArray();
        foreach (var (agent, put) in puts)
        {
            if (agent == 7)
                await Assert.ThrowsAsync<JournalConflictException>(() => put);
            else
                await put;
            Assert.Equal([1], await NumbersAsync($"agent-{agent}"));
        }
    }

    [Fact]
    public async Task It_has_settled_when_what_was_handed_over_before_is_stored()
    {
        var journal = Open();
        await journal.SettledAsync(default);
        var put = journal.AppendAsync(SampleEntries.Entry(Actor, 1, 2, 3), default);
        await journal.SettledAsync(default);
        Assert.Equal([1, 2, 3], await NumbersAsync(Actor));
        await put;
    }

    [Fact]
    public async Task The_same_document_may_come_with_two_entries()
    {
        var (journal, first) = (Open(), SampleEntries.Entry(Actor, 1));
        await journal.AppendAsync(first, default);
        await journal.AppendAsync(
            SampleEntries.Entry(Actor, 2) with { Documents = [.. first.Documents, .. first.Documents] }, default);
        Assert.Equal([1, 2], await NumbersAsync(Actor));
    }

    private async Task<IEnumerable<long>> NumbersAsync(string actor) =>
        (await SampleEntries.StoredAsync(Database, actor)).Select(happened => happened.Number);
}
