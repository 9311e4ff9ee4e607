using System.CommandLine;
using System.Text.Json.Nodes;
using DecentralizedAi.Authoring.Rehearsal;
using DecentralizedAi.Authoring.Rehearsal.Backtest;
using DecentralizedAi.Authoring.Rehearsal.Diff;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Log;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>What a policy would do, before anybody votes on it.</summary>
internal static class RehearsalVerbs
{
    private static readonly Argument<string> Document = new("FILE") { Description = "A policy in YAML" };

    private static readonly Option<string?> Cases = new("--cases")
    {
        Description = "The cases; default NAME.cases.yaml beside NAME.yaml", HelpName = "FILE",
    };

    private static readonly Option<string?> Say = new("--say")
    {
        Description = "An instruction, whose names, numbers and addresses the model may then write", HelpName = "TEXT",
    };

    private static readonly Argument<string?> Newer = new("NEW")
    {
        Description = "Another version of it; without one, FILE is compared with the policy in force",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Bundle = new("--bundle")
    {
        Description = "An exported log; without it the log of the home", HelpName = "FILE",
    };

    private static readonly Option<string?> Trust = new("--trust")
    {
        Description = "Hash of a block that you trust; needed with --bundle", HelpName = "HASH",
    };

    private static readonly Option<string?> Dao = new("--dao")
    {
        Description = "The DAO's manifest, for --bundle", HelpName = "MANIFEST",
    };

    private static readonly Option<string?> Out = new("--out")
    {
        Description = "Where the canonical report is written", HelpName = "FILE",
    };

    public static Command Backtest() => Verb.Make("policy.backtest",
        "Makes the recorded decisions again under a policy", BacktestAsync, Document, Bundle, Trust, Dao, Out);

    public static Command Diff() =>
        Verb.Make("policy.diff", "What a change loosens and tightens, with a call that shows it", DiffAsync, Document,
            Newer);

    public static Command Test() =>
        Verb.Make("policy.test", "Decides the cases that stand beside a policy", TestAsync, Document, Cases);

    public static Command Grammar() =>
        Verb.Make("policy.grammar", "What a policy leaves to the model to say", GrammarAsync, Document, Say);

    private static async Task<Answer> BacktestAsync(VerbCall call, CancellationToken cancellation)
    {
        var policy = Policies.Compile(call.Required(Document));
        call.Terminal.Meanwhile("reading and verifying the log");
        var (bytes, trust, manifest) = await LogAsync(call, cancellation);
        var verified = LogVerify.Verify(bytes, trust, manifest);
        if (verified.Failure is { } failure)
            throw new CliException(ExitCode.Unproven, "DAI-1075",
                $"the log does not verify: check {failure.Check} failed "
                + $"at {failure.Element}: {failure.Reason}", "--bundle",
                "a backtest of a log that is not proven says nothing; 'dai log verify' shows all checks");
        var recorded = RecordedActions.Of(BundleReader.Read(bytes), verified, policy.Agent);
        call.Terminal.Meanwhile($"deciding {recorded.Actions.Length} actions again");
        var report = new BacktestReport(PolicyBacktest.Run(policy, recorded.Actions.AsSpan()), trust, recorded.Skipped);
        if (call.Value(Out) is { } file && !call.Value(Common.DryRun))
            await File.WriteAllTextAsync(file, report.ToCanonical(), cancellation);
        return new Answer(report.ToJson(), writer =>
        {
            foreach (var line in report.ToLines())
                writer.WriteLine(Terminal.Visible(line));
        });
    }

    private static async Task<(byte[] Bundle, Bytes32 Trust, byte[]? Manifest)> LogAsync(
        VerbCall call, CancellationToken cancellation)
    {
        if (call.Value(Bundle) is not { } file)
        {
            var (own, block) = await LogVerbs.ReadAsync(call, null, cancellation);
            return (own, block, await File.ReadAllBytesAsync(call.Manifest, cancellation));
        }
        if (!Bytes32.TryParse(call.Value(Trust) ?? "", out var trust))
            throw CliException.Usage("DAI-1076", call.Value(Trust) is { } given
                ? $"'{given}' is no hash of a block" : "--bundle is given without --trust", "--trust",
                "give 0x and 64 hexadecimal digits: the hash of a block that you trust");
        return (await File.ReadAllBytesAsync(file, cancellation), trust,
            call.Value(Dao) is { } dao ? await File.ReadAllBytesAsync(dao, cancellation) : null);
    }

    private static async Task<Answer> DiffAsync(VerbCall call, CancellationToken cancellation)
    {
        var first = Policies.Compile(call.Required(Document));
        var newer = call.Parsed.GetValue(Newer);
        var before = newer is null ? await Policies.InForceAsync(call, first.Agent, cancellation) : first;
        var after = newer is null ? first : Policies.Compile(newer);
        if (PolicyDiff.Mismatch(before, after) is { } why)
            throw CliException.Usage("DAI-1073", $"these are no two versions of one policy: {why}", "agent",
                "compare documents of the same agent on the same chain");
        var diff = PolicyDiff.Of(before, after);
        return new Answer(DiffReport.ToJson(diff), writer =>
        {
            foreach (var line in DiffReport.ToLines(diff))
                writer.WriteLine(Terminal.Visible(line));
        });
    }

    private static async Task<Answer> TestAsync(VerbCall call, CancellationToken cancellation)
    {
        var file = call.Required(Document);
        var policy = Policies.Compile(file);
        var beside = call.Value(Cases) ?? Path.ChangeExtension(file, ".cases.yaml");
        if (!File.Exists(beside))
            throw CliException.Usage("DAI-1070", $"'{file}' has no cases: there is no '{beside}'", beside,
                "write cases: [ { call: { tool, args }, facts: { instructor, time, turn }, expect, rule } ], or name "
                + "the file with --cases");
        var cases = CaseReader.Read(await File.ReadAllTextAsync(beside, cancellation)) switch
        {
            CasesAnswer.Read read => read.Cases,
            CasesAnswer.Refused refused => throw CliException.Usage("DAI-1071", refused.Fault.ToString(),
                $"{beside}:{refused.Fault.Place}", "mend that place"),
            var other => throw new InvalidOperationException($"unknown answer {other}"),
        };
        var report = CaseReport.Of(policy, cases);
        return new Answer(report.ToJson(), writer =>
        {
            foreach (var line in report.ToLines(beside))
                writer.WriteLine(Terminal.Visible(line));
        }, report.Ok ? ExitCode.Ok : ExitCode.Failed);
    }

    // The grammar is made where models run; this program knows none.
    private static async Task<Answer> GrammarAsync(VerbCall call, CancellationToken cancellation)
    {
        var policy = Policies.Compile(call.Required(Document));
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, policy.Canonical.ToArray(), cancellation);
            var node = await NodeTool.RunAsync(
                ["policy-grammar", file, .. call.Value(Say) is { } text ? (string[])["--say", text] : []],
                cancellation);
            return node.Exit == 0
                ? Grammar(JsonNode.Parse(node.Output)!.AsObject())
                : throw CliException.Usage("DAI-1072", node.Said, call.Required(Document),
                    "shorten --say, or mend the policy");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static Answer Grammar(JsonObject report)
    {
        report.Insert(0, "ok", true);
        return new(report, writer =>
        {
            writer.WriteLine($"may be said: {Names("tools")}, reply, refuse");
            writer.WriteLine($"unspeakable: {Names("unspeakable")}");
            if (report["strangers"]!.AsArray().Count > 0)
                writer.WriteLine($"not among the tools of this edition: {Names("strangers")}");
            writer.WriteLine();
            writer.WriteLine(Terminal.Visible((string)report["grammar"]!));
        });

        string Names(string key) => report[key]!.AsArray() is { Count: > 0 } names
            ? string.Join(", ", names.Select(name => (string?)name))
            : "nothing";
    }
}
