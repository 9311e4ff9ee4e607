using System.CommandLine;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>A plugin under its author's hands: built at each change, its calls decided by a policy.</summary>
internal static class PluginDevVerb
{
    private static readonly Option<string?> Policy = new("--policy")
    {
        Description = "The policy that decides (default: policy.yaml of the folder)", HelpName = "FILE",
    };

    public static Command Make() => Verb.Make("plugin.dev",
        "Builds a plugin at each change; takes calls, one a line: TOOL NAME=VALUE NAME=\"TWO WORDS\"", RunAsync,
        PluginProjectVerbs.Folder, Policy);

    private static async Task<Answer> RunAsync(VerbCall call, CancellationToken cancellation)
    {
        var folder = call.Required(PluginProjectVerbs.Folder);
        var project = PluginProject.Find(folder);
        var policy = call.Value(Policy) ?? Path.Combine(folder, "policy.yaml");
        if (!File.Exists(policy))
            throw CliException.Usage("DAI-1097", $"there is no policy '{policy}'", "--policy",
                "write one that permits the plugin's tools; 'dai plugin check' prints their signatures");
        var bench = new Bench(call, project, policy);
        try
        {
            return await bench.RunAsync(cancellation);
        }
        finally
        {
            bench.Dispose();
        }
    }

    private sealed class Bench(VerbCall call, PluginProject project, string policy) : IDisposable
    {
        private readonly string _canonical = Path.GetTempFileName();
        private PluginSession? _session;
        private int _calls;
        private int _builds;

        public async Task<Answer> RunAsync(CancellationToken cancellation)
        {
            // A line of the input, or null for a change of the sources.
            var inbox = Channel.CreateUnbounded<string?>();
            using var watch = project.Watch(() => inbox.Writer.TryWrite(null));
            await BuildAsync(cancellation);
            _ = Task.Run(() => ReadAsync(inbox.Writer, cancellation), cancellation);
            await foreach (var line in inbox.Reader.ReadAllAsync(cancellation))
                if (line is null)
                {
                    while (inbox.Reader.TryPeek(out var next) && next is null)
                        inbox.Reader.TryRead(out _);
                    await BuildAsync(cancellation);
                }
                else if (line.Trim().Length > 0)
                    await AskAsync(line, cancellation);
            return Answer.Lines(new JsonObject { ["ok"] = true, ["calls"] = _calls, ["builds"] = _builds });
        }

        public void Dispose()
        {
            _session?.Dispose();
            File.Delete(_canonical);
        }

        private static async Task ReadAsync(ChannelWriter<string?> inbox, CancellationToken cancellation)
        {
            while (await Console.In.ReadLineAsync(cancellation) is { } line)
                inbox.TryWrite(line);
            inbox.Complete();
        }

        private async Task BuildAsync(CancellationToken cancellation)
        {
            _session?.Dispose();
            _session = null;
            _builds++;
            call.Terminal.Step("building");
            if (await project.BuildAsync(call.Terminal.Error, cancellation) is not { } assembly)
            {
                Give(new JsonObject { ["event"] = "broken" }, _ => { });
                return;
            }
            await File.WriteAllBytesAsync(_canonical, Policies.Compile(policy).Canonical.ToArray(), cancellation);
            _session = await PluginSession.StartAsync(assembly, _canonical, cancellation);
            var report = _session?.Report ?? [];
            var taken = report["findings"]?.AsArray().Count == 0;
            report.Insert(0, "event", taken ? "ready" : "refused");
            Give(report, writer =>
            {
                if (report.ContainsKey("findings"))
                    PluginVerbs.Write(report, writer);
            });
        }

        private async Task AskAsync(string line, CancellationToken cancellation)
        {
            var answer = _session is null ? null : await _session.AskAsync(line, cancellation);
            if (answer is null)
            {
                Give(new JsonObject { ["event"] = "none", ["line"] = line },
                    writer => writer.WriteLine("there is no plugin that could be called; change a source"));
                return;
            }
            _calls++;
            answer.Insert(0, "event", "call");
            Give(answer, writer => Write(answer, writer));
        }

        private void Give(JsonObject facts, Action<Page> human)
        {
            call.Terminal.Give(Verb.SchemaOf("plugin.dev"), new Answer(facts, human));
            call.Terminal.Data.Flush();
        }

        private static void Write(JsonObject answer, Page writer)
        {
            if ((string?)answer["error"] is { } error)
            {
                writer.WriteLine(Terminal.Visible(error));
                return;
            }
            writer.WriteLine(Terminal.Visible($"{answer["call"]}"));
            writer.WriteLine(Terminal.Visible($"  {answer["verdict"]}: {answer["reason"]}"));
            writer.WriteLine($"  cost    {Named(answer["cost"]!)}; left {Named(answer["left"]!)}");
            foreach (var leaf in answer["leaves"]!.AsArray())
                writer.WriteLine($"  leaf    {leaf!["seq"]} {leaf["kind"]} {leaf["verdict"]} {leaf["hash"]}");
            if ((string?)answer["label"] is { } label)
                writer.WriteLine(Terminal.Visible($"  {answer["outcome"]} in {answer["milliseconds"]} ms, {label}: "
                    + $"{answer["result"]}"));
        }

        private static string Named(JsonNode values) => values.AsObject() is { Count: > 0 } named
            ? string.Join(", ", named.Select(one => $"{one.Key} {one.Value}")) : "none";
    }
}
