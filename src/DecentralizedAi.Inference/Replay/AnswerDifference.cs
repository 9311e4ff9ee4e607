using System.Buffers.Binary;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Inference.Native;

namespace DecentralizedAi.Inference.Replay;

/// <summary>
/// Finds the recorded answer behind the hash of its ids: the recorded call as the tokenizer cuts it, else the answer
/// made here with one token exchanged, left out at the end, or added there.
/// </summary>
internal static class AnswerDifference
{
    private const long MaxTries = 30_000_000;

    /// <summary>The ids with that hash; null where none of these has it.</summary>
    /// <param name="here">The answer made here.</param>
    /// <param name="call">The recorded call in tokens.</param>
    /// <param name="vocabulary">Tokens that there are.</param>
    public static int[]? Recorded(Bytes32 hash, int[] here, int[] call, int vocabulary)
    {
        if (LlamaEngine.Hash(call) == hash)
            return call;
        for (var length = 0; length < here.Length; length++)
            if (LlamaEngine.Hash(here[..length]) == hash)
                return here[..length];
        if ((long)(here.Length + 1) * vocabulary > MaxTries)
            return null;
        return Exchanged(hash, here, vocabulary) ?? Exchanged(hash, [.. here, 0], vocabulary, here.Length);
    }

    /// <summary>The first place where they part; that of the end where one goes on.</summary>
    public static int Position(int[] one, int[] other) => one.AsSpan().CommonPrefixLength(other);

    private static int[]? Exchanged(Bytes32 hash, int[] ids, int vocabulary, int from = 0)
    {
        var bytes = new byte[ids.Length * 4];
        for (var i = 0; i < ids.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(i * 4), ids[i]);
        for (var i = from; i < ids.Length; i++)
        {
            for (var token = 0; token < vocabulary; token++)
            {
                BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(i * 4), token);
                if (Keccak256.Hash(bytes) == hash)
                    return [.. ids[..i], token, .. ids[(i + 1)..]];
            }
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(i * 4), ids[i]);
        }
        return null;
    }
}
