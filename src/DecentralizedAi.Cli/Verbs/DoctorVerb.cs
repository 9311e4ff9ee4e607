using System.CommandLine;
using System.Text.Json.Nodes;
using DecentralizedAi.Cli.Doctor;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Looks at everything and names each fault with its fix.</summary>
internal static class DoctorVerb
{
    public static Command Make() =>
        Verb.Make("doctor", "Looks at machine, chain and nodes; names each fault with its fix", RunAsync);

    private static async Task<Answer> RunAsync(VerbCall call, CancellationToken cancellation)
    {
        List<Finding> findings =
        [
            .. MachineChecks.Run(call),
            .. await ChainChecks.RunAsync(call, cancellation),
            .. await NodeChecks.RunAsync(call, cancellation),
        ];
        var faults = findings.Count(finding => !finding.Well);
        var width = findings.Max(finding => finding.Part.Length);
        var lines = findings.SelectMany(finding => finding.Well
            ? (string[])[$"well   {finding.Part.PadRight(width)}  {finding.Found}"]
            :
            [
                $"FAULT  {finding.Part.PadRight(width)}  {finding.Found}",
                $"       {"".PadRight(width)}  fix: {finding.Fix}",
            ]);
        return Answer.Lines(
            new JsonObject { ["ok"] = faults == 0, ["findings"] = new JsonArray([.. findings.Select(Facts)]) },
            [.. lines.Select(Terminal.Visible), faults == 0 ? "nothing is wrong" : $"{faults} to mend"])
            with { Exit = faults == 0 ? ExitCode.Ok : ExitCode.Failed };
    }

    private static JsonNode Facts(Finding finding) => new JsonObject
    {
        ["part"] = finding.Part, ["ok"] = finding.Well, ["found"] = finding.Found, ["fix"] = finding.Fix,
    };
}
