using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Demo.Steps;

/// <summary>What the steps look for in an instruction's actions.</summary>
internal static class Payments
{
    private const ulong UnitsPerUsdc = 1_000_000;

    /// <summary>Whole USDC in the token's smallest unit.</summary>
    public static UInt256 Units(int usdc) => UInt256.Of((UInt128)(uint)usdc * UnitsPerUsdc);

    /// <summary>The one payment of the instruction, which must be this one.</summary>
    /// <exception cref="StepFailedException">The model proposed something else.</exception>
    public static ActionView Single(InstructionView view, Address to, int usdc)
    {
        var payments = view.Actions.Where(action => action.Tool == "wallet.pay").ToList();
        return payments is [var payment] && Address.TryParse(payment.Args.GetValueOrDefault("to"), out var payee)
            && payee == to && payment.Args.GetValueOrDefault("amount") == $"{usdc} USDC"
                ? payment
                : throw new StepFailedException(
                    $"'{view.Text}' should propose to pay {usdc} USDC to {to}, but became {Describe(view)}");
    }

    /// <summary>The instruction's actions in one line.</summary>
    public static string Describe(InstructionView view) => view.Actions.Count == 0
        ? $"no action ({view.State}; answer: {view.Answer ?? "none"})"
        : string.Join("; ", view.Actions.Select(action =>
            $"{action.Tool}({string.Join(", ", action.Args.Select(arg => $"{arg.Key}={arg.Value}"))}) "
            + $"{action.Verdict} {action.Rule} {action.Reason} -> {action.Outcome} {action.Result}"))
          + $" ({view.State}; answer: {view.Answer ?? "none"})";
}
