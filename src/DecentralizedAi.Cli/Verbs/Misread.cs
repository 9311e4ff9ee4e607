using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Policy.Documents;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>What is wrong with a line that is no command: the word, the place and the word that was meant.</summary>
internal static partial class Misread
{
    private const string Code = "DAI-1000";

    /// <summary>True when the line stops at a noun, or says nothing: the list of what could follow is the answer.
    /// </summary>
    public static bool WantsVerb(ParseResult parsed) =>
        parsed.CommandResult.Command.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count == 0;

    public static CliException Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var line = Line(parsed.CommandResult);
        if (command.Subcommands.Count > 0)
            return Verb(command, line, parsed.UnmatchedTokens);
        if (Swallowed(parsed) is { } bare)
            return CliException.Usage(Code, $"'{bare.Option}' has no value: '{bare.Next}' follows it", bare.Option,
                "give it one; a variable of the shell that is empty leaves none");
        if (parsed.UnmatchedTokens.Count > 0)
            return Extra(parsed, command, line);
        var missing = command.Arguments
            .Where(argument => argument.Arity.MinimumNumberOfValues > (parsed.GetResult(argument)?.Tokens.Count ?? 0))
            .Select(argument => argument.Name)
            .Concat(command.Options
                .Where(option => option.Required && (parsed.GetResult(option)?.Tokens.Count ?? 0) == 0)
                .Select(Typed)).ToList();
        if (missing.Count > 0)
            return CliException.Usage(Code, $"'{line}' needs {string.Join(" and ", missing)}", line,
                $"type it as: {Usage(command, line)}");
        var error = parsed.Errors[0];
        var place = error.SymbolResult is OptionResult named ? named.Option.Name : line;
        return CliException.Usage(Code, Words(error.Message), place, $"'{line} --help' shows what it takes");
    }

    // An option without its value takes the next word for it, and that may be an option.
    private static (string Option, string Next)? Swallowed(ParseResult parsed)
    {
        var known = Options(parsed.CommandResult).ToHashSet(StringComparer.Ordinal);
        return parsed.CommandResult.Children.OfType<OptionResult>()
            .Where(given => given.Tokens.Any(token => known.Contains(token.Value)))
            .Select(given => ((string, string)?)(given.Option.Name, given.Tokens[0].Value)).FirstOrDefault();
    }

    /// <summary>The argument or the option whose value a message quotes; null when it quotes none.</summary>
    public static string? PlaceOf(ParseResult parsed, string message) => parsed.CommandResult.Children
        .Where(child => child.Tokens.Any(token => message.Contains($"'{token.Value}'", StringComparison.Ordinal)))
        .Select(child => child switch
        {
            ArgumentResult argument => argument.Argument.Name,
            OptionResult option => option.Option.Name,
            _ => null,
        }).FirstOrDefault();

    private static string Typed(Option option) =>
        option.HelpName is { } value ? $"{option.Name} {value}" : option.Name;

    // What the parser says of a value names types of this program, and lists on lines of their own.
    private static string Words(string message)
    {
        if (NotParsed().Match(message) is { Success: true } value)
            return $"'{value.Groups["value"].Value}' is not " + (value.Groups["type"].Value switch
            {
                "Int32" or "UInt32" or "Int64" or "UInt64" or "UInt16" => "a whole number of this size",
                "Double" or "Decimal" => "a number",
                "Boolean" => "true or false",
                _ => "what belongs here",
            });
        return NotKnown().Match(message) is { Success: true } word
            ? $"'{word.Groups["value"].Value}' is none of " + string.Join(", ", message[word.Length..].Split(
                ['\n', '\t', '\r', '\''], StringSplitOptions.RemoveEmptyEntries))
            : message;
    }

    [GeneratedRegex(@"^Cannot parse argument '(?<value>[^']*)'.*'System\.(?:Nullable`1\[System\.)?(?<type>\w+)")]
    private static partial Regex NotParsed();

    [GeneratedRegex(@"^Argument '(?<value>[^']*)' not recognized\. Must be one of:")]
    private static partial Regex NotKnown();

    private static CliException Verb(Command command, string line, IReadOnlyList<string> words)
    {
        var known = command.Subcommands.Select(verb => verb.Name).ToList();
        if (words.Count == 0)
            return CliException.Usage(
                Code, $"'{line}' alone does nothing", line, $"add one of: {string.Join(", ", known)}");
        var word = words[0];
        var fix = NearestWord.To(word, known) is { } meant
            ? $"did you mean '{line} {meant}'?"
            : $"there are: {string.Join(", ", known)}";
        return CliException.Usage(Code, $"'{word}' is no command of '{line}'", line, fix);
    }

    private static CliException Extra(ParseResult parsed, Command command, string line)
    {
        var word = parsed.UnmatchedTokens[0];
        if (!word.StartsWith('-'))
            return CliException.Usage(Code, $"'{word}' is a word too many", line,
                $"put words with spaces in quotes; type it as: {Usage(command, line)}");
        var known = Options(parsed.CommandResult).ToList();
        var fix = NearestWord.To(word, known) is { } meant
            ? $"did you mean '{meant}'?"
            : $"there are: {string.Join(", ", known)}";
        return CliException.Usage(Code, $"'{word}' is no option of '{line}'", line, fix);
    }

    private static IEnumerable<string> Options(CommandResult result)
    {
        var own = result.Command.Options.Where(option => !option.Hidden);
        var above = result.Parent is CommandResult parent
            ? Above(parent).Where(option => option is { Recursive: true, Hidden: false })
            : [];
        return own.Concat(above).Select(option => option.Name).Distinct(StringComparer.Ordinal);
    }

    private static IEnumerable<Option> Above(CommandResult result) => result.Parent is CommandResult parent
        ? result.Command.Options.Concat(Above(parent))
        : result.Command.Options;

    private static string Usage(Command command, string line) => string.Join(' ',
        command.Arguments.Select(argument => argument.Name).Prepend(line)
            .Concat(command.Options.Where(option => option.Required).Select(Typed)));

    private static string Line(CommandResult result) => result.Parent is CommandResult parent
        ? $"{Line(parent)} {result.Command.Name}"
        : "dai";
}
