using System.CommandLine;
using DecentralizedAi.Cli.Log;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>The log that a verb about one action reads, verified before anything in it is told.</summary>
internal static class TrustedLog
{
    public static readonly Argument<string> Action = new("ACTION") { Description = "The whole action id" };

    public static readonly Option<string?> Bundle = new("--bundle")
    {
        Description = "A bundle; without it the home's own log is exported first", HelpName = "F",
    };

    public static readonly Option<string?> Trust = new("--trust")
    {
        Description = "Hash of a block that you trust; without it the bundle's own block is taken at its word",
        HelpName = "HASH",
    };

    /// <param name="manifest">File of the DAO's manifest; null checks the rest.</param>
    /// <returns>The bundle, and the block under which it holds.</returns>
    /// <exception cref="CliException">DAI-5001: a check failed; DAI-5003: no manifest.</exception>
    public static async Task<(byte[] Bytes, Bytes32 Trust)> ReadAsync(
        VerbCall call, string? manifest, CancellationToken cancellation)
    {
        var (bytes, own) = await LogVerbs.ReadAsync(call, call.Value(Bundle), cancellation);
        var trust = call.Value(Trust) is { } given ? Bytes32.Parse(given) : own;
        var result = LogVerify.Verify(bytes, trust, manifest is null ? null : LogVerify.Manifest(manifest));
        return result.Failure is not { } failure
            ? (bytes, trust)
            : throw new CliException(ExitCode.Unproven, "DAI-5001", $"check {failure.Check} failed: {failure.Reason}",
                failure.Element, "do not rely on this bundle; export it again from a node that you trust");
    }
}
