namespace DecentralizedAi.Cli.Output;

/// <summary>A verb cannot do what it was asked; says what, where and how to fix it.</summary>
/// <param name="code">DAI-nnnn.</param>
/// <param name="where">Flag, file with line, or contract.</param>
/// <param name="fix">What to do next, in the imperative.</param>
internal sealed class CliException(ExitCode exit, string code, string message, string where, string fix)
    : Exception(message)
{
    public ExitCode Exit { get; } = exit;
    public string Code { get; } = code;
    public string Where { get; } = where;
    public string Fix { get; } = fix;

    public static CliException Usage(string code, string message, string where, string fix) =>
        new(ExitCode.Usage, code, message, where, fix);
}
