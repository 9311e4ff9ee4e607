using System.Text.Json;
using DecentralizedAi.Chain.Abi;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Feed;

/// <summary>Reads the events of a DAO into a fold, in the order of the chain.</summary>
internal sealed class EventLog(DaoContracts dao)
{
    // Many endpoints answer no more blocks at once.
    private const ulong Page = 5_000;

    /// <summary>Applies all events of the blocks from..to.</summary>
    public async Task ReadAsync(
        RpcEndpoint endpoint, GovernanceFold fold, ulong from, ulong to, CancellationToken cancellation)
    {
        for (var first = from; first <= to; first += Page)
            await ReadPageAsync(endpoint, fold, first, Math.Min(to, first + Page - 1), cancellation)
                .ConfigureAwait(false);
    }

    private async Task ReadPageAsync(
        RpcEndpoint endpoint, GovernanceFold fold, ulong from, ulong to, CancellationToken cancellation)
    {
        // A vault is known by the events of these blocks, so spends are taken from any contract and sorted out after.
        Address[] fixedOnes = [dao.PolicyRegistry, dao.AgentRegistry, dao.OperatorRegistry, dao.ActionLedger];
        var governance = LogFilter.Of(fixedOnes, GovernanceFold.Topics);
        var spends = LogFilter.Of([], [EventTopic.Of<AgentVaultAbi.SpentEvent>()]);
        foreach (var filter in (Dictionary<string, object?>[])[governance, spends])
            (filter["fromBlock"], filter["toBlock"]) = (RpcValues.Quantity(from), RpcValues.Quantity(to));
        foreach (var (log, time) in await AskAsync(endpoint, [governance, spends], cancellation).ConfigureAwait(false))
            fold.Apply(log, time);
    }

    /// <summary>The logs of all filters in the order of the chain, each with the time of its block.</summary>
    public static async Task<IReadOnlyList<(RawLog Log, ulong Time)>> AskAsync(
        RpcEndpoint endpoint, IReadOnlyList<Dictionary<string, object?>> filters, CancellationToken cancellation)
    {
        var answers = await endpoint.BatchAsync([.. filters.Select(f => new RpcCall("eth_getLogs", f))], cancellation)
            .ConfigureAwait(false);
        var found = answers.SelectMany(a => a.EnumerateArray()).ToArray();
        var logs = found.Select(RawLog.Of).ToArray();
        var times = await TimesAsync(endpoint, found, logs, cancellation).ConfigureAwait(false);
        return [.. logs.OrderBy(l => l.Block).ThenBy(l => l.Index).Select(l => (l, times[l.BlockHash]))];
    }

    // Only some endpoints give a log's time with it. A wrong one shows: the head of a node commits to it.
    private static async Task<Dictionary<Bytes32, ulong>> TimesAsync(
        RpcEndpoint endpoint, JsonElement[] found, RawLog[] logs, CancellationToken cancellation)
    {
        var times = new Dictionary<Bytes32, ulong>();
        for (var i = 0; i < logs.Length; i++)
        {
            if (found[i].Has("blockTimestamp"))
                times[logs[i].BlockHash] = found[i].Number("blockTimestamp");
        }
        var missing = logs.Select(l => l.BlockHash).Distinct().Where(h => !times.ContainsKey(h)).ToArray();
        var blocks = await endpoint.BatchAsync(
            [.. missing.Select(h => new RpcCall("eth_getBlockByHash", h.ToString(), false))], cancellation)
            .ConfigureAwait(false);
        for (var i = 0; i < missing.Length; i++)
        {
            times[missing[i]] = blocks[i].ValueKind == JsonValueKind.Object
                ? BlockHeader.Of(blocks[i]).Head.Time
                : throw new RpcLiedException($"a log names block {missing[i]}, which the endpoint does not have");
        }
        return times;
    }
}
