using System.CommandLine;
using System.Text.Json.Nodes;
using DecentralizedAi.Chain.Bundles;
using DecentralizedAi.Cli.Log;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>The log as a file, and what a stranger makes of it.</summary>
internal static class LogVerbs
{
    private static readonly Option<string?> Agent = new("--agent")
    {
        Description = "One agent; without it all agents", HelpName = "NAME",
    };

    private static readonly Option<string> Out = new("--out")
    {
        Description = "Where it is written", HelpName = "F", Required = true,
    };

    private static readonly Argument<string> Bundle = new("BUNDLE") { Description = "A bundle: dai.bundle/1" };

    private static readonly Option<string> Trust = new("--trust")
    {
        Description = "Hash of a block that you trust", HelpName = "HASH", Required = true,
    };

    private static readonly Option<string?> Dao = new("--dao")
    {
        Description = "The DAO's manifest; without it, whose contracts these are is not checked", HelpName = "MANIFEST",
    };

    private static readonly Option<int> Actions = new("--actions")
    {
        Description = "Also lists its newest N actions, with the ids that 'dai why' takes", HelpName = "N",
    };

    public static Command Noun() => Verb.Noun("log", "The log as a file that anybody can check",
        LogTailVerb.Make(),
        Verb.Make("log.export", "Writes log, proofs and documents into one bundle, or a period's leaves as a table",
            ExportAsync, Agent, Out, LogTable.Format, LogTable.From, LogTable.To),
        Verb.Make("log.verify", "The nine checks, from one block hash, without asking any node", VerifyAsync, Bundle,
            Trust, Dao, Actions));

    /// <summary>The home's log at the head, with its block.</summary>
    public static async Task<ExportedBundle> ExportAsync(
        VerbCall call, string? agent, CancellationToken cancellation)
    {
        using var dao = call.OpenDao();
        IReadOnlyList<ulong> agents = agent is null ? [] : [(await dao.AgentAsync(agent, cancellation)).Id];
        return await Exporting.ExportAsync(
            call.Home, call.Manifest, Settings.Read(call).Store, dao.Endpoint,
            Path.Combine(VerbCall.Root, "agents"), agents, cancellation);
    }

    private static async Task<Answer> ExportAsync(VerbCall call, CancellationToken cancellation)
    {
        var table = LogTable.IsWanted(call);
        if (call.Preview($"write the log of {call.Value(Agent) ?? "all agents"} at the head into "
                + $"'{Path.GetFullPath(call.Value(Out)!)}'") is { } preview)
            return preview;
        var exported = await ExportAsync(call, call.Value(Agent), cancellation);
        var file = Path.GetFullPath(call.Value(Out)!);
        if (table)
            return await LogTable.WriteAsync(call, exported, file, cancellation);
        await Exporting.WriteAsync(exported.Bundle, file, cancellation);
        var leaves = exported.Bundle.Entries.Sum(entry => entry.Leaves.Count);
        return Answer.Lines(new JsonObject
        {
            ["bundle"] = file,
            ["manifest"] = call.Manifest,
            ["trust"] = exported.Block.Hash.ToString(),
            ["block"] = exported.Block.Number,
            ["leaves"] = leaves,
            ["unanchored"] = exported.Bundle.Unanchored.Count,
        },
            $"{leaves} leaves in {file}, {exported.Bundle.Unanchored.Count} not anchored yet",
            $"  proven against block {exported.Block.Number}",
            $"  check it: dai log verify {file} --trust {exported.Block.Hash} --dao {call.Manifest}");
    }

    private static Task<Answer> VerifyAsync(VerbCall call, CancellationToken cancellation)
    {
        if (call.Value(Actions) < 0)
            throw CliException.Usage("DAI-1204", $"{call.Value(Actions)} is no number of actions", "--actions",
                "choose a number from 0");
        call.Terminal.Meanwhile($"verifying {call.Required(Bundle)}");
        return Task.FromResult(LogVerify.Answer(
            call.Required(Bundle), call.Value(Trust)!, call.Value(Dao), call.Value(Actions)));
    }

    /// <summary>A bundle file, or the home's log.</summary>
    public static async Task<(byte[] Bytes, Bytes32 Trust)> ReadAsync(
        VerbCall call, string? file, CancellationToken cancellation)
    {
        if (file is null)
        {
            var exported = await ExportAsync(call, null, cancellation);
            return (Domain.Bundles.BundleWriter.Write(exported.Bundle), exported.Block.Hash);
        }
        var bytes = await File.ReadAllBytesAsync(file, cancellation);
        return (bytes, Keccak256.Hash(Domain.Bundles.BundleReader.Read(bytes).Header));
    }
}
