using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Cli.Nodes;
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

    public static async Task<IReadOnlyList<Finding>> RunAsync(VerbCall call, CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        var views = new List<NodeView>();
        foreach (var look in await NodeLook.AllAsync(call.Home, cancellation))
        {
            var part = $"node {look.Index}";
            if (look.View is { } view)
                views.Add(view);
            findings.AddRange(look.Problems.Count == 0
                ? [Finding.Good(part, $"{look.View!.Node}, head {look.View.HeadNumber}, "
                    + $"{look.View.Members.Count} members, {look.View.PendingLeaves} leaves to anchor")]
                : look.Problems.Select(problem => Split(part, problem)));
        }
        if (findings.Count == 0)
            findings.Add(Finding.Fault("nodes", $"none in '{call.Home.Folder}'", "start them with 'dai up'"));
        if (views.Count > 0)
            findings.Add(await GasAsync(call, views, cancellation));
        return findings;
    }

    // Problems of a node end with their fix after the last semicolon.
    private static Finding Split(string part, string problem) => problem.LastIndexOf("; ", StringComparison.Ordinal) is
        var at and > 0
        ? Finding.Fault(part, problem[..at], problem[(at + 2)..])
        : Finding.Fault(part, problem, "read the node's log in the home");

    private static async Task<Finding> GasAsync(VerbCall call, List<NodeView> views, CancellationToken cancellation)
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
            var poor = keys.Where((_, index) =>
                (answers[index + 1].GetString() ?? "").ToWide() < least).ToList();
            return poor.Count == 0
                ? Finding.Good("gas", $"{keys.Count} keys can pay for {CallsAhead} payments or more at {price} wei")
                : Finding.Fault("gas", $"{string.Join(", ", poor)} cannot pay for {CallsAhead} payments at {price} wei",
                    $"send each at least {least} wei; leaves wait and nothing is lost until then");
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return Finding.Of("gas", failure);
        }
    }
}
