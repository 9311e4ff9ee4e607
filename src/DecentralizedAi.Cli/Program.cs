using System.CommandLine;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Cli.Verbs;

var root = Tree.Root();
var parsed = root.Parse(args);
// What a shell asks stands in one word with the whole line, which is no command.
if (parsed.Errors.Count == 0 || CompletionVerb.Asks(args))
    return await parsed.InvokeAsync(
        new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(20) });

// What was typed has no shape yet, so whether it asked for JSON is read from its words.
var json = args.Contains("--json");
if (Misread.WantsVerb(parsed) && !json)
    root.Parse([.. args, "--help"]).Invoke(new InvocationConfiguration { Output = Console.Error });
else
    new Terminal(Console.Out, Console.Error, json, interactive: false, Screen.None, TimeProvider.System)
        .Fail(Tree.SchemaOf(parsed), Misread.Of(parsed));
return (int)ExitCode.Usage;
