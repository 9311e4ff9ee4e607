using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Demo.Steps;

/// <summary>What the steps look for in an instruction's actions.</summary>
internal static class Payments
{
    private const ulong UnitsPerUsdc = 1_000_000;

    /// <summary>Whole USDC in the token's smallest unit.</summary>
    private static UInt256 Units(int usdc) => UInt256.Of((UInt128)(uint)usdc * UnitsPerUsdc);

    /// <summary>Asks for a payment that the policy allows: it is made, and the vendor has exactly that more.</summary>
    /// <exception cref="StepFailedException">Something else came of it.</exception>
    public static async Task<(InstructionView View, ActionView Action)> MadeAsync(
        DemoWorld world, DemoWords.Payment payment, CancellationToken cancellation)
    {
        var vendor = world.Dao.Vendor(payment.Vendor);
        var before = await world.Dao.BalanceAsync(vendor, cancellation);
        var view = await world.AskAsync(payment.Text, cancellation);
        var action = Single(view, vendor, payment.Amount);
        if (action is not { Verdict: "allowed", Outcome: "done", Tx: not null })
            throw new StepFailedException($"'{payment.Text}' became {Describe(view)}");
        await MovedAsync(world, payment, before, cancellation);
        return (view, action);
    }

    /// <summary>The vendor has exactly the payment more than before.</summary>
    /// <exception cref="StepFailedException">It has another amount.</exception>
    public static async Task MovedAsync(
        DemoWorld world, DemoWords.Payment payment, UInt256 before, CancellationToken cancellation)
    {
        var moved = await world.Dao.BalanceAsync(world.Dao.Vendor(payment.Vendor), cancellation) - before;
        if (moved != Units(payment.Amount))
            throw new StepFailedException($"the vendor received {moved} units, not {Units(payment.Amount)}");
    }

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
