using DecentralizedAi.Domain.Chain;

namespace DecentralizedAi.Cli.Output;

/// <summary>Which right a contract missed, in the words of those who can have it.</summary>
internal static class MissingRight
{
    private static readonly (string Ending, string Fix)[] Known =
    [
        ("NotGuardian", "this takes a guardian's key (--as); the holders name guardians by vote"),
        ("NotAuthority", "only the DAO's authority may: put it to the vote"),
        ("NotAdmin", "this takes the key of that operator's admin (--as); 'dai operator list' names it"),
        ("NotHosting", "the operator has to host, which is for the holders to decide by vote"),
        ("OnlyExecutor", "only a proposal that passed may do this"),
        ("InsufficientProposerVotes", "the proposer needs more votes, its own or delegated to it, before it proposes"),
    ];

    /// <summary>What to do about a refusal for want of a right; null where it has another cause.</summary>
    public static string? FixOf(ContractRevert revert) => Known
        .Where(one => revert.Name.EndsWith(one.Ending, StringComparison.Ordinal)).Select(one => one.Fix)
        .FirstOrDefault();
}
