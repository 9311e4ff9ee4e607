using DecentralizedAi.Chain;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Cli.Chaos.Faults;
using DecentralizedAi.Cli.Chaos.Links;
using DecentralizedAi.Cli.Chaos.Load;
using DecentralizedAi.Cli.Chaos.Referee;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Log;
using DecentralizedAi.Cli.Nodes;
using DecentralizedAi.Cli.Verbs;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Chaos;

/// <summary>One run: load, faults, quiet, and the referee's verdict.</summary>
internal sealed class ChaosRun(
    ChaosField field, ChaosNetwork network, IChaosDisk? disk, NodeClocks? clocks, int seed)
{
    // Leaves are anchored every two seconds; an open payment ends at the latest when its time is over.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(150);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <param name="faults">Played in this order until they or <paramref name="within"/> end.</param>
    public async Task<ChaosReport> PlayAsync(
        IEnumerable<Fault> faults, TimeSpan within, CancellationToken cancellation)
    {
        var started = field.Clock.GetTimestamp();
        var player = new FaultPlayer(field, Askers(field.Targets, 0, 1_000), network, disk, clocks);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var askers = Askers([.. field.Targets, .. field.Targets], 1, 0);
        var load = Task.WhenAll(askers.Select(asker => asker.RunAsync(stop.Token, cancellation)));
        string? stuck = null;
        try
        {
            foreach (var fault in faults)
            {
                if (field.Clock.GetElapsedTime(started) >= within)
                    break;
                await player.PlayAsync(fault, cancellation);
            }
        }
        catch (NodeException failure)
        {
            stuck = failure.Message;
        }
        finally
        {
            await stop.CancelAsync();
        }
        field.Say("no more faults; what is under way ends");
        await load;
        var verdict = await SettleAsync(cancellation);
        if (stuck is not null)
            verdict = verdict with { Faults = [.. verdict.Faults, stuck] };
        return new ChaosReport(
            seed, field.Book.All.Count, verdict, player.Played, player.Failovers, field.Clock.GetElapsedTime(started));
    }

    private List<Asker> Askers(IReadOnlyList<Target> targets, int stream, int from) =>
    [
        .. targets.Select((target, index) => new Asker(field, target,
            index < field.Targets.Count ? field.Dao.Keys.Manager : field.Dao.Keys.Approver,
            from + index, new Random(seed * 7_919 + stream * 1_009 + index))),
    ];

    /// <summary>Exports again and again until everything is anchored and nothing is left open.</summary>
    private async Task<Verdict> SettleAsync(CancellationToken cancellation)
    {
        var started = field.Clock.GetTimestamp();
        Verdict? last = null;
        while (true)
        {
            try
            {
                var (evidence, complete) = await LookAsync(cancellation);
                last = Judge.Of(evidence);
                if (complete && last.Clean)
                    return last;
            }
            // The head moved while it was read, or a node is writing; what was seen before does not stand for it.
            catch (ChainException) when (field.Clock.GetElapsedTime(started) < 2 * Settling)
            {
                last = null;
            }
            if (last is not null && field.Clock.GetElapsedTime(started) >= Settling)
                return last;
            await Task.Delay(Pause, field.Clock, cancellation);
        }
    }

    private async Task<(Evidence Evidence, bool Complete)> LookAsync(CancellationToken cancellation)
    {
        var dao = field.Dao;
        var exported = await Exporting.ExportAsync(dao.Home, dao.Home.Manifest, Settings.Of(dao.Home).Store,
            dao.Services.Endpoint, Path.Combine(VerbCall.Root, "agents"), [], cancellation);
        var bundle = BundleWriter.Write(exported.Bundle);
        await File.WriteAllBytesAsync(dao.Home.Bundle, bundle, cancellation);
        var manifest = await File.ReadAllBytesAsync(dao.Home.Manifest, cancellation);
        var checkedLog = LogVerify.Verify(bundle, exported.Block.Hash, manifest);
        var (instructions, actions) = Witnesses.Log(exported.Bundle);
        var transfers = await Witnesses.TransfersAsync(dao.Services.Endpoint, dao.Usdc,
            [.. field.Targets.Select(target => target.Vault)], cancellation);
        return (new Evidence
        {
            Asked = field.Book.All,
            Effects = [.. transfers, .. Witnesses.Messages(Path.Combine(dao.Home.Folder, "channels"))],
            Instructions = instructions,
            Actions = actions,
            LogFault = checkedLog.Exit == 0 ? null
                : $"check {checkedLog.Failure?.Check} at {checkedLog.Failure?.Element}: {checkedLog.Failure?.Reason}",
            InFlightAtKills = field.Book.InFlightAtKills,
        }, exported.Bundle.Unanchored.Count == 0);
    }
}
