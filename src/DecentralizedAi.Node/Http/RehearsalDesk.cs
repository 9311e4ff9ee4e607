using System.Text.Json.Nodes;
using DecentralizedAi.Chain;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Node.Http;

/// <summary>
/// Rehearses one proposal at a time, however many ask: who asks for the one that is under way gets its answer, who asks
/// for another comes again, and an answer is good for a while.
/// </summary>
/// <param name="rehearse">Makes the answer; null where there is no such proposal.</param>
internal sealed class RehearsalDesk(Func<UInt256, CancellationToken, Task<JsonObject?>> rehearse, TimeProvider clock)
    : IRehearsals
{
    /// <summary>How long an answer is given again.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(15);

    /// <summary>How long one rehearsal may take.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private (UInt256 Proposal, Task<string?> Answer, DateTimeOffset At)? _last;

    public async Task<JsonObject?> OfAsync(UInt256 proposal, CancellationToken cancel)
    {
        try
        {
            var text = await Shared(proposal).WaitAsync(cancel);
            return text is null ? null : JsonNode.Parse(text)!.AsObject();
        }
        catch (ChainException silent)
        {
            throw new HttpProblemException(HttpProblem.NotNow(silent.Code, silent.Words));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new HttpProblemException(HttpProblem.NotNow("DAI-6024", $"proposal {proposal} could not be rehearsed "
                + $"within {Longest.TotalSeconds:0} seconds; 'dai proposal show' and 'dai policy backtest' take their "
                + "time"));
        }
    }

    private Task<string?> Shared(UInt256 proposal)
    {
        lock (_gate)
        {
            if (_last is { } last)
            {
                if (!last.Answer.IsCompleted && last.Proposal != proposal)
                    throw new HttpProblemException(HttpProblem.NotNow("DAI-6025",
                        $"this node is rehearsing proposal {last.Proposal}; ask again in a second"));
                if (last.Proposal == proposal && (!last.Answer.IsCompleted
                    || (last.Answer.IsCompletedSuccessfully && clock.GetUtcNow() - last.At < Fresh)))
                    return last.Answer;
            }
            var answer = RunAsync(proposal);
            _last = (proposal, answer, clock.GetUtcNow());
            return answer;
        }
    }

    // Off the lock, and not ended by whoever asked first.
    private Task<string?> RunAsync(UInt256 proposal) => Task.Run(async () =>
    {
        using var limit = new CancellationTokenSource(Longest, clock);
        return (await rehearse(proposal, limit.Token))?.ToJsonString();
    });
}
