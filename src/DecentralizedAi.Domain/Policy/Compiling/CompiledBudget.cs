using System.Collections.Immutable;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Documents;

namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>A money budget with its payees as a set.</summary>
internal sealed class CompiledBudget
{
    private readonly NumberTable _payees = new();

    public CompiledBudget(MoneyBudget line, ImmutableArray<ListEntry> payees)
    {
        (Line, Limits) = (line, line.Limits);
        Approvers = line.Ask is { } ask ? [ask.By] : [];
        foreach (var payee in payees)
            _payees.Add(UInt256.OfWord(Address.Parse(payee.Value).Word));
    }

    public MoneyBudget Line { get; }
    public Budgets.BucketLimits Limits { get; }

    /// <summary>Who approves; empty when nobody has to.</summary>
    public ImmutableArray<Address> Approvers { get; }

    /// <param name="payee">The word of an address.</param>
    public bool MayPay(in UInt256 payee) => _payees.Find(payee) >= 0;
}
