using System.Text.Json.Nodes;
using DecentralizedAi.Inference.Hosting;

namespace DecentralizedAi.Node.Plugins;

/// <summary>Says which fences hold on this host, by trying them on a process that ends then.</summary>
internal static class FencesRun
{
    /// <returns>0, with one JSON line: the version of Landlock or 0, whether system calls are filtered, where
    /// <c>bwrap</c> lies or null.</returns>
    public static async Task<int> RunAsync()
    {
        // A filter that holds lets no other program start, so that one is tried first.
        var bwrap = Bubblewrap.Program;
        await Console.Out.WriteLineAsync(new JsonObject
        {
            ["landlock"] = Landlock.Version,
            ["seccomp"] = Confinement.Apply(TextWriter.Null, "fences") != "none",
            ["bwrap"] = bwrap,
        }.ToJsonString());
        return 0;
    }
}
