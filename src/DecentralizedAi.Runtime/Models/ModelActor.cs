using Akka.Actor;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Models;

namespace DecentralizedAi.Runtime.Models;

/// <summary>A question of an agent; the asker gets a <see cref="ModelAnswered"/>.</summary>
internal sealed record ModelAsked(Bytes32 Instruction, ModelRequest Request);

internal sealed record ModelAnswered(Bytes32 Instruction, Turn Turn, ModelAnswer Answer);

/// <summary>The door to the model, which answers several questions at once and says whose turn it is; too many at a
/// time are refused instead of waiting without end.</summary>
internal sealed class ModelActor : ReceiveActor
{
    /// <summary>Questions that may be with the model.</summary>
    public const int MaxAsked = 64;

    private readonly IModel _model;
    private readonly CancellationToken _stopping;
    private int _asked;

    public ModelActor(IModel model, CancellationToken stopping)
    {
        (_model, _stopping) = (model, stopping);
        Receive<ModelAsked>(Take);
        Receive<Done>(done =>
        {
            _asked--;
            done.Asker.Tell(done.Answered);
        });
    }

    private void Take(ModelAsked question)
    {
        if (_asked == MaxAsked)
        {
            Sender.Tell(new ModelAnswered(question.Instruction, question.Request.Turn, new ModelAnswer.Unavailable(
                $"DAI-3201 {MaxAsked} questions wait for the model of this node; ask again later")));
            return;
        }
        _asked++;
        AskAsync(question, Sender).PipeTo(Self);
    }

    private async Task<Done> AskAsync(ModelAsked question, IActorRef asker)
    {
        ModelAnswer answer;
        try
        {
            answer = await _model.ProposeAsync(question.Request, _stopping).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            answer = new ModelAnswer.Unavailable($"DAI-3202 the model failed: {fault.Message}");
        }
        return new Done(asker, new ModelAnswered(question.Instruction, question.Request.Turn, answer));
    }

    private sealed record Done(IActorRef Asker, ModelAnswered Answered);
}
