using System.ComponentModel;
using System.Globalization;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;
using Microsoft.SemanticKernel;

namespace Samples.Bills;

/// <summary>A bill that waits, and whether the vault holds enough for it.</summary>
public sealed record Bill(string Number, string Amount, string Asset, string Reason, bool Covered);

/// <summary>
/// Everything around a payment but the payment: what is owed, and whether the agent's vault could pay it. Money moves
/// by the agent's own <c>wallet.pay</c>, which the policy decides and the vault checks again.
/// </summary>
[DaiPlugin("sample.bills", PluginHost.Api)]
public sealed class Bills(IStorage storage, IChainRead chain)
{
    [KernelFunction]
    [DaiTool("bills.file", ToolEffect.Write, Idempotency.Keyed,
        Audience = ToolAudience.Members, Risk = ToolRisk.Medium)]
    [Description("Files a bill that came in.")]
    public async Task<string> FileAsync(
        string number, [DaiType("amount")] string amount, string reason, CancellationToken cancellation)
    {
        await storage.PutAsync(number, $"{amount} {reason}", cancellation);
        return $"bill {number} over {amount} is filed";
    }

    [KernelFunction, DaiTool("bills.show", ToolEffect.Read, Idempotency.Safe)]
    [Description("A filed bill, and whether the vault holds enough for it.")]
    public async Task<Bill> ShowAsync(string number, CancellationToken cancellation)
    {
        var filed = await storage.GetAsync(number, cancellation)
            ?? throw new ToolException("BILLS-1", $"there is no bill '{number}'");
        var words = filed.Split(' ', 3);
        var held = (await chain.BalancesAsync(cancellation)).FirstOrDefault(one => one.Asset == words[1]);
        return new(number, words[0], words[1], words[2], held is not null && Number(held.Amount) >= Number(words[0]));
    }

    private static decimal Number(string written) => decimal.Parse(written, CultureInfo.InvariantCulture);
}
