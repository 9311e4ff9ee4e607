using System.Text;
using LLama.Native;

namespace DecentralizedAi.Inference.Native;

/// <summary>Sees the logits of a position before a token is chosen from them.</summary>
internal delegate void LogitsSeen(ReadOnlySpan<float> logits);

/// <summary>One answer that is being written.</summary>
internal sealed class AnswerRun : IDisposable
{
    private readonly SafeLlamaModelHandle _model;
    private readonly GreedySampler _sampler;
    private readonly bool _measures;
    private readonly int _most;
    private readonly Action<string>? _written;
    private readonly Decoder _characters = Encoding.UTF8.GetDecoder();
    private readonly List<int> _ids = [];
    private readonly List<byte> _text = [];
    private readonly List<TokenLead> _leads = [];

    /// <param name="measures">Notes the lead of each token.</param>
    /// <param name="most">Tokens of the answer at most.</param>
    /// <param name="written">Takes each piece of text; null when nobody listens.</param>
    public AnswerRun(SafeLlamaModelHandle model, IReadOnlyList<int> prompt, string grammar, bool measures, int most,
        Action<string>? written)
    {
        (_model, Prompt, _measures, _most, _written) = (model, prompt, measures, most, written);
        _sampler = new GreedySampler(model.Vocab, grammar);
    }

    public IReadOnlyList<int> Prompt { get; }

    /// <summary>The sequence in which it is written.</summary>
    public int Sequence { get; set; }

    /// <summary>Tokens that the sequence has read: prompt, then answer.</summary>
    public int Position { get; set; }

    public bool IsReading => Position < Prompt.Count;

    /// <summary>The token that comes next into the sequence.</summary>
    public int Next => IsReading ? Prompt[Position] : _ids[Position - Prompt.Count];

    /// <summary>What is written so far.</summary>
    public IReadOnlyList<int> Ids => _ids;

    /// <summary>Null until it is written.</summary>
    public EngineAnswer? Answer { get; private set; }

    /// <summary>Why it cannot be written: the grammar allows nothing more. Null while it can.</summary>
    public ModelException? Fault { get; private set; }

    public bool IsOver => Answer is not null || Fault is not null;

    /// <summary>For whoever compares bits.</summary>
    public LogitsSeen? Seen { get; init; }

    /// <summary>Chooses the next token, or ends the answer. What is wrong with one answer harms no other.</summary>
    public void Choose(ReadOnlySpan<float> logits)
    {
        try
        {
            Seen?.Invoke(logits);
            Write(logits);
        }
        catch (ModelException fault)
        {
            Fault = fault;
        }
    }

    public void Dispose() => _sampler.Dispose();

    private void Write(ReadOnlySpan<float> logits)
    {
        var (token, lead) = _measures ? _sampler.Measure(logits) : (_sampler.Next(logits), 0);
        if (token.IsEndOfGeneration(_model.Vocab))
        {
            End(complete: true);
            return;
        }
        _ids.Add((int)token);
        Append(token);
        if (_measures)
            _leads.Add(new(_text.Count, lead));
        if (_ids.Count == _most)
            End(complete: false);
    }

    private void End(bool complete)
    {
        Tell([], last: true);
        Answer = new EngineAnswer(Encoding.UTF8.GetString([.. _text]), Prompt.Count, _ids.Count,
            LlamaEngine.Hash(Prompt), LlamaEngine.Hash(_ids), complete);
        if (_leads.Count > 0)
            Answer = Answer with { Leads = _leads };
    }

    private void Append(LLamaToken token)
    {
        Span<byte> piece = stackalloc byte[256];
        var length = (int)_model.TokenToSpan(token, piece, 0, true);
        if (length > piece.Length)
        {
            piece = new byte[length];
            _model.TokenToSpan(token, piece, 0, true);
        }
        _text.AddRange(piece[..length]);
        Tell(piece[..length], last: false);
    }

    // A token may end within a character; whoever listens gets whole ones.
    private void Tell(ReadOnlySpan<byte> piece, bool last)
    {
        if (_written is null)
            return;
        var characters = new char[piece.Length + 4];
        var count = _characters.GetChars(piece, characters, last);
        if (count > 0)
            _written(new string(characters, 0, count));
    }
}
