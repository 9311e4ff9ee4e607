using Akka.Actor;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Models;

namespace DecentralizedAi.Runtime.Models;

/// <summary>A question of an agent; the asker gets a <see cref="ModelAnswered"/>.</summary>
internal sealed record ModelAsked(Bytes32 Instruction, ModelRequest Request);

internal sealed record ModelAnswered(Bytes32 Instruction, Turn Turn, ModelAnswer Answer);

/// <summary>The model's queue: one question at a time, in order; a full queue refuses instead of growing.</summary>
internal sealed class ModelActor : ReceiveActor
{
    /// <summary>Questions that may wait.</summary>
    public const int MaxWaiting = 64;

    private readonly IModel _model;
    private readonly CancellationToken _stopping;
    private readonly Queue<(ModelAsked Question, IActorRef Asker)> _waiting = new();
    private bool _asking;

    public ModelActor(IModel model, CancellationToken stopping)
    {
        (_model, _stopping) = (model, stopping);
        Receive<ModelAsked>(Take);
        Receive<Done>(done =>
        {
            _asking = false;
            done.Asker.Tell(done.Answered);
            Ask();
        });
    }

    private void Take(ModelAsked question)
    {
        if (_waiting.Count >= MaxWaiting)
        {
            Sender.Tell(new ModelAnswered(question.Instruction, question.Request.Turn, new ModelAnswer.Unavailable(
                $"DAI-3201 {MaxWaiting} questions wait for the model of this node; ask again later")));
            return;
        }
        _waiting.Enqueue((question, Sender));
        Ask();
    }

    private void Ask()
    {
        if (_asking || !_waiting.TryDequeue(out var next))
            return;
        _asking = true;
        AskAsync(next.Question, next.Asker).PipeTo(Self);
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
