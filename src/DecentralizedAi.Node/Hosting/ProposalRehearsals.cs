using System.Text.Json.Nodes;
using DecentralizedAi.Authoring.Rehearsal.Backtest;
using DecentralizedAi.Authoring.Rehearsal.Diff;
using DecentralizedAi.Chain;
using DecentralizedAi.Chain.Bundles;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Bundles.Verification;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;

namespace DecentralizedAi.Node.Hosting;

/// <summary>
/// Compares and replays what a proposal would put in force, with the code of <c>dai proposal show</c> and <c>dai policy
/// backtest</c>: the log is verified before it counts.
/// </summary>
/// <param name="manifest">The DAO's manifest, against which the log is verified.</param>
internal sealed class ProposalRehearsals(
    GovernanceService governance, PolicyService policies, AttestationService attestations, BundleExporter exporter,
    ReadOnlyMemory<byte> manifest)
{
    /// <summary>Most leaves of a log that a page waits for; a longer one is replayed by <c>dai policy backtest</c>.
    /// </summary>
    public const int MostLeaves = 50_000;

    /// <summary>The object for one proposal; null where there is none.</summary>
    /// <exception cref="ChainException">The chain does not answer.</exception>
    public async Task<JsonObject?> OfAsync(UInt256 id, CancellationToken cancel)
    {
        if (await governance.FindAsync(id, cancel) is not { } proposal)
            return null;
        var view = await governance.ShowAsync(proposal, cancel);
        var documents = await ProposedPolicy.ReadAsync(view, policies, attestations, cancel);
        var log = documents.Any(one => one.Policy is not null) ? await LogAsync(cancel) : null;
        return new JsonObject
        {
            ["proposal"] = id.ToString(),
            ["documents"] = new JsonArray([.. documents.Select(one => (JsonNode)Document(one, log))]),
        };
    }

    private static JsonObject Document(ProposedPolicy one, ReplayedLog? log)
    {
        var written = ProposedChange.Of(one.Policy, one.InForce, one.Before).AddTo(one.Statements.ToJson());
        var (report, fault) = one.Policy is null
            ? (null, "it does not compile here, so there is nothing to replay")
            : log!.Replay(one.Policy);
        if (report?.ToJson() is { } backtest)
        {
            backtest["lines"] = new JsonArray([.. report.ToLines().Select(line => (JsonNode)line)]);
            written["backtest"] = backtest;
        }
        else
        {
            written["backtest"] = null;
        }
        written["backtestFault"] = fault;
        return written;
    }

    private async Task<ReplayedLog> LogAsync(CancellationToken cancel)
    {
        ExportedBundle exported;
        try
        {
            exported = await exporter.ExportAsync([], cancel);
        }
        catch (ChainException none) when (none.Code == "DAI-4230")
        {
            return ReplayedLog.Without($"there is no log to replay: {none.Message}");
        }
        var leaves = exported.Bundle.Entries.Sum(entry => entry.Leaves.Count);
        if (leaves > MostLeaves)
            return ReplayedLog.Without($"the log has {leaves} leaves, and a page waits for {MostLeaves} at most; "
                + "'dai policy backtest' replays it");
        // As it would be read from a file: what is replayed is what was verified.
        var bundle = BundleReader.Read(BundleWriter.Write(exported.Bundle));
        var verified = new BundleVerifier(new NethereumSignatureRecovery(), new PolicyJudge())
            .Verify(bundle, exported.Block.Hash, ManifestReader.Read(manifest));
        return verified.Failure is { } failure
            ? ReplayedLog.Without($"the log does not verify (check {failure.Check} at {failure.Element}: "
                + $"{failure.Reason}), so a backtest of it would say nothing")
            : new ReplayedLog(bundle, verified, exported.Block.Hash, null);
    }

    /// <param name="Fault">Why there is nothing to replay; then the others are null.</param>
    private sealed record ReplayedLog(Bundle? Bundle, VerificationResult? Verified, Bytes32 Block, string? Fault)
    {
        public static ReplayedLog Without(string why) => new(null, null, Bytes32.Zero, why);

        public (BacktestReport? Report, string? Fault) Replay(PolicySnapshot policy)
        {
            if (Bundle is null || Verified is null)
                return (null, Fault);
            var recorded = RecordedActions.Of(Bundle, Verified, policy.Agent);
            return (new BacktestReport(
                PolicyBacktest.Run(policy, recorded.Actions.AsSpan()), Block, recorded.Skipped), null);
        }
    }
}
