using System.CommandLine;
using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Cli.Demo;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>The main job, played in one go.</summary>
internal static class DemoVerb
{
    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "Other wordings, names and amounts", HelpName = "N", DefaultValueFactory = _ => 1,
    };

    private static readonly Option<bool> Keep = new("--keep")
    {
        Description = "Keep chain state, bundle and manifest in the home's folder demo",
    };

    public static Command Make() => Verb.Make("demo", "Plays the main job with real parts", RunAsync, Seed, Keep);

    private static async Task<Answer> RunAsync(VerbCall call, CancellationToken cancellation)
    {
        var home = new DevelopmentHome(Path.Combine(call.Home.Folder, "demo"));
        LocalCluster.DemandNone(home, call.Clock);
        if (call.Preview([
                $"make a DAO on a new local chain in '{home.Folder}', in the place of one from a demo before",
                .. DemoCast.Steps.Select((step, index) => $"  {index + 1,2}. {step}"),
                call.Value(Keep) ? "leave everything there" : "stop and delete everything",
            ]) is { } preview)
            return preview;
        if (Directory.Exists(home.Folder))
            Directory.Delete(home.Folder, recursive: true);
        var started = call.Clock.GetTimestamp();
        var words = new DemoWords(call.Value(Seed));
        var agent = AgentFolder.Read(Path.Combine(VerbCall.Root, "agents", DemoWorld.Agent));
        var report = new DemoReport { Model = DemoModel.Read(agent) };
        var dao = new DevelopmentDao(
            home, new DevelopmentSettings(VerbCall.Root, 3, words.Vendors, Detached: false), call.Clock);
        await using (dao)
        {
            var world = new DemoWorld(dao, words, report, call.Clock);
            await new DemoRunner(world, DemoCast.Play(agent), call.Terminal).RunAsync(cancellation);
        }
        var facts = report.ToJson(call.Value(Seed), call.Clock.GetElapsedTime(started));
        var ok = report.Held == DemoCast.Steps.Count;
        if (call.Value(Keep))
            await File.WriteAllTextAsync(Path.Combine(home.Folder, "demo.json"), facts.ToJsonString(), cancellation);
        else
            Directory.Delete(home.Folder, recursive: true);
        // Without --json the closing words say it on the standard output.
        if (call.Terminal.Json)
            call.Terminal.Say(Score(report));
        return new Answer(facts, writer => Closing(writer, report), ok ? ExitCode.Ok : ExitCode.Failed);
    }

    private static string Score(DemoReport report) => $"{report.Held} of {DemoCast.Steps.Count}";

    private static void Closing(Page writer, DemoReport report)
    {
        writer.WriteLine(Score(report));
        writer.WriteLine("next:");
        writer.WriteLine("  ./dai up --detach");
        writer.WriteLine("  ./dai agent run treasurer \"Pay Hosting 20 USDC.\" --as manager --wait");
        writer.WriteLine("  ./dai vault show treasurer");
    }
}
