using System.CommandLine;
using System.Text.Json.Nodes;
using DecentralizedAi.Cli.Errors;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>What the code of an error means.</summary>
internal static class ExplainVerb
{
    private static readonly Argument<string?> Code = new("CODE")
    {
        Description = "As DAI-1042; without it all of them", Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Make() => Verb.Make("explain", "What the code of an error means and how to go on", Run, Code);

    private static Task<Answer> Run(VerbCall call, CancellationToken cancellation)
    {
        if (call.Parsed.GetValue(Code) is not { } code)
            return Task.FromResult(Answer.Of(
                new JsonObject { ["errors"] = new JsonArray([.. ErrorTable.All.Select(one => (JsonNode)Facts(one))]) },
                Rows(), "no errors"));
        var entry = ErrorTable.Find(code) ?? throw CliException.Usage(
            "DAI-1230", $"there is no error '{code}'", "CODE", "'dai explain' lists all of them");
        return Task.FromResult(new Answer(Facts(entry), page => page.Pairs(
            (entry.Code, new(entry.Cause)), ("fix", new(entry.Fix)),
            ("exit", new(entry.Exit is { } exit ? $"a command ends with {(int)exit}" : "it ends no command")))));
    }

    private static Listing Rows()
    {
        var rows = new Listing(new("code"), new("exit", Number: true), new("what happened", Fit.Wrap));
        foreach (var one in ErrorTable.All)
            rows.Add(new(one.Code), new(one.Exit is { } exit ? $"{(int)exit}" : "-"), new(one.Cause));
        return rows;
    }

    private static JsonObject Facts(ErrorEntry entry) => new()
    {
        ["code"] = entry.Code, ["cause"] = entry.Cause, ["fix"] = entry.Fix,
        ["exit"] = entry.Exit is { } exit ? (int)exit : null,
    };
}
