using System.CommandLine;
using System.Text.Json.Nodes;
using DecentralizedAi.Cli.Log;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Cli.Why;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>From an action back to the votes.</summary>
internal static class WhyVerb
{
    private static readonly Argument<string> Action = new("ACTION") { Description = "The whole action id" };

    private static readonly Option<string?> Bundle = new("--bundle")
    {
        Description = "A bundle; without it the home's own log is exported first", HelpName = "F",
    };

    private static readonly Option<string?> Trust = new("--trust")
    {
        Description = "Hash of a block that you trust; without it the bundle's own block is taken at its word",
        HelpName = "HASH",
    };

    private static readonly Option<string?> Dao = new("--dao")
    {
        Description = "The DAO's manifest; default the home's", HelpName = "MANIFEST",
    };

    public static Command Make() =>
        Verb.Make(
            "why", "Explains an action: who asked, which rule, who voted it", RunAsync, Action, Bundle, Trust, Dao);

    private static async Task<Answer> RunAsync(VerbCall call, CancellationToken cancellation)
    {
        var action = Bytes32.Parse(call.Required(Action));
        var (bytes, own) = await LogVerbs.ReadAsync(call, call.Value(Bundle), cancellation);
        var trust = call.Value(Trust) is { } given ? Bytes32.Parse(given) : own;
        var manifest = call.Value(Dao) ?? (File.Exists(call.Manifest) ? call.Manifest : null);
        var result = LogVerify.Verify(
            bytes, trust, manifest is null ? null : await File.ReadAllBytesAsync(manifest, cancellation));
        if (result.Failure is { } failure)
            throw new CliException(ExitCode.Unproven, "DAI-5001", $"check {failure.Check} failed: {failure.Reason}",
                failure.Element, "do not rely on this bundle; export it again from a node that you trust");
        var lines = new Lineage(BundleReader.Read(bytes)).Of(action)
            ?? throw CliException.Usage("DAI-1063", $"the log holds no action {action}", "ACTION",
                "'dai agent log' shows what is there; a new action is anchored within seconds");
        return Answer.Lines(new JsonObject
        {
            ["action"] = action.ToString(),
            ["trust"] = trust.ToString(),
            ["trusted"] = call.Value(Trust) is not null,
            ["lines"] = new JsonArray([.. lines.Select(line => new JsonObject
            {
                ["subject"] = line.Subject, ["standing"] = line.Mark, ["text"] = line.Text,
            })]),
        }, lines.Select(line => Terminal.Visible($"{line.Subject,-12} {line.Mark,-12} {line.Text}"))
            .Append($"under block {trust}{(call.Value(Trust) is null ? " (taken from the bundle itself)" : "")}"));
    }
}
