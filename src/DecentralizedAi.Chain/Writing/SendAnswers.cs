using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Chain;

namespace DecentralizedAi.Chain.Writing;

/// <summary>What the words of an endpoint mean for a transaction that was handed to it.</summary>
internal static class SendAnswers
{
    // Words of geth, Nethermind, Besu, Erigon, reth and anvil; JSON-RPC has no numbers for them.
    private static readonly string[] Known = ["already known", "already imported", "known transaction", "alreadyknown"];
    private static readonly string[] Low = ["nonce too low", "oldnonce", "nonce is too low", "nonce_too_low"];

    public static SendAnswer Of(RpcRefusedException refusal)
    {
        if (Says(refusal, Known))
            return new SendAnswer.AlreadyKnown();
        return Says(refusal, Low) ? new SendAnswer.NonceTooLow() : new SendAnswer.Refused(refusal.Text);
    }

    private static bool Says(RpcRefusedException refusal, string[] words) =>
        words.Any(word => refusal.Text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
