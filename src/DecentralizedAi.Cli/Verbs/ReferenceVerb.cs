using System.CommandLine;
using System.CommandLine.Help;
using System.Text;
using System.Text.Json.Nodes;
using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Cli.Errors;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>The reference of commands, configuration and errors, from what the program itself goes by.</summary>
internal static class ReferenceVerb
{
    public static Command Make() =>
        Verb.Make("reference", "All commands, keys of the configuration and errors, as Markdown", Run);

    /// <summary>The whole page; it ends with a new line.</summary>
    public static string Write(RootCommand root)
    {
        var text = new StringBuilder("""
            # Reference

            Written by `./dai reference`; a test keeps the two equal. Data goes to the standard output, everything else
            to the standard error; with `--json` there is one object, also for an error. `dai explain CODE` says what a
            code means.

            ## Commands

            Options of every command:

            | Option | Meaning |
            |---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var option in root.Options.Where(option => option is { Recursive: true, Hidden: false }))
            text.Append(Row(Usage(option), option.Description));
        foreach (var command in root.Subcommands)
            Write(text, command, "dai");
        Configuration(text);
        Errors(text);
        return text.ToString();
    }

    private static Task<Answer> Run(VerbCall call, CancellationToken cancellation)
    {
        var text = Write(Tree.Root());
        return Task.FromResult(new Answer(new JsonObject { ["markdown"] = text }, writer => writer.Write(text)));
    }

    private static void Write(StringBuilder text, Command command, string above)
    {
        var line = $"{above} {command.Name}";
        if (command.Subcommands.Count > 0)
        {
            text.Append($"\n### {line}\n\n{command.Description}.\n");
            foreach (var verb in command.Subcommands)
                Write(text, verb, line);
            return;
        }
        var words = command.Arguments.Select(Usage).Prepend(line);
        text.Append($"\n#### `{string.Join(' ', words)}`\n\n{command.Description}.\n");
        if (Examples.Of(line.Split(' ')[1..]) is { } example)
            text.Append($"\nExample: `{example}`\n");
        var rows = command.Arguments.Select(argument => (Usage(argument), argument.Description))
            .Concat(command.Options.Where(option => option is { Hidden: false, Recursive: false } and not HelpOption)
                .Select(option => (Usage(option), option.Description))).ToList();
        if (rows.Count == 0)
            return;
        text.Append("\n| | Meaning |\n|---|---|\n");
        foreach (var (usage, about) in rows)
            text.Append(Row(usage, about));
    }

    private static void Configuration(StringBuilder text)
    {
        text.Append("\n## Configuration\n\nA flag is stronger than a variable, a variable than `dai.yaml`, that than "
            + "the user's file, and all than the default.\n`dai config show --origin` says who set what.\n\n"
            + "| Key | Variable | Default | Meaning |\n|---|---|---|---|\n");
        foreach (var key in KnownKeys.All)
            text.Append($"| `{key.Path}` | `{key.Variable}` | {(key.Default is { } value ? $"`{value}`" : "")} | "
                + $"{Cell(key.About)} |\n");
    }

    private static void Errors(StringBuilder text)
    {
        text.Append("\n## Errors\n\n| Code | Exit | What happened | What to do |\n|---|---|---|---|\n");
        foreach (var error in ErrorTable.All)
            text.Append($"| {error.Code} | {(error.Exit is { } exit ? $"{(int)exit}" : "")} | {Cell(error.Cause)} | "
                + $"{Cell(error.Fix)} |\n");
    }

    private static string Usage(Argument argument) =>
        argument.Arity.MinimumNumberOfValues == 0 ? $"[{argument.Name}]" : argument.Name;

    private static string Usage(Option option) =>
        option.HelpName is { } value ? $"{option.Name} {value}" : option.Name;

    private static string Row(string usage, string? about) => $"| `{usage}` | {Cell(about ?? "")} |\n";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
