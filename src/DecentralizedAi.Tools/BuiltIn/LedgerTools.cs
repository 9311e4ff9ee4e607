using System.ComponentModel;
using System.Globalization;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;
using DecentralizedAi.Tools.Governed;
using Microsoft.SemanticKernel;

namespace DecentralizedAi.Tools.BuiltIn;

/// <summary>Searches the agent's own log. What it once read from strangers comes back here, so it is foreign.</summary>
internal sealed class LedgerTools(ILogSearch log)
{
    private const int Lines = 5;

    [KernelFunction("lookup"), DaiTool("ledger.lookup", ToolEffect.Read, Idempotency.Safe)]
    [Description("What this agent did before.")]
    public async Task<ToolReport> LookupAsync(
        Kernel kernel, [DaiType("text")] string query, CancellationToken cancellationToken = default)
    {
        var found = await log.FindAsync(ToolMethod.Run(kernel).Agent, query, Lines, cancellationToken);
        var text = found.Count == 0
            ? "nothing found"
            : string.Join('\n', found.Select(line => $"{Day(line.Time)} {line.Text}"));
        return ToolReport.Of(text, Label.Foreign, ("lines", new JcsValue.List([.. found.Select(line =>
            (JcsValue)JcsValue.Members(("seq", JcsValue.Of((long)line.Seq)), ("text", JcsValue.Of(line.Text))))])));
    }

    private static string Day(ulong milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds)
        .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
