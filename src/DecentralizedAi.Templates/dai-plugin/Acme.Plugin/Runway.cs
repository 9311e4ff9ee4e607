using System.ComponentModel;
using System.Globalization;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;
using Microsoft.SemanticKernel;

namespace Acme.Plugin;

/// <summary>How long the vault lasts in one asset.</summary>
/// <param name="Months">Whole months; null while nobody said what a month costs.</param>
public sealed record Reach(string Asset, string Held, int? Months, string? Note);

/// <summary>How long the money lasts. The constructor asks for all that the plugin can reach.</summary>
[DaiPlugin("acme.plugin", PluginHost.Api)]
public sealed class Runway(IChainRead chain, IStorage storage)
{
    [KernelFunction, DaiTool("wallet.runway", ToolEffect.Read, Idempotency.Safe)]
    [Description("How many months the vault lasts, for each asset of the agent's budgets.")]
    public async Task<IReadOnlyList<Reach>> RunwayAsync(CancellationToken cancellation)
    {
        var reaches = new List<Reach>();
        foreach (var held in await chain.BalancesAsync(cancellation))
        {
            var plan = (await storage.GetAsync(held.Asset, cancellation))?.Split(' ', 2);
            reaches.Add(plan is null
                ? new(held.Asset, held.Amount, null, null)
                : new(held.Asset, held.Amount, (int)(Number(held.Amount) / Number(plan[0])), plan[1]));
        }
        return reaches;
    }

    [KernelFunction]
    [DaiTool("wallet.plan", ToolEffect.Write, Idempotency.Keyed, Audience = ToolAudience.Members)]
    [Description("Keeps what a month costs; it replaces what was kept before.")]
    public async Task<string> PlanAsync(
        [Description("Such as USDC.")] string asset, [Description("Whole units a month.")] int monthly,
        [Description("What for.")] string note, CancellationToken cancellation)
    {
        if (monthly < 1)
            throw new ToolException("RUNWAY-1", $"a month costs {monthly}; it has to cost something");
        await storage.PutAsync(asset, $"{monthly} {note}", cancellation);
        return $"a month costs {monthly} {asset}";
    }

    private static decimal Number(string written) => decimal.Parse(written, CultureInfo.InvariantCulture);
}
