using System.CommandLine;
using System.Text.Json.Nodes;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Words that a shell offers: a script for the shell, which asks this program what may follow.</summary>
internal static class CompletionVerb
{
    private static readonly Argument<string> Shell = new Argument<string>("SHELL")
    {
        Description = "bash, zsh or fish",
    }.AcceptOnlyFromAmong("bash", "zsh", "fish");

    // Each calls the program under the name that was typed: ./dai completes itself.
    private const string Bash = """
        _dai() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" \
                -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _dai dai ./dai
        """;

    private const string Zsh = """
        #compdef dai
        _dai() {
            local -a found
            found=("${(@f)$("${words[1]}" "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
            compadd -- $found
        }
        compdef _dai dai ./dai
        """;

    private const string Fish = """
        function __dai_words
            set -l line (commandline -cp)
            set -l words (commandline -poc)
            $words[1] "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c dai -f -a '(__dai_words)'
        """;

    public static Command Make() => Verb.Make("completion",
        "A script with which a shell completes words: source <(dai completion bash)", Run, Shell);

    /// <summary>Whether a line is a shell's question instead of a command.</summary>
    public static bool Asks(string[] words) => words is [var first, ..]
        && first.StartsWith("[suggest", StringComparison.Ordinal);

    private static Task<Answer> Run(VerbCall call, CancellationToken cancellation)
    {
        var script = call.Required(Shell) switch
        {
            "bash" => Bash,
            "zsh" => Zsh,
            _ => Fish,
        };
        return Task.FromResult(Answer.Lines(new JsonObject { ["script"] = script }, script));
    }
}
