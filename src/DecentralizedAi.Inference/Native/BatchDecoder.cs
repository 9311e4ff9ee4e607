using LLama.Native;

namespace DecentralizedAi.Inference.Native;

/// <summary>
/// Writes several answers at once: in one pass a stretch of each prompt that is being read, then one token of every answer,
/// together where that is faster. With a split cache and quantised weights an answer's bits do not depend on who else is in
/// the pass, because every token of a prompt is read beside others of that prompt and every token of an answer alone: one
/// token and several go through kernels that add in different orders. Not thread-safe: one owner.
/// </summary>
/// <param name="sequences">Answers at once, 1 to 32.</param>
/// <param name="stretch">Tokens of prompts in a pass, at most.</param>
/// <param name="context">Tokens of a sequence.</param>
/// <param name="together">Fewer answers than this are written one after another.</param>
internal sealed class BatchDecoder(
    SafeLLamaContextHandle native, int sequences, int stretch, int context, int together)
{
    // A copy of a sequence takes about as long as reading this part of it.
    private const int CopyShare = 64;

    private readonly SequenceTable _table = new(sequences, Math.Max(1, context / CopyShare));
    private readonly List<AnswerRun> _runs = [];
    private readonly List<(AnswerRun Run, int Row)> _chosen = [];
    private readonly LLamaBatch _batch = new();

    /// <summary>Whether <see cref="Begin"/> may be called.</summary>
    public bool HasRoom => _table.HasFree;

    /// <summary>Gives an answer a sequence; passes go on with it from now on.</summary>
    /// <exception cref="InvalidOperationException">There is no room.</exception>
    public void Begin(AnswerRun run)
    {
        var place = _table.Take(run.Prompt);
        if (place.Source is { } source)
            native.MemorySequenceCopy((LLamaSeqId)source, (LLamaSeqId)place.Sequence, -1, -1);
        native.MemorySequenceRemove((LLamaSeqId)place.Sequence, place.Common, -1);
        (run.Sequence, run.Position) = (place.Sequence, place.Common);
        _runs.Add(run);
        // Neighbours have to stand next to each other in a batch, or each gets a pass of its own.
        _runs.Sort((one, other) => one.Sequence.CompareTo(other.Sequence));
    }

    /// <summary>Takes an answer out, written or not.</summary>
    public void End(AnswerRun run)
    {
        if (_runs.Remove(run))
            _table.GiveBack(run.Sequence);
        run.Dispose();
    }

    /// <summary>One pass.</summary>
    /// <exception cref="ModelException">Native code failed, and so did all answers.</exception>
    public void Step()
    {
        var room = stretch;
        foreach (var run in _runs.Where(run => run.IsReading))
        {
            room -= Put(run, Piece(run.Prompt.Count - run.Position, room));
            // Of prompts of different lengths in one batch the library reads the last tokens of the longest alone.
            Decode();
        }
        var apart = _runs.Count(IsWriting) < together;
        foreach (var run in _runs.Where(IsWriting))
        {
            Put(run, 1);
            if (apart)
                Decode();
        }
        Decode();
    }

    // As much as there is room for, but neither one token now nor one that would be left.
    private static int Piece(int left, int room)
    {
        var piece = Math.Min(left, room);
        if (left - piece == 1)
            piece--;
        return piece > 1 || left == 1 ? piece : 0;
    }

    private static bool IsWriting(AnswerRun run) => !run.IsReading && !run.IsOver;

    private int Put(AnswerRun run, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var token = run.Next;
            if (run.IsReading)
                _table.Add(run.Sequence, token);
            var position = run.Position++;
            var row = _batch.Add(token, position, (LLamaSeqId)run.Sequence, !run.IsReading);
            if (!run.IsReading)
                _chosen.Add((run, row));
        }
        return count;
    }

    private void Decode()
    {
        if (_batch.TokenCount == 0)
            return;
        var result = native.Decode(_batch);
        _batch.Clear();
        if (result != DecodeResult.Ok)
            throw Broken(result);
        foreach (var (run, row) in _chosen)
            run.Choose(native.GetLogitsIth(row));
        _chosen.Clear();
    }

    private ModelException Broken(DecodeResult result)
    {
        _chosen.Clear();
        _table.Forget();
        native.MemoryClear(true);
        return new(ModelException.LoadFailed, $"llama.cpp could not decode: {result}");
    }
}
