using System.Text.Json.Nodes;
using BenchmarkDotNet.Running;
using DecentralizedAi.Benchmarks.Cluster;
using DecentralizedAi.Benchmarks.Harness;
using DecentralizedAi.Benchmarks.Inference;
using DecentralizedAi.Benchmarks.Policy;
using DecentralizedAi.Benchmarks.Tools;
using DecentralizedAi.Inference.Hosting;

// dai bench [--gate] [--only GROUP|ID] [--json] | people [arguments of BenchmarkDotNet]
const int Failed = 1, Usage = 2;
if (args is ["people", .. var rest])
{
    BenchmarkSwitcher.FromAssembly(typeof(PolicyPeople).Assembly).Run(rest);
    return 0;
}
if (args is ["model-host"])
    return await ModelHost.RunProcessAsync(CancellationToken.None);
var json = args.Contains("--json");
// The figures alone are the output: what the actors of a measured node say goes where all other talk goes.
var figures = Console.Out;
Console.SetOut(Console.Error);
Bench[] all = [.. PolicyBenches.All, .. ClusterBenches.All, .. InferenceBenches.All, .. ToolBenches.All];
var only = args.SkipWhile(word => word != "--only").Skip(1).FirstOrDefault();
var unknown = args.Where((word, i) => word is not ("--json" or "--gate" or "--only")
    && (i == 0 || args[i - 1] != "--only")).FirstOrDefault();
var asked = all.Where(bench => bench.IsAsked(only)).ToArray();
if (unknown is not null || (args.Contains("--only") && only is null))
    return Refuse("DAI-1000", $"'{unknown ?? "--only"}' is not understood",
        "dai bench [--gate] [--only GROUP|ID] [--json]");
if (asked.Length == 0)
    return Refuse("DAI-1301", $"no figure '{only}'", $"one of {string.Join(", ", all.SelectMany(bench => bench.Ids))}");

var metrics = new List<Metric>();
using var stop = new CancellationTokenSource();
try
{
    foreach (var bench in asked)
    {
        Console.Error.WriteLine($"measuring {string.Join(", ", bench.Ids)}");
        foreach (var metric in await bench.RunAsync(stop.Token))
        {
            metrics.Add(metric);
            if (!json)
                figures.WriteLine(metric.ToLine());
        }
    }
}
catch (InvalidOperationException fault)
{
    return Refuse("DAI-1302", fault.Message, "a comparison without equal answers is none");
}
// Without the gate a figure that misses its goal is news and no failure.
var misses = args.Contains("--gate") && !metrics.All(metric => metric.Passes);
if (json)
    figures.WriteLine(new JsonObject
    {
        ["schema"] = "dai.bench/1",
        ["ok"] = !misses,
        ["metrics"] = new JsonArray([.. metrics.Select(metric => metric.ToJson())]),
    }.ToJsonString());
return misses ? Failed : 0;

int Refuse(string code, string message, string fix)
{
    if (json)
        figures.WriteLine(new JsonObject
        {
            ["schema"] = "dai.bench/1",
            ["ok"] = false,
            ["error"] = new JsonObject
            {
                ["code"] = code,
                ["message"] = message,
                ["where"] = "bench",
                ["fix"] = fix,
            },
        }.ToJsonString());
    Console.Error.WriteLine($"{code} {message}\n  fix: {fix}");
    return code == "DAI-1302" ? Failed : Usage;
}
