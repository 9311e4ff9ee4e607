using System.Collections.Immutable;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Compiling;
using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Policy.Limits;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Policy;

/// <summary>What came of compiling a document. Closed.</summary>
public abstract record CompileAnswer
{
    private CompileAnswer()
    {
    }

    /// <summary>The document is in a form that decides.</summary>
    public sealed record Compiled(PolicySnapshot Snapshot) : CompileAnswer;

    /// <summary>It is no valid document: whoever relies on it denies everything.</summary>
    /// <param name="Faults">At least one, by position.</param>
    public sealed record Refused(ImmutableArray<PolicyFault> Faults) : CompileAnswer;
}

/// <summary>
/// A document compiled to an index by tool. Immutable: a node swaps the one in force by a single reference write
/// while others decide by the old one.
/// </summary>
public sealed class PolicySnapshot
{
    private readonly byte[] _canonical;
    private readonly TextTable _names = new(folds: false);
    private readonly CompiledTool[] _tools;
    private readonly Lazy<VaultLimits> _limits;

    private PolicySnapshot(PolicyDocument document, byte[] canonical)
    {
        _canonical = canonical;
        Document = document;
        Root = Keccak256.Hash(canonical);
        Assets = new([.. document.Money.Values.Select(budget => (budget.Name, budget.Decimals))]);
        Budgets = [.. document.Money.Values.Select(
            budget => new CompiledBudget(budget, document.Lists[budget.Payees]))];
        UnknownTool = new(Root, null, DenialReason.Silence, "the policy knows no such tool");
        _tools = [.. new RuleCompiler(document, Root, new(Assets)).Compile()];
        foreach (var tool in _tools)
            _names.Add(tool.Signature.Name);
        _limits = new(() => VaultLimits.Of(document));
    }

    /// <summary>keccak256 of the canonical bytes.</summary>
    public Bytes32 Root { get; }

    public PolicyDocument Document { get; }

    /// <summary>The number in <c>eip155:N</c>: a node on another chain denies everything.</summary>
    public ulong Chain => Document.Chain;

    /// <summary>The agent's name in the registry: a node denies everything for an agent of another name.</summary>
    public string Agent => Document.Agent;

    /// <summary>The canonical JSON in UTF-8, as it is staged on chain.</summary>
    public ReadOnlyMemory<byte> Canonical => _canonical;

    /// <summary>Every budget with its limits: what <see cref="BudgetDecider.Adopt"/> wants.</summary>
    public IEnumerable<ListedBudget> ListedBudgets =>
        Document.Money.Values.Select(budget => new ListedBudget(BudgetKey.Of(budget.Asset), budget.Limits))
            .Concat(Document.Resources.Values.Select(
                budget => new ListedBudget(BudgetKey.Of(budget.Kind), budget.Limits)));

    /// <summary>What the vault enforces: limits, payees, and the hash published with the root.</summary>
    public VaultLimits Limits => _limits.Value;

    internal AssetTable Assets { get; }

    /// <summary>By index in <see cref="Assets"/>.</summary>
    internal ImmutableArray<CompiledBudget> Budgets { get; }

    /// <summary>Compiles canonical bytes as they are found on chain.</summary>
    public static CompileAnswer Compile(ReadOnlySpan<byte> canonical)
    {
        if (canonical.Length > PolicyDocument.MostBytes)
            return new CompileAnswer.Refused([new("size", Place.Start, $"{canonical.Length} bytes",
                $"at most {PolicyDocument.MostBytes} bytes of canonical JSON")]);
        var (root, fault) = JsonTree.Read(canonical);
        if (root is null)
            return new CompileAnswer.Refused([fault!]);
        var answer = Compile(PolicyDocument.Read(root));
        return answer is CompileAnswer.Compiled { Snapshot: var snapshot }
            && !canonical.SequenceEqual(snapshot._canonical)
            ? new CompileAnswer.Refused([new("canonical", Place.Start, "the bytes of this document",
                "its one canonical form: other bytes have another root")])
            : answer;
    }

    /// <summary>Compiles what was read from YAML or from JSON.</summary>
    public static CompileAnswer Compile(DocumentAnswer document) => document switch
    {
        DocumentAnswer.Read read => new CompileAnswer.Compiled(new(read.Document, read.Canonical)),
        DocumentAnswer.Refused refused => new CompileAnswer.Refused(refused.Faults),
        _ => throw new ArgumentOutOfRangeException(nameof(document)),
    };

    /// <summary>What a call and its declared costs have to hold before it may run: the money first.</summary>
    /// <param name="costs">By resource name.</param>
    /// <returns>Null when the call does not fit its tool, or a resource has no budget here.</returns>
    public ImmutableArray<Reservation>? Reservations(ToolCall call, IReadOnlyDictionary<string, UInt256> costs)
    {
        var reservations = ImmutableArray.CreateBuilder<Reservation>();
        if (MoneyOf(call) is { } money)
            reservations.Add(new(BudgetKey.Of(money.Asset), money.Units));
        else if (Tool(call.Tool) is not { } tool || tool.Signature.Effect == ToolEffect.Money)
            return null;
        foreach (var (name, amount) in costs.OrderBy(cost => ResourceNames.Parse(cost.Key)))
        {
            if (!Document.Resources.ContainsKey(name))
                return null;
            reservations.Add(new(BudgetKey.Of(ResourceNames.Parse(name)), amount));
        }
        return reservations.ToImmutable();
    }

    /// <summary>What a call of a money tool pays; null for any other call, and for one that does not fit.</summary>
    public Payment? MoneyOf(ToolCall call)
    {
        if (Tool(call.Tool) is not { Signature: { Effect: ToolEffect.Money } signature })
            return null;
        var amount = default(ArgumentValue);
        return call["to"] is { } to && Address.TryParse(to, out var payee) && call["amount"] is { } text
            && ArgumentValue.TryRead(signature.Arguments[signature.IndexOf("amount")], text, Assets, ref amount)
            ? new(Budgets[amount.Asset].Line.Asset, payee, amount.Number)
            : null;
    }

    /// <summary>Levels of all budgets for <see cref="Facts.Levels"/>, by their names in this document.</summary>
    /// <param name="now">Unix seconds.</param>
    public ImmutableDictionary<string, BudgetLevel> Levels(BudgetState state, ulong now)
    {
        var levels = ImmutableDictionary.CreateBuilder<string, BudgetLevel>();
        foreach (var budget in Document.Money.Values)
            Add(budget.Name, BudgetKey.Of(budget.Asset));
        foreach (var (name, budget) in Document.Resources)
            Add(name, BudgetKey.Of(budget.Kind));
        return levels.ToImmutable();

        void Add(string name, BudgetKey key)
        {
            if (state.Listed(key, now) is { } bucket)
                levels[name] = new(bucket.WholeLevel, bucket.Spent);
        }
    }

    /// <summary>What is said to a call of a tool that is not in the document.</summary>
    internal Decision.Denied UnknownTool { get; }

    internal ReadOnlySpan<CompiledTool> Tools => _tools;

    internal CompiledTool? Tool(string name) => _names.Find(name) is >= 0 and var tool ? _tools[tool] : null;
}

/// <summary>What a money call pays.</summary>
/// <param name="Units">In the asset's smallest unit.</param>
public readonly record struct Payment(Address Asset, Address Payee, UInt256 Units);
