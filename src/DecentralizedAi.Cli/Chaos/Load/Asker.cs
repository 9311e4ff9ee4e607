using System.Globalization;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Cli.Chaos.Referee;
using DecentralizedAi.Cli.Nodes;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Cli.Chaos.Load;

/// <summary>An agent that is asked.</summary>
internal sealed record Target(string Name, StreamId Stream, Address Vault);

/// <summary>One person who asks one agent, one instruction after the other, whatever happens to the nodes.</summary>
/// <param name="number">From 0; tells the marks of the askers of a run apart.</param>
internal sealed class Asker(ChaosField field, Target target, EthereumKey key, int number, Random random)
{
    // An instruction that nobody takes this long is given up; so is the wait for the end of one that was taken.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly (AskedKind Kind, string Mark, string Text) Look =
        (AskedKind.Look, "", "What is our balance?");

    private int _count;

    /// <summary>Asks until <paramref name="stop"/>; what is under way then is followed to its end.</summary>
    public async Task RunAsync(CancellationToken stop, CancellationToken cancellation)
    {
        while (!stop.IsCancellationRequested)
            await AskAsync(Next(), null, cancellation);
    }

    /// <summary>Asks what changes nothing.</summary>
    /// <param name="except">A node that is not asked.</param>
    /// <returns>False where no answer came.</returns>
    public Task<bool> LookAsync(int except, CancellationToken cancellation) => AskAsync(Look, except, cancellation);

    private async Task<bool> AskAsync(
        (AskedKind Kind, string Mark, string Text) wanted, int? except, CancellationToken cancellation)
    {
        var command = Signed(wanted.Text);
        var id = InstructionSource.Account(key.Account, command.Nonce).In(target.Stream).Value;
        field.Book.Offer(new Asked(id, wanted.Kind, wanted.Mark, Taken: false));
        using var patience = new CancellationTokenSource(Patience, field.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            var taken = false;
            while (true)
            {
                // The same words again are the same instruction: whoever lost the answer may ask for it so.
                var view = await TryAsync(command, except, either.Token);
                if (view is not null && !taken)
                {
                    taken = true;
                    field.Book.Take(id);
                }
                if (view is { State: "answered" })
                    return true;
                await Task.Delay(Pause, field.Clock, either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The referee finds out what became of it.
        }
        catch (NodeException refused) when (refused.Refused)
        {
            field.Say($"{wanted.Kind} {id} is refused at the door: {refused.Code} {refused.Message}");
        }
        finally
        {
            field.Book.End(id);
        }
        return false;
    }

    /// <summary>Null where the node did not answer, or could not take it now.</summary>
    private async Task<InstructionView?> TryAsync(Instruct command, int? except, CancellationToken cancellation)
    {
        if (field.Client(random, except) is not { } client)
            return null;
        using var slow = new CancellationTokenSource(Wait * 2, field.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(slow.Token, cancellation);
        try
        {
            return await client.InstructAsync(command, Wait, either.Token);
        }
        catch (NodeException failure) when (!failure.Refused)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private Instruct Signed(string text)
    {
        var bytes = new byte[32];
        random.NextBytes(bytes);
        var nonce = Bytes32.Of(bytes);
        var deadline = (ulong)field.Clock.GetUtcNow().ToUnixTimeSeconds() + 3_600;
        var digest = new TypedData.Instruction(target.Stream, text, nonce, deadline).Digest(field.Dao.Domain);
        return new Instruct(target.Name, text, nonce, new SignedInstruction(key.Account, deadline, key.Sign(digest)));
    }

    // Each amount occurs once in a run, so a transfer tells which instruction it is of.
    private (AskedKind Kind, string Mark, string Text) Next()
    {
        var serial = (ulong)number * 10_000 + (ulong)++_count;
        var vendor = ChaosField.Vendors[random.Next(ChaosField.Vendors.Count)];
        return random.Next(10) switch
        {
            < 5 => Payment(AskedKind.Payment, vendor, 100_000 + serial),
            < 8 => (AskedKind.Message, $"entry {serial}", $"Post \"entry {serial}\" in #ops."),
            < 9 => Look,
            _ => Payment(AskedKind.Forbidden, vendor, ChaosPolicy.MostAtOnce * 1_000_000UL + serial),
        };
    }

    /// <param name="micros">Millionths of a USDC.</param>
    private (AskedKind Kind, string Mark, string Text) Payment(AskedKind kind, string vendor, ulong micros)
    {
        var amount = (micros / 1_000_000m).ToString("0.######", CultureInfo.InvariantCulture);
        return (kind, Witnesses.MarkOf(target.Vault, field.Dao.Vendor(vendor), UInt256.Of(micros)),
            $"Pay {vendor} {amount} USDC.");
    }
}
