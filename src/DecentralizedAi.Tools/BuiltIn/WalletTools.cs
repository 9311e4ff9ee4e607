using System.ComponentModel;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;
using DecentralizedAi.Tools.Governed;
using Microsoft.SemanticKernel;

namespace DecentralizedAi.Tools.BuiltIn;

/// <summary>Reads what the agent's vault holds. Paying is no function here: the vault does it.</summary>
internal sealed class WalletTools(IVaultBalance balances)
{
    [KernelFunction("balance"), DaiTool("wallet.balance", ToolEffect.Read, Idempotency.Safe)]
    [Description("What the agent's vault holds, or another account.")]
    public async Task<ToolReport> BalanceAsync(
        Kernel kernel, [DaiType("address?")] string? of = null, CancellationToken cancellationToken = default)
    {
        Address? account = of is null ? null
            : Address.TryParse(of, out var parsed) ? parsed
            : throw new ToolException(ToolCode.Wallet, $"'{of}' is no address");
        IReadOnlyList<AssetBalance> found;
        try
        {
            found = await balances.ReadAsync(ToolMethod.Run(kernel).Agent, account, cancellationToken);
        }
        catch (IOException e)
        {
            throw new ToolException(ToolCode.Wallet, $"the balance cannot be read now: {e.Message}");
        }
        var text = found.Count == 0 ? "none" : string.Join(", ", found.Select(b => $"{b.Amount} {b.Asset}"));
        return ToolReport.Of($"balance {text}", Label.Chain, ("balances", new JcsValue.List([.. found.Select(b =>
            (JcsValue)JcsValue.Members(("asset", JcsValue.Of(b.Asset)), ("amount", JcsValue.Of(b.Amount))))])));
    }
}
