using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>The help of a command, and below it a line to type.</summary>
internal sealed class Help(HelpAction usual) : SynchronousCommandLineAction
{
    // Longer lines are hard to read on any screen.
    private const int Widest = 100;

    public override bool ClearsParseErrors => true;

    /// <summary>Puts it in the place of the usual help.</summary>
    public static void Install(RootCommand root)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        // Words of another system, which completion would offer before all others.
        foreach (var alias in option.Aliases.Where(alias => alias[0] == '/').ToList())
            option.Aliases.Remove(alias);
        if (option.Action is HelpAction usual)
            option.Action = new Help(usual);
    }

    public override int Invoke(ParseResult parseResult)
    {
        usual.MaxWidth = Math.Min(Screen.Of(Console.Out).Width ?? Widest, Widest);
        var exit = usual.Invoke(parseResult);
        if (Examples.Of(Tree.WordsOf(parseResult)) is { } line)
            parseResult.InvocationConfiguration.Output.WriteLine($"Example:\n  {line}\n");
        return exit;
    }
}
