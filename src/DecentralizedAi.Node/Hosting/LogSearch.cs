using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Node.Hosting;

/// <summary>Searches the anchored leaves of an agent, newest first, by the words of their bodies.</summary>
internal sealed class LogSearch(SigningDomain domain, IBatchStore batches, IBodyStore bodies) : ILogSearch
{
    // The log grows for ever; a question is about what is recent.
    private const int Newest = 500;

    public async Task<IReadOnlyList<LogLine>> FindAsync(
        ulong agent, string query, int limit, CancellationToken cancellation)
    {
        var stream = StreamId.For(domain.ChainId, domain.Ledger, UInt256.Of(agent));
        var end = (await batches.AnchoredAsync(stream, cancellation)).Seq;
        var from = end > Newest ? end - Newest + 1 : 1;
        var leaves = await batches.LeavesOfAsync(stream, from, Newest, cancellation);
        var texts = await bodies.GetAsync([.. leaves.Select(leaf => leaf.Leaf.Body)], cancellation);
        var words = query.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return
        [
            .. leaves.Reverse()
                .Select(leaf => new LogLine(leaf.Leaf.Seq, leaf.Leaf.Time, Line(leaf, texts)))
                .Where(line => words.All(word => line.Text.Contains(word, StringComparison.OrdinalIgnoreCase)))
                .Take(limit),
        ];
    }

    private static string Line(LoggedLeaf leaf, IReadOnlyDictionary<Bytes32, SaltedDocument> texts)
    {
        var verdict = leaf.Leaf.Tag.Verdict == LeafVerdict.None ? "" : $" {leaf.Leaf.Tag.Verdict}";
        var rule = leaf.Opens.Rule is { } cited ? $" ({cited})" : "";
        var body = texts.TryGetValue(leaf.Leaf.Body, out var text) ? $" {Content(text.Text)}" : "";
        return $"{leaf.Leaf.Tag.Kind}{verdict}{rule}{body}";
    }

    private static string Content(string document) =>
        Jcs.TryParseCanonical(document) is JcsValue.Map map && map["content"] is { } content
            ? content is JcsValue.Text text ? text.Value : content.ToJson()
            : document;
}
