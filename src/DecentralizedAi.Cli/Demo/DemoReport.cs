using System.Text.Json.Nodes;

namespace DecentralizedAi.Cli.Demo;

/// <summary>The object of <c>dai demo --json</c>.</summary>
internal sealed class DemoReport
{
    private readonly JsonArray _steps = [];
    private readonly JsonArray _actions = [];

    public int Held { get; private set; }
    public string? Bundle { get; set; }
    public string? Manifest { get; set; }
    public string? Trust { get; set; }
    public JsonObject? Model { get; set; }

    public void Add(string id, bool ok, TimeSpan took, JsonObject detail)
    {
        Held += ok ? 1 : 0;
        _steps.Add(new JsonObject
        {
            ["id"] = id, ["ok"] = ok, ["seconds"] = Seconds(took), ["detail"] = detail,
        });
    }

    public void AddAction(string id, string verdict, string? rule, string leaf) => _actions.Add(new JsonObject
    {
        ["id"] = id, ["verdict"] = verdict, ["rule"] = rule, ["leaf"] = leaf,
    });

    public IEnumerable<string> Actions => _actions.Select(action => (string)action!["id"]!);

    public JsonObject ToJson(int seed, TimeSpan total) => new()
    {
        ["schema"] = "dai.demo/1",
        ["ok"] = Held == DemoCast.Steps.Count,
        ["seed"] = seed,
        ["steps"] = _steps,
        ["actions"] = _actions,
        ["bundle"] = Bundle,
        ["manifest"] = Manifest,
        ["trust"] = Trust,
        ["model"] = Model,
        ["total_seconds"] = Seconds(total),
    };

    private static double Seconds(TimeSpan took) => Math.Round(took.TotalSeconds, 2);
}
