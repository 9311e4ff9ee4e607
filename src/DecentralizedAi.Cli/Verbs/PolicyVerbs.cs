using System.CommandLine;
using DecentralizedAi.Authoring;
using DecentralizedAi.Authoring.Rehearsal;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Policy.Values;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Policy documents before the vote.</summary>
internal static class PolicyVerbs
{
    private static readonly Argument<string> Document = new("FILE") { Description = "A policy in YAML" };

    private static readonly Option<string[]> Figure = new("--figure")
    {
        Description = "What the DAO accepts to lose at once, as in \"1000 USDC\"; more is a warning",
            HelpName = "AMOUNT",
    };

    private static readonly Option<string?> Case = new("--case")
    {
        Description = "File with one call and its facts, {call, facts}, in JSON or YAML; '-' reads the standard input",
        HelpName = "FILE", Required = true,
    };

    public static Command Noun() => Verb.Noun("policy", "Policy documents before the vote",
        Verb.Make("policy.lint", "Every fault and warning, and what may leave without approval", LintAsync, Document,
            Figure),
        RehearsalVerbs.Test(),
        Verb.Make("policy.explain", "Why a call would be allowed or refused", Explain, Document, Case),
        RehearsalVerbs.Diff(),
        RehearsalVerbs.Backtest(),
        RehearsalVerbs.Grammar(),
        AttestationVerbs.Attest(),
        AttestationVerbs.Gate(),
        Verb.Make("policy.propose", "Stages a policy and proposes to put it in force", ProposeAsync, Document,
            Common.As, Common.Out, Common.Reason));

    private static async Task<Answer> LintAsync(VerbCall call, CancellationToken cancellation)
    {
        var file = call.Required(Document);
        var compiled = PolicyFile.Compile(await File.ReadAllBytesAsync(file, cancellation));
        var policy = (compiled as CompileAnswer.Compiled)?.Snapshot;
        var report = PolicyLint.Of(compiled, policy is null ? [] : Figures(call.Value(Figure) ?? [], policy.Document));
        var read = policy is null ? [] : PolicySentence.Of(policy.Document);
        return new Answer(report.ToJson(), writer =>
        {
            foreach (var line in read.Concat(report.ToLines(file)))
                writer.WriteLine(Terminal.Visible(line));
        }, report.IsValid ? ExitCode.Ok : ExitCode.Usage);
    }

    private static Dictionary<string, UInt256> Figures(string[] written, PolicyDocument document)
    {
        var figures = new Dictionary<string, UInt256>();
        foreach (var figure in written)
        {
            var space = figure.IndexOf(' ');
            if (space < 0 || !document.Money.TryGetValue(figure[(space + 1)..], out var budget)
                || !AmountText.TryUnits(figure.AsSpan(0, space), budget.Decimals, out var units))
                throw CliException.Usage("DAI-1077", $"'{figure}' is no amount of an asset of this policy", "--figure",
                    $"write NUMBER ASSET, as in \"1000 {document.Money.Keys.FirstOrDefault() ?? "USDC"}\"");
            figures[budget.Name] = units;
        }
        return figures;
    }

    private static async Task<Answer> Explain(VerbCall call, CancellationToken cancellation)
    {
        var policy = Policies.Compile(call.Required(Document));
        var (asked, facts) = await ReadCaseAsync(call.Value(Case)!, cancellation);
        var explanation = PolicyExplain.Of(policy, asked, facts);
        return new Answer(PolicyExplain.ToJson(explanation), writer =>
        {
            foreach (var line in PolicyExplain.ToLines(policy, asked, explanation))
                writer.WriteLine(Terminal.Visible(line));
        });
    }

    private static async Task<Answer> ProposeAsync(VerbCall call, CancellationToken cancellation)
    {
        var policy = Policies.Compile(call.Required(Document));
        using var dao = call.OpenDao();
        Policies.CheckChain(policy, dao);
        var agent = await dao.AgentAsync(policy.Agent, cancellation);
        return await Proposing.ProposeAsync(call, dao,
            [dao.Policies.PublishCall(agent.Id, policy.Root, policy.Limits.Published)],
            $"Policy {policy.Root} of {policy.Agent}{(policy.Document.About is { } about ? $": {about}" : "")}",
            cancellation,
            ($"the policy of {policy.Agent}", policy.Canonical));
    }

    private static async Task<(ToolCall Call, Facts Facts)> ReadCaseAsync(string file, CancellationToken cancellation)
    {
        var text = file == "-"
            ? await Console.In.ReadToEndAsync(cancellation)
            : await File.ReadAllTextAsync(file, cancellation);
        return CaseReader.Question(text) switch
        {
            QuestionAnswer.Read read => (read.Call, read.Facts),
            QuestionAnswer.Refused refused => throw CliException.Usage("DAI-1062", $"no case: {refused.Fault}",
                $"{file}:{refused.Fault.Place}", "write {\"call\":{\"tool\":...,\"args\":{...}},"
                + "\"facts\":{\"instructor\":...,\"time\":...,\"turn\":[...]}}"),
            var other => throw new InvalidOperationException($"unknown answer {other}"),
        };
    }
}
