using System.ComponentModel;
using System.Text.Json;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;
using Microsoft.SemanticKernel;

namespace Samples.Rates;

/// <summary>Currencies that the source knows.</summary>
public enum Currency
{
    EUR,
    GBP,
    JPY,
}

/// <summary>What one unit costs in US dollars.</summary>
public sealed record Rate(Currency Currency, string Dollars, string Day);

/// <summary>A tool that only reads, from the one host that voters see in the manifest.</summary>
[DaiPlugin("sample.rates", PluginHost.Api, Hosts = ["rates.example.org"])]
public sealed class Rates(IHttp http, TimeProvider clock)
{
    [KernelFunction, DaiTool("rates.latest", ToolEffect.Read, Idempotency.Safe, Costs = ["bytes: 2000"])]
    [Description("What one unit of a currency costs in US dollars.")]
    public async Task<Rate> LatestAsync(Currency currency, CancellationToken cancellation)
    {
        var page = await http.GetAsync($"https://rates.example.org/{currency}.json", cancellation);
        try
        {
            using var read = JsonDocument.Parse(page.Text);
            var dollars = read.RootElement.GetProperty("usd").GetString() ?? "";
            return new(currency, dollars, $"{clock.GetUtcNow():yyyy-MM-dd}");
        }
        catch (Exception odd) when (odd is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ToolException("RATES-1", $"the source has no rate of {currency} (status {page.Status})");
        }
    }
}
