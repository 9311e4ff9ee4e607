using System.CommandLine;
using System.CommandLine.Parsing;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>One verb of the command line.</summary>
internal static class Verb
{
    /// <summary>A command that answers with one object.</summary>
    /// <param name="path">Its words joined by points, for the schema: <c>agent.run</c>.</param>
    /// <param name="symbols">Its arguments and options.</param>
    public static Command Make(
        string path, string about, Func<VerbCall, CancellationToken, Task<Answer>> run, params Symbol[] symbols)
    {
        var command = new Command(path[(path.LastIndexOf('.') + 1)..], about);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
                command.Arguments.Add(argument);
            else
                command.Options.Add((Option)symbol);
        }
        command.SetAction((parsed, cancellation) => RunAsync(parsed, path, run, cancellation));
        return command;
    }

    /// <summary>A noun with its verbs.</summary>
    public static Command Noun(string name, string about, params Command[] verbs)
    {
        var noun = new Command(name, about);
        foreach (var verb in verbs)
            noun.Subcommands.Add(verb);
        return noun;
    }

    public static string SchemaOf(string path) => $"dai.{path}/1";

    private static async Task<int> RunAsync(
        ParseResult parsed, string path, Func<VerbCall, CancellationToken, Task<Answer>> run,
        CancellationToken cancellation)
    {
        var call = new VerbCall(parsed, TimeProvider.System);
        try
        {
            var answer = await run(call, cancellation);
            call.Terminal.Give(SchemaOf(path), answer);
            return (int)answer.Exit;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            call.Terminal.Fail(SchemaOf(path), new CliException(ExitCode.Interrupted, "DAI-1036", "interrupted", "dai",
                "what was already done stands; the same command may be repeated"));
            return (int)ExitCode.Interrupted;
        }
        catch (Exception failure)
        {
            var known = Failures.Of(failure);
            if (failure is FormatException && Misread.PlaceOf(parsed, known.Message) is { } place)
                known = CliException.Usage(known.Code, known.Message, place, known.Fix);
            call.Terminal.Fail(SchemaOf(path), known);
            return (int)known.Exit;
        }
    }
}
