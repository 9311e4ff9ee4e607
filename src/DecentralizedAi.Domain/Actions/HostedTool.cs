using System.Collections.Immutable;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Actions;

/// <summary>A tool as this node runs it.</summary>
/// <param name="Repeats">Whether a run may be started again under the same action id after a crash.</param>
/// <param name="Costs">The most that one run uses, by resource.</param>
public sealed record HostedTool(
    ToolSignature Signature, bool Repeats, ImmutableSortedDictionary<ResourceKind, UInt256> Costs);
