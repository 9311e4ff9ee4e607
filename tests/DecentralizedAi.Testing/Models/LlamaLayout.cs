namespace DecentralizedAi.Testing.Models;

/// <summary>The tensors of a LLaMA with a tied embedding, in the order of the file.</summary>
internal static class LlamaLayout
{
    /// <summary>Names and sizes; what has one row is a norm.</summary>
    /// <param name="keyWidth">Columns of keys and values; as wide as the model without grouped heads.</param>
    public static IEnumerable<(string Name, int Columns, int Rows)> Tensors(
        int tokens, int width, int keyWidth, int hidden, int layers)
    {
        yield return ("token_embd.weight", width, tokens);
        yield return ("output_norm.weight", width, 1);
        for (var layer = 0; layer < layers; layer++)
        {
            yield return ($"blk.{layer}.attn_norm.weight", width, 1);
            yield return ($"blk.{layer}.attn_q.weight", width, width);
            yield return ($"blk.{layer}.attn_k.weight", width, keyWidth);
            yield return ($"blk.{layer}.attn_v.weight", width, keyWidth);
            yield return ($"blk.{layer}.attn_output.weight", width, width);
            yield return ($"blk.{layer}.ffn_norm.weight", width, 1);
            yield return ($"blk.{layer}.ffn_gate.weight", width, hidden);
            yield return ($"blk.{layer}.ffn_up.weight", width, hidden);
            yield return ($"blk.{layer}.ffn_down.weight", hidden, width);
        }
    }

    /// <summary>The sizes as a file has them: columns first, and no rows where there is one.</summary>
    public static ulong[] Shape(int columns, int rows) => rows == 1 ? [(ulong)columns] : [(ulong)columns, (ulong)rows];

    /// <summary>A norm that changes nothing, as bytes.</summary>
    public static byte[] Ones(int count) =>
        [.. Enumerable.Repeat(BitConverter.GetBytes(1f), count).SelectMany(bytes => bytes)];
}
