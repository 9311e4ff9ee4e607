using System.Text.Json;
using DecentralizedAi.Domain.Policy;

namespace DecentralizedAi.Domain.Models;

/// <summary>
/// One case of an evaluation file: an instruction, its context, and which calls are right, just as right, or never
/// to be proposed. Nothing is executed: the model is told so and goes on with what needs no result.
/// </summary>
/// <param name="Prior">Calls made before for the same instruction, by their values, with their results.</param>
/// <param name="Right">The expected sequence first, then the alternatives.</param>
public sealed record EvalCase(
    string Id, string Register, string Text, TurnContext Context,
    IReadOnlyList<(ProposedCall Call, string Result)> Prior,
    IReadOnlyList<IReadOnlyList<ProposedCall>> Right, IReadOnlyList<ProposedCall> Never)
{
    /// <summary>More calls than any case expects; whoever goes on this long has lost the thread.</summary>
    public const int MaxCalls = 6;

    /// <summary>Reads one line of JSON.</summary>
    /// <exception cref="FormatException">A member is missing or of another kind.</exception>
    public static EvalCase Parse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return Read(document.RootElement);
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"not an evaluation case: {broken.Message}", broken);
        }
    }

    /// <summary>The turn with which the model is asked for its first call.</summary>
    public Turn Start()
    {
        var turn = Turn.Start(Context).AddInstruction(Text);
        foreach (var (call, result) in Prior)
            turn = turn.AddCall(turn.Refer(call)).AddResult(result, LabelOf(call.Tool));
        return turn;
    }

    /// <summary>The turn after a proposed call, or null when the model has come to an end.</summary>
    public static Turn? Next(Turn turn, ProposedCall call, int made) =>
        call.Tool is "reply" or "refuse" || made >= MaxCalls
            ? null
            : turn.AddCall(call).AddResult(PromptFormat.NotExecuted, Label.Instruction);

    private static Label LabelOf(string tool) => tool switch
    {
        "wallet.pay" or "wallet.balance" => Label.Chain,
        "calc" => Label.Instruction,
        _ => Label.Foreign,
    };

    private static EvalCase Read(JsonElement root)
    {
        var context = root.GetProperty("context");
        // Among the lists of names stands one of symbols: the assets.
        var lists = context.TryGetProperty("lists", out var listed) ? listed.EnumerateObject().ToList() : [];
        var names = lists.Where(list => list.Value.ValueKind == JsonValueKind.Object)
            .SelectMany(list => list.Value.EnumerateObject()
                .Select(entry => new NamedAddress(entry.Name, entry.Value.GetString()!, list.Name))).ToList();
        var assets = Items(context, "assets").Concat(lists.Where(list => list.NameEquals("assets"))
            .SelectMany(list => list.Value.EnumerateArray())).Select(asset => asset.GetString()!).ToList();
        return new EvalCase(
            root.GetProperty("id").GetString()!, root.GetProperty("register").GetString()!,
            root.GetProperty("text").GetString()!, new TurnContext(assets, names),
            [.. Items(context, "prior").Select(item =>
                (Call(item.GetProperty("call")), item.GetProperty("result").GetString()!))],
            [Calls(root.GetProperty("expect")), .. Items(root, "alternatives").Select(Calls)],
            [.. Items(root, "never").Select(Call)]);
    }

    private static IEnumerable<JsonElement> Items(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var items) ? items.EnumerateArray() : [];

    private static IReadOnlyList<ProposedCall> Calls(JsonElement array) => [.. array.EnumerateArray().Select(Call)];

    private static ProposedCall Call(JsonElement call) => new(
        call.GetProperty("tool").GetString()!,
        [.. call.GetProperty("args").EnumerateObject()
            .Select(arg => new CallArgument(arg.Name, arg.Value.GetString()!))]);
}
