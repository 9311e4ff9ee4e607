using System.CommandLine;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Cli.Verbs;

var root = Tree.Root();
var parsed = root.Parse(args);
if (parsed.Errors.Count == 0)
    return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(20) });

// What was typed has no shape yet, so whether it asked for JSON is read from its words.
var terminal = new Terminal(Console.Out, Console.Error, args.Contains("--json"), interactive: false);
terminal.Fail(Tree.SchemaOf(parsed), CliException.Usage(
    "DAI-1000", string.Join(" ", parsed.Errors.Select(error => error.Message)), string.Join(' ', args),
    "'dai --help', or --help after a noun, shows what there is"));
return (int)ExitCode.Usage;
