using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Agents;

/// <summary>A leaf and what opens its words. Its documents stand in the body store under their salted hashes.</summary>
/// <param name="Receipt">Salted hash of the model's receipt; 0 when no model was asked.</param>
public sealed record LoggedLeaf(Leaf Leaf, LeafPreimages Opens, Bytes32 Receipt)
{
    public Bytes32 Hash { get; } = Leaf.Hash();
    public Law Law => Opens.Law;

    /// <summary>With the documents that are still there. Only an Opened leaf commits to its receipt; that of one that
    /// was refused or waits stands beside the log.</summary>
    public LeafRecord With(SaltedDocument? facts, SaltedDocument? body, SaltedDocument? receipt) =>
        new(Leaf.ToWords(), Opens, facts, body, receipt);
}
