using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Errors;

/// <summary>What a code means, wherever it is met: a terminal, an HTTP answer, a log, a page.</summary>
/// <param name="Code">DAI-nnnn.</param>
/// <param name="Exit">What a command ends with for it, as a rule; null where it ends none.</param>
/// <param name="Cause">What happened.</param>
/// <param name="Fix">What to do, in the imperative; the message of one occurrence is more exact.</param>
internal sealed record ErrorEntry(string Code, ExitCode? Exit, string Cause, string Fix);

/// <summary>Every code that people meet, each said once.</summary>
internal static class ErrorTable
{
    public static IReadOnlyList<ErrorEntry> All { get; } =
    [
        .. CommandErrors.All, .. OperationErrors.All, .. PolicyErrors.All, .. RuntimeErrors.All, .. ChainErrors.All,
        .. ModelErrors.All, .. NodeErrors.All, .. StoreErrors.All,
    ];

    /// <summary>By the code as people type it: <c>DAI-1042</c>, <c>dai-1042</c> or <c>1042</c>; null when unknown.
    /// </summary>
    public static ErrorEntry? Find(string text)
    {
        var number = text.StartsWith("DAI-", StringComparison.OrdinalIgnoreCase) ? text[4..] : text;
        return All.FirstOrDefault(entry => entry.Code[4..] == number);
    }
}
