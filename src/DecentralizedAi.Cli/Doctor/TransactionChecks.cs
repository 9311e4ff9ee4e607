using System.Globalization;
using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Nodes;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Cli.Verbs;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Doctor;

/// <summary>
/// Transactions that no block takes. Those of a node's keys are its own to raise, so it is asked; those of the
/// operator's key, with which verbs sign, are raised here.
/// </summary>
internal static class TransactionChecks
{
    public static async Task<IReadOnlyList<Finding>> RunAsync(
        VerbCall call, IReadOnlyList<NodeLook> looks, CancellationToken cancellation)
    {
        try
        {
            if (!File.Exists(call.Manifest))
                return [];
            using var dao = call.OpenDao();
            List<Finding> findings = [];
            foreach (var look in looks)
                findings.AddRange(await OfNodeAsync(call, dao, look, cancellation));
            if (await OwnAsync(call, dao, cancellation) is { } own)
                findings.Add(own);
            return findings;
        }
        catch (Exception told) when (told is RpcUnreachableException or NodeException or ConfigurationException)
        {
            // A finding of its own, which has been told.
            return [];
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return [Finding.Of("transactions", failure)];
        }
    }

    private static async Task<IReadOnlyList<Finding>> OfNodeAsync(
        VerbCall call, DaoServices dao, NodeLook look, CancellationToken cancellation)
    {
        var part = $"queue {look.Index}";
        if (look.Card is not { } card)
            return await LeftAsync(call, dao, look.Index, part, cancellation);
        var stuck = look.View?.InLine.Where(one => one.Stuck) ?? [];
        return [.. await Task.WhenAll(stuck.Select(async one =>
        {
            var what = await WhatAsync(dao, one, cancellation);
            var found = string.Create(CultureInfo.InvariantCulture, $"transaction {one.Hash} (nonce {one.Nonce} of "
                + $"{one.Key}): {what}; {one.Attempts} attempts in {one.Blocks} blocks, the last offers {one.MaxFee} "
                + $"wei for a unit of gas and {one.PriorityFee} of them as a tip, the head asks {one.BaseFee}");
            return Finding.Fault(part, found, "dai doctor --fix lets the node offer more at the same nonce; above "
                + "chain.max_fee it does not") with { Repair = Raise(call, card, one.Hash) };
        }))];
    }

    private static Repair Raise(VerbCall call, NodeCard card, string hash) => new(
        $"let the node {card.Http} offer more for transaction {hash}, at the same nonce", async cancel =>
        {
            using var client = call.OpenNode(card);
            await client.RaiseAsync(hash, cancel);
        });

    private static async Task<string> WhatAsync(
        DaoServices dao, TransactionView one, CancellationToken cancellation)
    {
        if (one.Cancels)
            return "gives its nonce up";
        if (one.Agent is { } agent)
            return $"pays for agent {agent} out of its vault {one.To}";
        var sent = await dao.Endpoint.CallAsync(new RpcCall("eth_getTransactionByHash", one.Hash), cancellation);
        return What(dao, Address.Parse(one.To), sent.Has("input") ? sent.Bytes("input") : []);
    }

    private static string What(DaoServices dao, Address to, ReadOnlyMemory<byte> data)
    {
        var call = new CallDecoder(dao.Contracts).Decode(to, data);
        return data.IsEmpty ? $"goes to {call.Contract ?? to.ToString()}"
            : $"calls {call.Contract ?? to.ToString()}.{call.Function ?? Hex.Encode(data.Span[..4])}";
    }

    // A key's nonces are its queue's, and that is in the journal: nobody else may sign with it.
    private static async Task<IReadOnlyList<Finding>> LeftAsync(
        VerbCall call, DaoServices dao, int index, string part, CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        foreach (var file in NodeKeyCheck.Files(call.Home, index))
        {
            var key = KeystoreFile.AccountOf(file);
            var line = await Pool(dao).ReadAsync(key, cancellation);
            if (line.Count > 0)
                findings.Add(Finding.Fault(part, $"{Counted.Of(line.Count, "transaction")} of {key} without a block, "
                    + "and its node does not run"
                    + (line.Next is { } next ? $"; the first is {Shown(dao, key, next)}" : ""),
                    $"start it with 'dai node run {index}': it offers more by itself, and nobody else may"));
        }
        return findings;
    }

    private static async Task<Finding?> OwnAsync(VerbCall call, DaoServices dao, CancellationToken cancellation)
    {
        var name = call.Value(Common.As) ?? "operator";
        var file = call.KeyFile(name);
        if (!File.Exists(file))
            return null;
        var (part, key) = ("transactions", KeystoreFile.AccountOf(file));
        var line = await Pool(dao).ReadAsync(key, cancellation);
        if (line.Count == 0)
            return Finding.Good(part, $"none of {key} (the key '{name}') waits");
        if (line.Next is not { } waiting)
            return Finding.Fault(part, $"{Counted.Of(line.Count, "transaction")} of {key} (the key '{name}') without a "
                + $"block, and {dao.Endpoint.Url} does not show them",
                "name with --rpc an endpoint that shows its pool (txpool_content), such as a node of yours");
        var market = await ChainWriter.FeesAsync(dao.Endpoint, cancellation);
        var found = $"{Shown(dao, key, waiting)}; the head asks {market.BaseFee}";
        if (waiting.Draft.Fees.MaxFee >= market.BaseFee)
            return Finding.Good(part, found);
        var most = Settings.Read(call).Chain.MostFee;
        var raised = waiting.Draft.Fees.Raised(market.AtMost(most));
        return raised.MaxFee > most || raised.MaxFee < market.BaseFee
            ? Finding.Fault(part, found, $"what would be mined is above chain.max_fee ({most} wei): raise that, or "
                + "wait until the head asks less")
            : Finding.Fault(part, found, $"offer {raised.MaxFee} wei at the same nonce: dai doctor --fix --as {name}")
                with { Repair = Replace(call, name, waiting, raised) };
    }

    private static string Shown(DaoServices dao, Address key, WaitingTransaction one)
    {
        var draft = one.Draft;
        return $"transaction {one.Hash} (nonce {draft.Nonce} of {key}): "
            + (draft.To is { } to ? What(dao, to, draft.Data) : "makes a contract")
            + (draft.Value.IsZero ? "" : $" with {draft.Value} wei")
            + $"; it offers {draft.Fees.MaxFee} wei for a unit of gas, {draft.Fees.PriorityFee} of them as a tip";
    }

    // The same call at the same nonce: of the two, one is mined at most.
    private static Repair Replace(VerbCall call, string name, WaitingTransaction waiting, TransactionFees raised) =>
        new($"sign transaction {waiting.Hash} of the key '{name}' again, the same call at the same nonce "
            + $"{waiting.Draft.Nonce}, offering {raised.MaxFee} wei for a unit of gas", async cancel =>
        {
            using var dao = call.OpenDao();
            using var sender = dao.Sender(call.Key("operator"));
            await sender.ReplaceAsync(waiting, raised, cancel);
        });

    private static WaitingTransactions Pool(DaoServices dao) => new(dao.Endpoint, dao.Contracts.ChainId);
}
