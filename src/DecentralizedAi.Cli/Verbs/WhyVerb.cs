using System.CommandLine;
using System.Text.Json.Nodes;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Cli.Why;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>From an action back to the votes.</summary>
internal static class WhyVerb
{
    private static readonly Option<string?> Dao = new("--dao")
    {
        Description = "The DAO's manifest; default the home's", HelpName = "MANIFEST",
    };

    public static Command Make() =>
        Verb.Make("why", "Explains an action: who asked, which rule, who voted it", RunAsync,
            TrustedLog.Action, TrustedLog.Bundle, TrustedLog.Trust, Dao);

    private static async Task<Answer> RunAsync(VerbCall call, CancellationToken cancellation)
    {
        var action = Bytes32.Parse(call.Required(TrustedLog.Action));
        var manifest = call.Value(Dao) ?? (File.Exists(call.Manifest) ? call.Manifest : null);
        var (bytes, trust) = await TrustedLog.ReadAsync(call, manifest, cancellation);
        var trusted = call.Value(TrustedLog.Trust) is not null;
        var lines = new Lineage(BundleReader.Read(bytes)).Of(action)
            ?? throw CliException.Usage("DAI-1063", $"the log holds no action {action}", "ACTION",
                "'dai log tail' and 'dai agent log' show what is there; a new action is anchored within seconds");
        var rows = new Listing(new("step"), new("standing"), new("what", Fit.Wrap));
        foreach (var line in lines)
            rows.Add(new(line.Subject), new(line.Mark, line.Standing switch
            {
                Standing.Proven => Tone.Good,
                Standing.Claimed => Tone.Open,
                _ => Tone.Faint,
            }), new(line.Text));
        return new Answer(new JsonObject
        {
            ["action"] = action.ToString(),
            ["trust"] = trust.ToString(),
            ["trusted"] = trusted,
            ["lines"] = new JsonArray([.. lines.Select(line => new JsonObject
            {
                ["subject"] = line.Subject, ["standing"] = line.Mark, ["text"] = line.Text,
            })]),
        }, page =>
        {
            page.Draw(rows, "nothing is known of it");
            page.WriteLine($"under block {trust}{(trusted ? "" : " (taken from the bundle itself)")}");
        });
    }
}
