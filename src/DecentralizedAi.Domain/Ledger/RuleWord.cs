using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Ledger;

/// <summary>The word of a rule in a leaf.</summary>
public static class RuleWord
{
    /// <summary>H(utf8 id), or 0 when no rule decided.</summary>
    public static Bytes32 Of(string? ruleId) => ruleId is null ? Bytes32.Zero : Keccak256.Hash(ruleId);
}
