using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using DecentralizedAi.Authoring.Rehearsal.Backtest;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Policy.Limits;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>What operators say about a policy before it is in force, and whether a vote waits for it.</summary>
internal static class AttestationVerbs
{
    private static readonly Argument<string> Document = new("FILE") { Description = "A policy in YAML" };

    private static readonly Option<string?> Report = new("--report")
    {
        Description = "A backtest report of this policy, as 'dai policy backtest --out' wrote it", HelpName = "FILE",
    };

    private static readonly Option<ulong?> Operator = new("--operator")
    {
        Description = "Number of the operator, where the key administers several", HelpName = "N",
    };

    private static readonly Argument<string> State = new("STATE") { Description = "on or off" };

    public static Command Attest() => Verb.Make("policy.attest",
        "States on chain, as an operator, what a policy compiles to", AttestAsync, Document, Report, Operator,
        Common.As);

    public static Command Gate() => Verb.Make("policy.gate",
        "Proposes that no policy is queued without an operator's statement, or that this ends", GateAsync, State,
        Common.As, Common.Reason);

    /// <summary>The compiler's version as it is stated.</summary>
    private static string Compiler =>
        $"{PolicyDocument.Version} {typeof(PolicySnapshot).Assembly.GetName().Version!.ToString(3)}";

    private static async Task<Answer> AttestAsync(VerbCall call, CancellationToken cancellation)
    {
        var policy = Policies.Compile(call.Required(Document));
        var report = call.Value(Report) is { } file ? ReportHash(file, policy.Root) : Bytes32.Zero;
        using var dao = call.OpenDao();
        Policies.CheckChain(policy, dao);
        var key = call.Key("operator");
        var said = new PolicyAttestation(await OperatorAsync(call, dao, key.Account, cancellation),
            VaultLimits.Of(policy.Document).Hash, report, Compiler);
        var (isStaged, isMade) = (await dao.Policies.ReadAsync(policy.Root, cancellation) is not null,
            await dao.Attestations.ExistsAsync(cancellation));
        if (call.Plan(
            [
                .. isStaged ? (string[])[] : [$"stage the policy of {policy.Agent}, {policy.Canonical.Length} bytes"],
                .. isMade ? (string[])[] : [$"make the contract of statements at {dao.Attestations.Contract}"],
                $"state as operator {said.Operator} ({key.Account}): {policy.Root} compiles by {said.Compiler} to the "
                    + $"limits {said.LimitsHash}, backtest {(report.IsZero ? "none" : report.ToString())}",
            ]) is { } plan)
            return plan;
        using var sender = dao.Sender(key);
        if (!isStaged)
            await dao.Policies.StageAsync(sender, policy.Canonical, cancellation);
        if (!isMade)
            await dao.Attestations.CreateAsync(sender, cancellation);
        var receipt = await dao.Attestations.AttestAsync(sender, policy.Root, said, cancellation);
        return Answer.Lines(Write(said, receipt.Hash, policy.Root),
            $"operator {said.Operator} states: {policy.Root} compiles to {said.LimitsHash}, transaction "
                + receipt.Hash);
    }

    private static async Task<Answer> GateAsync(VerbCall call, CancellationToken cancellation)
    {
        var on = call.Required(State) switch
        {
            "on" => true,
            "off" => false,
            var other => throw CliException.Usage("DAI-1078", $"'{other}' is no state of the gate", "STATE",
                "say on or off"),
        };
        using var dao = call.OpenDao();
        if (on && !await dao.Attestations.ExistsAsync(cancellation))
            throw CliException.Usage("DAI-1079",
                $"there is no contract of statements at {dao.Attestations.Contract} yet",
                "STATE", "have an operator make it with 'dai policy attest FILE'");
        return await Proposing.ProposeAsync(call, dao, [dao.Attestations.GateCall(on)], on
            ? "Queue a policy only when a hosting operator attests it"
            : "Queue policies without an operator's attestation", cancellation);
    }

    private static JsonObject Write(PolicyAttestation said, Bytes32 transaction, Bytes32 root) => new()
    {
        ["ok"] = true,
        ["root"] = root.ToString(),
        ["operator"] = said.Operator.ToString(CultureInfo.InvariantCulture),
        ["limitsHash"] = said.LimitsHash.ToString(),
        ["compiler"] = said.Compiler,
        ["report"] = said.Report.IsZero ? null : said.Report.ToString(),
        ["tx"] = transaction.ToString(),
    };

    private static async Task<ulong> OperatorAsync(
        VerbCall call, DaoServices dao, Address admin, CancellationToken cancellation)
    {
        if (call.Value(Operator) is { } named)
            return named;
        var own = (await dao.Operators.ListAsync(cancellation)).Where(one => one.Admin == admin).ToArray();
        return own.Length == 1 ? own[0].Id : throw CliException.Usage("DAI-1213",
            own.Length == 0 ? $"{admin} administers no operator" : $"{admin} administers {own.Length} operators",
            "--operator", own.Length == 0 ? "sign with the admin's key: --as KEYFILE" : "name one with --operator N");
    }

    private static Bytes32 ReportHash(string file, Bytes32 root)
    {
        var text = File.ReadAllText(file);
        return Jcs.TryParseCanonical(text) is JcsValue.Map report && report.TextOf("schema") == BacktestReport.Schema
            && report.TextOf("policy") == root.ToString()
            ? Keccak256.Hash(text)
            : throw CliException.Usage("DAI-1084", $"'{file}' is no backtest report of the policy {root}", "--report",
                "write one with 'dai policy backtest FILE --out REPORT'");
    }
}
