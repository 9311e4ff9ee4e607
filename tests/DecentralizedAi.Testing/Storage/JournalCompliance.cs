using System.Text;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using Xunit;

namespace DecentralizedAi.Testing.Storage;

/// <summary>What every <see cref="IJournal"/> holds.</summary>
public abstract class JournalCompliance
{
    private const string Actor = "agent-1";
    private static readonly StateRange Everything = new(0, long.MaxValue, 0, long.MaxValue);

    /// <summary>The journal of one process; those of a test share a database.</summary>
    protected abstract IJournal Open();

    /// <summary>What the same database has of bodies.</summary>
    protected abstract IBodyStore Bodies();

    [Fact]
    public async Task Gives_back_events_in_order_and_the_documents_that_came_with_them()
    {
        var journal = Open();
        await journal.AppendAsync(SampleEntries.Entry(Actor, 1, 2), default);
        await journal.AppendAsync(SampleEntries.Entry(Actor, 3), default);
        await journal.AppendAsync(SampleEntries.Entry("agent-2", 1), default);
        Assert.Equal([1, 2, 3], await NumbersAsync(journal));
        Assert.Equal([2], await NumbersAsync(journal, from: 2, to: 2));
        Assert.Equal([1, 2], await NumbersAsync(journal, most: 2));
        var second = (await EventsAsync(Open()))[1];
        Assert.Equal(SampleEntries.Text(Actor, 2), Encoding.UTF8.GetString(second.Written.Bytes));
        Assert.Equal((7331, "sample.v1"), (second.Written.Serializer, second.Written.Manifest));
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
        Assert.Equal(2, await stale.LastAsync(Actor, default));
        Assert.Null(await Bodies().GetAsync(SampleEntries.Document(Actor, 3).Word, default));
        await stale.AppendAsync(SampleEntries.Entry(Actor, 3), default);
        Assert.Equal([1, 2, 3], await NumbersAsync(stale));
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
            Assert.Equal(1, await journal.LastAsync($"agent-{agent}", default));
        }
    }

    [Fact]
    public async Task The_last_number_counts_what_was_handed_over_before_it_was_asked_for()
    {
        var journal = Open();
        Assert.Equal(0, await journal.LastAsync(Actor, default));
        var put = journal.AppendAsync(SampleEntries.Entry(Actor, 1, 2, 3), default);
        Assert.Equal(3, await journal.LastAsync(Actor, default));
        await put;
    }

    [Fact]
    public async Task The_same_document_may_come_with_two_entries()
    {
        var (journal, first) = (Open(), SampleEntries.Entry(Actor, 1));
        await journal.AppendAsync(first, default);
        await journal.AppendAsync(
            SampleEntries.Entry(Actor, 2) with { Documents = [.. first.Documents, .. first.Documents] }, default);
        Assert.Equal([1, 2], await NumbersAsync(journal));
    }

    [Fact]
    public async Task What_is_dropped_is_not_read_and_its_number_stays_taken()
    {
        var journal = Open();
        await journal.AppendAsync(SampleEntries.Entry(Actor, 1, 2, 3, 4), default);
        await journal.DropAsync(Actor, 2, default);
        Assert.Equal([3, 4], await NumbersAsync(journal));
        await journal.DropAsync(Actor, 4, default);
        Assert.Empty(await NumbersAsync(journal));
        Assert.Equal(4, await journal.LastAsync(Actor, default));
        await Assert.ThrowsAsync<JournalConflictException>(
            () => journal.AppendAsync(SampleEntries.Entry(Actor, 4), default));
        await journal.AppendAsync(SampleEntries.Entry(Actor, 5), default);
        Assert.Equal([5], await NumbersAsync(journal));
    }

    [Fact]
    public async Task Finds_the_latest_state_within_a_range()
    {
        var journal = Open();
        Assert.Null(await journal.StateAsync(Actor, Everything, default));
        foreach (var number in (long[])[10, 20, 30])
            await journal.SaveAsync(State(number, $"{number}"), default);
        await journal.SaveAsync(State(20, "again"), default);
        Assert.Equal("30", await TextAsync(journal, Everything));
        Assert.Equal("again", await TextAsync(journal, Everything with { ToNumber = 29 }));
        Assert.Equal("10", await TextAsync(journal, Everything with { ToTime = 150 }));
        await journal.DropStatesAsync(Actor, Everything with { FromNumber = 20 }, default);
        Assert.Equal("10", await TextAsync(journal, Everything));
        Assert.Null(await journal.StateAsync("agent-2", Everything, default));
    }

    private static StoredState State(long number, string text) =>
        new(Actor, number, 10 * number, new StoredBytes(Encoding.UTF8.GetBytes(text), 7331, "state.v1"));

    private static async Task<string?> TextAsync(IJournal journal, StateRange range) =>
        await journal.StateAsync(Actor, range, default) is { } state
            ? Encoding.UTF8.GetString(state.Written.Bytes)
            : null;

    private static async Task<IEnumerable<long>> NumbersAsync(
        IJournal journal, long from = 1, long to = long.MaxValue, long most = long.MaxValue) =>
        (await EventsAsync(journal, from, to, most)).Select(happened => happened.Number);

    private static async Task<List<StoredEvent>> EventsAsync(
        IJournal journal, long from = 1, long to = long.MaxValue, long most = long.MaxValue)
    {
        var events = new List<StoredEvent>();
        await foreach (var happened in journal.EventsAsync(Actor, from, to, most, default))
            events.Add(happened);
        return events;
    }
}
