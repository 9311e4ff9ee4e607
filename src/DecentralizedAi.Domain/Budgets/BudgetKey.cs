using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Budgets;

/// <summary>
/// What a budget counts: a token by its address, or a resource by its kind. The word is the log's <c>asset</c>. A
/// budget that gets another name in a later document keeps its level, because the key stays.
/// </summary>
public readonly record struct BudgetKey : IComparable<BudgetKey>
{
    private BudgetKey(Bytes32 word) => Word = word;

    /// <summary>A token's address left-padded, or the kind of a resource; 0 for none.</summary>
    public Bytes32 Word { get; }

    public static BudgetKey Of(Address asset) => new(asset.Word);
    public static BudgetKey Of(ResourceKind kind) => new(UInt256.Of((byte)kind).ToWord());

    /// <summary>The key whose word this is, as read from a leaf or an event.</summary>
    public static BudgetKey OfWord(Bytes32 word) => new(word);

    public int CompareTo(BudgetKey other) => Word.CompareTo(other.Word);
    public override string ToString() => Word.ToString();
}
