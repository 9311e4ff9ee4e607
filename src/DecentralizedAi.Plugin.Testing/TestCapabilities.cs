using System.Text;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Plugin.Testing;

/// <summary>Answers from pages that the test wrote; every other address is refused, as a node refuses it.</summary>
/// <param name="pages">By address.</param>
public sealed class TestHttp(params IEnumerable<(string Url, string Text)> pages) : IHttp
{
    private readonly Dictionary<string, string> _pages = pages.ToDictionary(page => page.Url, page => page.Text);

    /// <summary>The addresses that were asked for, in order.</summary>
    public IList<string> Asked { get; } = [];

    public Task<HttpText> GetAsync(string url, CancellationToken cancellation)
    {
        Asked.Add(url);
        return _pages.TryGetValue(url, out var text)
            ? Task.FromResult(new HttpText(200, "text/plain", text, Cut: false))
            : Task.FromException<HttpText>(new ToolException(
                ToolException.Capability, $"the test has no page '{url}'; it has {string.Join(", ", _pages.Keys)}"));
    }
}

/// <summary>Keeps texts in memory, within the limits of a node.</summary>
public sealed class TestStorage : IStorage
{
    /// <summary>What is kept now.</summary>
    public IDictionary<string, string> Kept { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    public Task<string?> GetAsync(string key, CancellationToken cancellation) => StorageRules.Fault(key) is { } fault
        ? Task.FromException<string?>(new ToolException(ToolException.Capability, fault))
        : Task.FromResult(Kept.TryGetValue(key, out var text) ? text : null);

    public Task PutAsync(string key, string? text, CancellationToken cancellation)
    {
        var others = Kept.Where(one => one.Key != key).Sum(one => (long)Encoding.UTF8.GetByteCount(one.Value));
        if ((StorageRules.Fault(key) ?? StorageRules.TooMuch(others, text)) is { } fault)
            return Task.FromException(new ToolException(ToolException.Capability, fault));
        if (text is null)
            Kept.Remove(key);
        else
            Kept[key] = text;
        return Task.CompletedTask;
    }
}

/// <summary>A vault that holds what the test says.</summary>
public sealed class TestChain(params IReadOnlyList<AssetBalance> balances) : IChainRead
{
    public Task<IReadOnlyList<AssetBalance>> BalancesAsync(CancellationToken cancellation) =>
        Task.FromResult(balances);
}

/// <summary>A clock that stands still until the test moves it.</summary>
public sealed class TestClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
