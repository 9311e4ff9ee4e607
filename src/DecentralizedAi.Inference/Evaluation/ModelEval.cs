using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Inference.Evaluation;

/// <summary>
/// Asks a model every case of a file as an agent would ask it: same references, grammar and prompt, all tools of the
/// catalogue. Nothing is executed; the model is told that there is no result yet.
/// </summary>
/// <param name="template">The word of its <see cref="Chat.ChatFormat"/>.</param>
public sealed class ModelEval(IModel model, Bytes32 sha256, TimeProvider time, string template = "chatml")
{
    /// <summary>Runs all cases of JSON lines, in order.</summary>
    /// <exception cref="FormatException">A line is no case; the message names its number.</exception>
    /// <exception cref="ModelException">The model does not run.</exception>
    public async Task<EvalReport> RunAsync(TextReader lines, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var scores = new List<EvalScore>();
        for (var number = 1; await lines.ReadLineAsync(cancellation) is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            var question = Parse(line, number);
            scores.Add(EvalScoring.Score(question, await ProposeAsync(question, cancellation)));
        }
        return EvalReport.Of(scores, time.GetElapsedTime(started), sha256.ToString());
    }

    // The sequence that the model would propose; it ends at the first proposal that is none.
    private async Task<IReadOnlyList<ResolvedCall?>> ProposeAsync(EvalCase question, CancellationToken cancellation)
    {
        var proposed = new List<ResolvedCall?>();
        for (var turn = question.Start(); turn is not null;)
        {
            var request = new ModelRequest(turn, ToolCatalogue.Default.Tools, sha256) { Template = template };
            switch (await model.ProposeAsync(request, cancellation))
            {
                case ModelAnswer.Proposed answer
                    when turn.Resolve(answer.Question ?? answer.Call) is Resolution.Done done:
                    proposed.Add(done.Call);
                    turn = EvalCase.Next(turn, answer.Question ?? answer.Call, proposed.Count);
                    break;
                case ModelAnswer.Unavailable gone when gone.Reason.Split(' ', 2) is [not ModelException.TooLong, _]:
                    throw new ModelException(gone.Reason.Split(' ', 2)[0], gone.Reason.Split(' ', 2)[1]);
                default:
                    proposed.Add(null);
                    return proposed;
            }
        }
        return proposed;
    }

    private static EvalCase Parse(string line, int number)
    {
        try
        {
            return EvalCase.Parse(line);
        }
        catch (FormatException fault)
        {
            throw new FormatException($"line {number}: {fault.Message}", fault);
        }
    }
}
