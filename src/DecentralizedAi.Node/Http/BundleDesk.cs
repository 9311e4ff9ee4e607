using DecentralizedAi.Chain;

namespace DecentralizedAi.Node.Http;

/// <summary>
/// Makes one bundle at a time, since each is held in memory until it is sent; whoever asks meanwhile waits a little and
/// then comes again. Who stops asking ends what was made for them.
/// </summary>
/// <param name="export">The bundle of an agent.</param>
internal sealed class BundleDesk(Func<ulong, CancellationToken, Task<byte[]>> export, TimeProvider clock) : IBundles
{
    /// <summary>How long one waits for those before.</summary>
    public static readonly TimeSpan Turn = TimeSpan.FromSeconds(10);

    /// <summary>How long one export may take.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim _one = new(1);

    public async Task<byte[]> OfAsync(ulong agent, CancellationToken cancel)
    {
        await TakeTurnAsync(cancel);
        using var limit = new CancellationTokenSource(Longest, clock);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            return await export(agent, over.Token);
        }
        catch (ChainException silent)
        {
            throw new HttpProblemException(HttpProblem.NotNow(silent.Code, silent.Words));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new HttpProblemException(HttpProblem.NotNow("DAI-6027", $"the log of agent {agent} could not be "
                + $"exported within {Longest.TotalSeconds:0} seconds; 'dai log export' takes its time"));
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task TakeTurnAsync(CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(Turn, clock);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        try
        {
            await _one.WaitAsync(over.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new HttpProblemException(HttpProblem.NotNow(
                "DAI-6028", "this node is exporting the log of an agent; ask again in a second"));
        }
    }
}
