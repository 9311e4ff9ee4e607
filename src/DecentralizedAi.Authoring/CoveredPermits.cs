using DecentralizedAi.Authoring.Rehearsal.Diff;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Documents;

namespace DecentralizedAi.Authoring;

/// <summary>Permits that never allow anything, because forbids cover every call of theirs: found by looking for a call
/// that escapes, not by comparing words.</summary>
internal static class CoveredPermits
{
    /// <summary>Each with the forbids that cover it, ascending by id.</summary>
    public static IEnumerable<(RuleLine Permit, IReadOnlyList<string> By)> Of(PolicyDocument document)
    {
        var forbids = document.Rules.Where(rule => rule.Kind == RuleKind.Forbid).ToArray();
        return
            from permit in document.Rules
            where permit.Kind == RuleKind.Permit
            let against = forbids.Where(forbid => Tools(permit, document).Any(forbid.SpeaksFor)).ToArray()
            where against.Length > 0
            let cover = Cover(document with { Rules = [permit, .. against] }, permit)
            where cover is not null
            select (permit, cover);
    }

    private static IReadOnlyList<string>? Cover(PolicyDocument alone, RuleLine permit)
    {
        if (PolicySnapshot.Compile(new DocumentAnswer.Read(Sorted(alone)))
            is not CompileAnswer.Compiled { Snapshot: var policy })
            return null;
        var by = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var tool in Tools(permit, alone))
        {
            var view = ToolView.Of(policy, tool);
            var finder = new ProbeFinder(view, view, tool);
            foreach (var probe in finder.Find())
            {
                if (PolicyRules.Decide(probe.Call, policy, probe.Facts) is not Decision.Denied
                    { Reason: DenialReason.Rule, Rule: { } rule })
                    return null;
                by.Add(rule);
            }
            // What was not followed to its end may escape.
            if (finder.IsCut)
                return null;
        }
        return by.Count == 0 ? null : [.. by];
    }

    private static PolicyDocument Sorted(PolicyDocument document) =>
        document with { Rules = document.Rules.Sort((a, b) => string.CompareOrdinal(a.Id, b.Id)) };

    private static IEnumerable<string> Tools(RuleLine rule, PolicyDocument document) =>
        rule.Tools is { } tools ? tools : document.Tools.Keys;
}
