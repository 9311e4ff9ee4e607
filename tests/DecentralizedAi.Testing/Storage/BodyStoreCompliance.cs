using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using Xunit;

namespace DecentralizedAi.Testing.Storage;

/// <summary>What every <see cref="IBodyStore"/> holds.</summary>
public abstract class BodyStoreCompliance
{
    private static readonly SaltedDocument Hello = new(Keccak256.Hash("salt"), """{"content":"Grüße, \"you\""}""");

    /// <summary>An empty store.</summary>
    protected abstract IBodyStore Open();

    [Fact]
    public async Task Gives_back_what_was_stored()
    {
        var store = Open();
        await store.PutAsync([Hello], default);
        Assert.Equal(Hello, await store.GetAsync(Hello.Word, default));
    }

    [Fact]
    public async Task Knows_nothing_that_was_not_stored() => Assert.Null(await Open().GetAsync(Hello.Word, default));

    [Fact]
    public async Task Storing_twice_is_storing_once()
    {
        var store = Open();
        await store.PutAsync([Hello, Hello], default);
        await store.PutAsync([Hello], default);
        Assert.True(await store.EraseAsync(Hello.Word, default));
        Assert.Null(await store.GetAsync(Hello.Word, default));
    }

    [Fact]
    public async Task Erases_for_good_and_says_whether_it_was_there()
    {
        var store = Open();
        await store.PutAsync([Hello], default);
        Assert.True(await store.EraseAsync(Hello.Word, default));
        Assert.False(await store.EraseAsync(Hello.Word, default));
    }

    [Fact]
    public async Task Finds_those_that_are_there_among_many()
    {
        var store = Open();
        var other = new SaltedDocument(Keccak256.Hash("pepper"), Hello.Text);
        await store.PutAsync([Hello, other], default);
        var found = await store.GetAsync([Hello.Word, other.Word, Keccak256.Hash("absent")], default);
        Assert.Equal([Hello, other], found.Values.OrderBy(document => document == other));
    }

    [Fact]
    public async Task Keeps_what_many_hand_over_at_once()
    {
        var store = Open();
        var documents = Enumerable.Range(0, 200)
            .Select(i => new SaltedDocument(Keccak256.Hash($"salt {i}"), $"document {i}")).ToArray();
        // Some hand over the same.
        await Task.WhenAll(documents.Select((one, i) => store.PutAsync([one, documents[i / 2]], default)));
        var found = await store.GetAsync([.. documents.Select(document => document.Word)], default);
        Assert.Equal(documents.Length, found.Count);
    }
}
