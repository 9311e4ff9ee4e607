using System.Collections.Immutable;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Values;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Policy.Documents;

/// <summary>A valid policy document. What was not written is not here: defaults are applied where it is compiled.
/// </summary>
/// <param name="Chain">The number in <c>eip155:N</c>.</param>
/// <param name="About">Not enforced; null when absent.</param>
/// <param name="Rules">Ascending by id.</param>
public sealed record PolicyDocument(
    ulong Chain,
    string Agent,
    string? About,
    ImmutableSortedDictionary<string, ToolSignature> Tools,
    ImmutableSortedDictionary<string, ImmutableArray<ListEntry>> Lists,
    ImmutableSortedDictionary<string, MoneyBudget> Money,
    ImmutableSortedDictionary<string, ResourceBudget> Resources,
    ImmutableSortedDictionary<string, StandingOrder> Schedules,
    ImmutableSortedDictionary<string, ChainEvent> Events,
    ImmutableArray<RuleLine> Rules)
{
    /// <summary>The version that every document states.</summary>
    public const string Version = "policy/1";

    /// <summary>The most bytes of the canonical form: a byte less than a contract's code may have.</summary>
    public const int MostBytes = 24_575;

    /// <summary>The canonical JSON, whose keccak256 is the root.</summary>
    public byte[] ToCanonical() => DocumentWriter.Write(this);

    /// <summary>Reads a tree; refused with every fault found, by position.</summary>
    public static DocumentAnswer Read(PolicyNode root) => new DocumentReader().Read(root);
}

/// <summary>What came of reading a document. Closed.</summary>
public abstract record DocumentAnswer
{
    private DocumentAnswer()
    {
    }

    public sealed record Read : DocumentAnswer
    {
        /// <param name="document">As the reader makes it, or a part of such a one.</param>
        public Read(PolicyDocument document) => (Document, Canonical) = (document, document.ToCanonical());

        public PolicyDocument Document { get; }

        /// <summary>The canonical JSON of the document.</summary>
        internal byte[] Canonical { get; }
    }

    /// <param name="Faults">At least one, by position.</param>
    public sealed record Refused(ImmutableArray<PolicyFault> Faults) : DocumentAnswer;
}

/// <summary>An entry of a list.</summary>
/// <param name="Value">Canonical: addresses and hashes in lower case.</param>
/// <param name="Name">For people; null when only the value is written.</param>
/// <param name="Calls">A payee that is told of the payment.</param>
public sealed record ListEntry(string Value, string? Name, bool Calls)
{
    /// <summary>The value is an address or a hash: of no use as a text.</summary>
    public bool IsHex { get; init; }
}

/// <summary>Growth of a budget as written: so many units in so many seconds.</summary>
/// <param name="Number">Canonical, in whole assets or units.</param>
public sealed record RateLine(string Number, UInt256 Units, uint Seconds);

/// <summary>An amount as written.</summary>
/// <param name="Number">Canonical, in whole assets.</param>
/// <param name="Units">In the asset's smallest unit.</param>
public sealed record AmountLine(string Number, UInt256 Units);

/// <summary>Who approves money above a threshold.</summary>
public sealed record MoneyAsk(AmountLine Above, Address By, uint Within);

/// <summary>A budget of money.</summary>
/// <param name="Payees">Name of the list of payees.</param>
public sealed record MoneyBudget(
    string Name, Address Asset, int Decimals, AmountLine? PerAction, AmountLine Burst, RateLine Rate,
    AmountLine? Lifetime, string Payees, MoneyAsk? Ask)
{
    /// <summary>The limits with their defaults.</summary>
    public BucketLimits Limits => new(
        PerAction?.Units ?? Burst.Units, Burst.Units, BucketLimits.RateOf(Rate.Units, Rate.Seconds),
        Lifetime?.Units ?? UInt256.MaxUInt128);
}

/// <summary>A budget of a resource.</summary>
public sealed record ResourceBudget(ResourceKind Kind, AmountLine Burst, RateLine Rate)
{
    public BucketLimits Limits =>
        BucketLimits.OfResource(Burst.Units, BucketLimits.RateOf(Rate.Units, Rate.Seconds));
}

/// <summary>A voted schedule.</summary>
/// <param name="Say">The instruction it gives.</param>
public sealed record StandingOrder(CronText At, string Say);

/// <summary>A voted chain event.</summary>
/// <param name="Topic">First topic of the log.</param>
/// <param name="Say">The instruction it gives.</param>
public sealed record ChainEvent(Address Contract, Bytes32 Topic, string Say);
