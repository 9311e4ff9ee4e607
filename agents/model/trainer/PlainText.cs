namespace DecentralizedAi.ModelTrainer;

/// <summary>Prose for a network to read beside its own sentences: what words mean to each other.</summary>
internal static class PlainText
{
    private const int Longest = 256;

    /// <summary>The paragraphs of a file; none where there is no file.</summary>
    public static IEnumerable<string> Lines(string path) => path.Length == 0 ? [] : File.ReadLines(path);

    /// <summary>Pieces of at most 256 ids, every id to be predicted. A line is a paragraph; none goes on in another's piece.</summary>
    public static IEnumerable<Sample> Read(string path, Tokenizer tokenizer)
    {
        foreach (var line in Lines(path))
            foreach (var piece in tokenizer.Encode(line).Chunk(Longest))
                if (piece.Length > 1)
                    yield return new Sample(piece, [.. piece.Select(_ => true)]);
    }
}
