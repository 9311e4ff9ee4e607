using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Agents;

/// <summary>A composition whose files this node has.</summary>
/// <param name="Tools">The tools that the files name; a decision knows no others.</param>
public sealed record HostedComposition(CompositionDocument Document, ToolCatalogue Tools)
{
    // Every step of every agent asks about the same two.
    private static readonly ConditionalWeakTable<HostedComposition, Judgement> Judgements = [];

    /// <summary>Names of the agents whose file says <c>narrow: [payees]</c>: their models are shown no way to write an
    /// address outside the policy's lists.</summary>
    public ImmutableHashSet<string> Narrowed { get; init; } = [];

    /// <summary>Names of the tools that its plugins bring. The voted packages declare them, and no edition does.
    /// </summary>
    public ImmutableHashSet<string> Brought { get; init; } = [];

    /// <summary>The plugins that its files name.</summary>
    public ImmutableArray<NamedPackage> Plugins { get; init; } = [];

    /// <summary>Why a plugin of it cannot be run by this node; null when all can.</summary>
    public string? Refused => Plugins.Select(one => one.Refused).FirstOrDefault(why => why is not null);

    /// <summary>Why a node with these files and tools cannot serve an approved composition; null when it can.</summary>
    public static string? Fault(
        IReadOnlyDictionary<Bytes32, HostedComposition> here, ToolCatalogue host, Bytes32 approved) =>
        !here.TryGetValue(approved, out var hosted)
            ? $"no files here make its approved composition {approved}; restore the approved model, prompts and tools, "
                + "or have those here voted"
        : hosted.Fault(host) is { } fault
            ? $"of its approved composition {approved} {fault}; run the edition whose tools were voted, or have those "
                + "here voted"
        : null;

    /// <summary>Why a node that runs these tools cannot serve the composition; null when it can.</summary>
    public string? Fault(ToolCatalogue host)
    {
        if (!Judgements.TryGetValue(this, out var judged) || !ReferenceEquals(judged.Host, host))
            Judgements.AddOrUpdate(this, judged = new Judgement(host, Found(host)));
        return judged.Fault;
    }

    private string? Found(ToolCatalogue host)
    {
        if (Document.Tools != Tools.Hash)
            return $"the tools are {Document.Tools}, and the files here name tools {Tools.Hash}";
        if (Refused is not null)
            return $"a plugin is refused: {Refused}";
        var other = Tools.Tools.FirstOrDefault(tool => !Brought.Contains(tool.Name)
            && host[tool.Name]?.Signature.SameAs(tool.Signature) != true);
        return other is null ? null
            : $"the tool {other.Name} is {other.Signature.Written}, and this node runs "
                + (host[other.Name]?.Signature.Written ?? "no such tool");
    }

    private sealed record Judgement(ToolCatalogue Host, string? Fault);
}
