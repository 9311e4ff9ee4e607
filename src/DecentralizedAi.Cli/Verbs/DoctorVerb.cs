using System.CommandLine;
using System.Text.Json.Nodes;
using DecentralizedAi.Cli.Doctor;
using DecentralizedAi.Cli.Nodes;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Looks at everything and names each fault with its fix.</summary>
internal static class DoctorVerb
{
    private static readonly Option<bool> Fix = new("--fix")
    {
        Description = "Mend what can be mended here, after showing what that is",
    };

    private static readonly Option<string?> From = new("--from")
    {
        Description = "A bundle that may hold texts that drifted here; each counts by its hash", HelpName = "BUNDLE",
    };

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static Command Make() => Verb.Make("doctor",
        "Looks at machine, chain and nodes; names each fault with its fix, and mends with --fix", RunAsync, Fix, From,
        Common.As);

    private static async Task<Answer> RunAsync(VerbCall call, CancellationToken cancellation)
    {
        var findings = await LookAsync(call, cancellation);
        var repairs = findings.Select(finding => finding.Repair).OfType<Repair>().ToList();
        if (!call.Value(Fix) || repairs.Count == 0)
            return Report(findings, []);
        if (call.Plan([.. repairs.Select(repair => repair.Plan)]) is { } plan)
            return plan;
        foreach (var repair in repairs)
            await repair.DoAsync(cancellation);
        await SeenAsync(call, cancellation);
        return Report(await LookAsync(call, cancellation), repairs);
    }

    // What a node says right after a repair is of the block before it.
    private static async Task SeenAsync(VerbCall call, CancellationToken cancellation)
    {
        var started = call.Clock.GetTimestamp();
        while (call.Clock.GetElapsedTime(started) < Patience
            && (await NodeLook.AllAsync(call, cancellation)).Any(look => look.View?.Problems.Count > 0))
            await Task.Delay(Pause, call.Clock, cancellation);
    }

    private static async Task<List<Finding>> LookAsync(VerbCall call, CancellationToken cancellation)
    {
        var machine = MachineChecks.Run(call).ToList();
        var (found, agents) = await AgentChecks.RunAsync(call, cancellation);
        List<Finding> findings =
        [
            .. machine,
            .. found,
            .. await FenceCheck.RunAsync(cancellation),
            .. HomeChecks.Run(call),
            .. await StoreChecks.RunAsync(call, call.Value(From), cancellation),
            .. await ChainChecks.RunAsync(call, agents, cancellation),
        ];
        var looks = await NodeLook.AllAsync(call, cancellation);
        findings.AddRange(await NodeChecks.RunAsync(call, looks, cancellation));
        findings.AddRange(await TransactionChecks.RunAsync(call, looks, cancellation));
        return findings;
    }

    private static Answer Report(List<Finding> findings, List<Repair> repaired)
    {
        var faults = findings.Count(finding => !finding.Well);
        var rows = new Listing(new("state"), new("part"), new("found", Fit.Wrap));
        foreach (var finding in findings)
        {
            rows.Add(finding.Well ? new("well", Tone.Good) : new("FAULT", Tone.Bad), new(finding.Part),
                new(finding.Found));
            if (!finding.Well)
                rows.Add(new(""), new(""), new($"fix: {finding.Fix}"
                    + (finding.Repair is null ? "" : " (or dai doctor --fix)"), Tone.Open));
        }
        return new Answer(
            new JsonObject
            {
                ["ok"] = faults == 0, ["findings"] = new JsonArray([.. findings.Select(Facts)]),
                ["repaired"] = new JsonArray([.. repaired.Select(repair => (JsonNode)repair.Plan)]),
            },
            page =>
            {
                foreach (var repair in repaired)
                    page.WriteLine(Terminal.Visible($"done: {repair.Plan}"));
                page.Draw(rows, "nothing was looked at");
                page.WriteLine(faults == 0 ? "nothing is wrong" : $"{faults} to mend");
            }, faults == 0 ? ExitCode.Ok : ExitCode.Failed);
    }

    private static JsonNode Facts(Finding finding) => new JsonObject
    {
        ["part"] = finding.Part, ["ok"] = finding.Well, ["found"] = finding.Found, ["fix"] = finding.Fix,
        ["repair"] = finding.Repair?.Plan,
    };
}
