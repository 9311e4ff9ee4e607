using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Nodes;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Cli.Verbs;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Doctor;

/// <summary>The nodes of the home, as they answer, and the gas their keys have left.</summary>
internal static class NodeChecks
{
    /// <summary>Gas of the dearest call a key makes often: a payment with everything.</summary>
    private const ulong DearestCall = 300_000;

    private const ulong CallsAhead = 100;
    private const ulong TransferGas = 21_000;

    public static async Task<IReadOnlyList<Finding>> RunAsync(
        VerbCall call, IReadOnlyList<NodeLook> looks, CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        var views = new List<NodeView>();
        foreach (var look in looks)
        {
            var part = $"node {look.Index}";
            if (look.View is { } view)
                views.Add(view);
            findings.AddRange(look.Problems.Count == 0
                ? [Finding.Good(part, $"{look.View!.Node}, head {look.View.HeadNumber}, "
                    + $"{Counted.Of(look.View.Members.Count, "member")}, {look.View.PendingLeaves} leaves to anchor, "
                    + $"{look.View.QueuedTransactions} transactions not final")]
                : look.Problems.Select(problem => Split(part, problem)));
        }
        if (findings.Count == 0)
            findings.Add(Finding.Fault("nodes", $"none in '{call.Home.Folder}'", NodeLook.First(call.Home)));
        if (views.Count > 0)
            findings.AddRange(await GasAsync(call, views, cancellation));
        return findings;
    }

    // Problems of a node end with their fix after the last semicolon.
    private static Finding Split(string part, string problem) => problem.LastIndexOf("; ", StringComparison.Ordinal) is
        var at and > 0
        ? Finding.Fault(part, problem[..at], problem[(at + 2)..])
        : Finding.Fault(part, problem, "read the node's log in the home");

    // Out of the operator's own account, and no more than lasts; other keys are for people to choose.
    private static async Task<Repair?> RefillAsync(
        VerbCall call, DaoServices dao, List<string> poor, UInt256 each, CancellationToken cancellation)
    {
        var file = call.KeyFile(call.Value(Common.As) ?? "operator");
        if (!File.Exists(file))
            return null;
        var account = KeystoreFile.AccountOf(file);
        var has = await dao.Endpoint.CallAsync(
            new RpcCall("eth_getBalance", account.ToLower(), "latest"), cancellation);
        var all = each.SaturatingMultiply((ulong)poor.Count + 1);
        if ((has.GetString() ?? "").ToWide() < all)
            return null;
        return new Repair($"send {each} wei of {account} (the operator's key) to each of {string.Join(", ", poor)}",
            async cancel =>
            {
                using var paying = call.OpenDao();
                using var sender = paying.Sender(call.Key("operator"));
                await sender.SendAllAsync([.. poor.Select(key =>
                    new Outgoing(Address.Parse(key), [], TransferGas, each))], cancel);
            });
    }

    private static async Task<IReadOnlyList<Finding>> GasAsync(
        VerbCall call, List<NodeView> views, CancellationToken cancellation)
    {
        try
        {
            using var dao = call.OpenDao();
            List<string> keys = [.. views.SelectMany(view => (string[])[view.Node, view.Spender])];
            var answers = await dao.Endpoint.BatchAsync(
                [new RpcCall("eth_gasPrice"), .. keys.Select(key => new RpcCall("eth_getBalance", key, "latest"))],
                cancellation);
            var price = UInt256.Of(answers[0].ToNumber());
            var least = price.SaturatingMultiply(DearestCall).SaturatingMultiply(CallsAhead);
            // What is sent is spent at once, and would be too little again.
            var ample = least.SaturatingMultiply(2);
            var poor = keys.Where((_, index) =>
                (answers[index + 1].GetString() ?? "").ToWide() < least).ToList();
            if (poor.Count == 0)
                return [Finding.Good("gas",
                    $"{keys.Count} keys can pay for {CallsAhead} payments or more at {price} wei")];
            return [Finding.Fault("gas",
                $"{string.Join(", ", poor)} cannot pay for {CallsAhead} payments at {price} wei",
                $"send each {ample} wei; leaves wait and nothing is lost until then")
                with { Repair = await RefillAsync(call, dao, poor, ample, cancellation) }];
        }
        catch (Exception told) when (told is ConfigurationException or RpcUnreachableException)
        {
            // A finding of its own.
            return [];
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return [Finding.Of("gas", failure)];
        }
    }
}
