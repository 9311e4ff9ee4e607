using System.Collections.Immutable;
using DecentralizedAi.Domain.Policy.Documents;

namespace DecentralizedAi.Authoring.Rehearsal.Diff;

/// <summary>Differences in rules, and in the lists and tools that they speak of.</summary>
/// <param name="views">Of every tool that either document has, by name: as the old and as the new one knows it.</param>
internal sealed class RuleChanges(
    PolicyDocument before, PolicyDocument after, IReadOnlyDictionary<string, (ToolView Old, ToolView New)> views)
{
    public IEnumerable<PolicyChange> All() => [.. Tools(), .. Rules(), .. Lists()];

    private IEnumerable<PolicyChange> Tools()
    {
        foreach (var (name, (old, now)) in views.OrderBy(view => view.Key, StringComparer.Ordinal))
        {
            if (old.Signature?.Written == now.Signature?.Written)
                continue;
            var (text, polarity) = (old.Signature, now.Signature) switch
            {
                (null, { } made) => ($"The tool {name} is new: {made.Written}.", Direction.Loosens),
                ({ } gone, null) => ($"The tool {name} is gone; it was {gone.Written}.", Direction.Tightens),
                var (was, made) => ($"The tool {name} is now {made!.Written}; before: {was!.Written}.", Direction.Both),
            };
            yield return new($"tool {name}", text,
                meeting => meeting.Probe.Call.Tool == name ? polarity : Direction.None);
        }
    }

    private IEnumerable<PolicyChange> Rules()
    {
        var ids = before.Rules.Concat(after.Rules).Select(rule => rule.Id).Distinct().Order(StringComparer.Ordinal);
        foreach (var id in ids)
        {
            var old = before.Rules.FirstOrDefault(rule => rule.Id == id);
            var now = after.Rules.FirstOrDefault(rule => rule.Id == id);
            if (old is null || now is null || old.Kind != now.Kind)
                yield return Whole(id, old, now);
            else
            {
                foreach (var change in Inside(old, now))
                    yield return change;
            }
        }
    }

    private PolicyChange Whole(string id, RuleLine? old, RuleLine? now)
    {
        var text = (old, now) switch
        {
            (null, { } made) => $"New: {PolicySentence.OfRule(made, after)}",
            ({ } gone, null) => $"Gone: {PolicySentence.OfRule(gone, before)}",
            var (was, made) => $"Now {PolicySentence.OfRule(made!, after)} Before: "
                + PolicySentence.OfRule(was!, before),
        };
        return new($"rule {id}", text, meeting =>
            (old is not null && meeting.Matches(false, id) ? Polarity.Lost(old.Kind) : Direction.None)
            | (now is not null && meeting.Matches(true, id) ? Polarity.Gained(now.Kind) : Direction.None));
    }

    private IEnumerable<PolicyChange> Inside(RuleLine old, RuleLine now)
    {
        var (id, kind) = (old.Id, old.Kind);
        if (PolicySentence.Tools(old) != PolicySentence.Tools(now))
            yield return new($"rule {id}", $"{Named(now)} now speaks for {PolicySentence.Tools(now)}; before: for "
                + $"{PolicySentence.Tools(old)}.", meeting => old.SpeaksFor(meeting.Probe.Call.Tool)
                    == now.SpeaksFor(meeting.Probe.Call.Tool)
                        ? Direction.None
                        : Polarity.Of(kind, meeting.Matches(false, id), meeting.Matches(true, id)));
        if (old.By != now.By || old.Within != now.Within)
            yield return new($"rule {id}", $"'{id}' now {PolicySentence.Waiting(now)}; before: "
                + $"{PolicySentence.Waiting(old)}.", meeting => meeting.Matches(false, id) && meeting.Matches(true, id)
                    ? Direction.Both
                    : Direction.None);
        foreach (var key in ChangedKeys(id))
            yield return new($"rule {id}", Sentence(now, key.Old, key.New),
                meeting => OfPart(meeting, id, kind, key.Key));
    }

    private IEnumerable<(string Key, RulePart? Old, RulePart? New)> ChangedKeys(string id) =>
        views.OrderBy(view => view.Key, StringComparer.Ordinal)
            .Select(view => (Old: view.Value.Old.Rule(id), New: view.Value.New.Rule(id)))
            .Where(pair => pair is { Old: not null, New: not null })
            .SelectMany(pair => pair.Old!.Parts.Concat(pair.New!.Parts).Select(part => part.Key).Distinct(),
                (pair, key) => (Key: key, Old: pair.Old![key], New: pair.New![key]))
            .Where(pair => pair.Old is null || pair.New is null || !pair.Old.SameAs(pair.New))
            .DistinctBy(pair => pair.Key);

    private static Direction OfPart(Meeting meeting, string id, RuleKind kind, string key)
    {
        var (before, after) = (meeting.Matches(false, id), meeting.Matches(true, id));
        if (before == after || meeting.Old.Rule(id) is not { } old || meeting.New.Rule(id) is not { } now)
            return Direction.None;
        // It accounts for a match when it was what failed before, and for the loss of one when it fails now.
        return meeting.Holds(old[key]) == before && meeting.Holds(now[key]) == after
            ? Polarity.Of(kind, before, after)
            : Direction.None;
    }

    private static string Named(RuleLine rule) =>
        $"'{rule.Id}' ({PolicySentence.Verb(rule.Kind)} {PolicySentence.Tools(rule)})";

    private static string Sentence(RuleLine rule, RulePart? old, RulePart? now) => (old, now) switch
    {
        (null, { IsUnless: true }) => $"{Named(rule)} now makes an exception when {PolicySentence.Phrase(now.Line)}.",
        ({ IsUnless: true }, null) =>
            $"{Named(rule)} no longer makes an exception when {PolicySentence.Phrase(old.Line)}.",
        ({ IsUnless: true }, { }) => $"{Named(rule)} now makes an exception when {PolicySentence.Phrase(now.Line)}; "
            + $"before: when {PolicySentence.Phrase(old.Line)}.",
        (null, { }) => $"{Named(rule)} now matches only when {PolicySentence.Phrase(now.Line)}.",
        ({ }, null) => $"{Named(rule)} matches no longer only when {PolicySentence.Phrase(old.Line)}.",
        _ => $"{Named(rule)} matches when {PolicySentence.Phrase(now!.Line)}; before: when "
            + $"{PolicySentence.Phrase(old!.Line)}.",
    };

    private IEnumerable<PolicyChange> Lists()
    {
        foreach (var (name, old) in before.Lists)
        {
            if (!after.Lists.TryGetValue(name, out var now))
                continue;
            if (Entries(now, old) is { Length: > 0 } gained)
                yield return new($"list {name}", $"'{name}' gains {gained}.", meeting => OfList(meeting, name, true))
                {
                    Doubt = IsPaid(name) ? Doubt.Vault(loosens: true) : null,
                };
            if (Entries(old, now) is { Length: > 0 } lost)
                yield return new($"list {name}", $"'{name}' loses {lost}.", meeting => OfList(meeting, name, false))
                {
                    Doubt = IsPaid(name) ? Doubt.Vault(loosens: false) : null,
                };
            foreach (var change in Renamed(name, old, now))
                yield return change;
        }
    }

    private bool IsPaid(string list) => before.Money.Values.Any(old => old.Payees == list
        && after.Money.TryGetValue(old.Name, out var now) && now.Payees == list);

    private static string Entries(ImmutableArray<ListEntry> of, ImmutableArray<ListEntry> without) => string.Join(", ",
        of.Where(entry => without.All(other => other.Value != entry.Value))
            .Select(entry => entry.Name is null ? entry.Value : $"{entry.Name} ({entry.Value})"));

    private static IEnumerable<PolicyChange> Renamed(
        string list, ImmutableArray<ListEntry> old, ImmutableArray<ListEntry> now)
    {
        foreach (var entry in now)
        {
            if (old.FirstOrDefault(other => other.Value == entry.Value) is not { } was)
                continue;
            if (was.Name != entry.Name)
                yield return Doubtful($"{entry.Value} in '{list}' is now called {Name(entry)}; before: {Name(was)}.",
                    "who says a name means the address that the list gives it");
            if (was.Calls != entry.Calls)
                yield return Doubtful(entry.Calls
                    ? $"{entry.Value} in '{list}' is now a contract that is called with each payment."
                    : $"{entry.Value} in '{list}' is no longer called with each payment.",
                    "what a contract does when it is called is its own affair");

            PolicyChange Doubtful(string text, string why) => new($"list {list}", text, _ => Direction.None)
            {
                Doubt = new(Direction.Loosens, why,
                    meeting => meeting.Probe.Call.Arguments.Any(argument => argument.Value == entry.Value)),
            };
        }

        static string Name(ListEntry entry) => entry.Name is null ? "nothing" : $"'{entry.Name}'";
    }

    private static Direction OfList(Meeting meeting, string list, bool gains)
    {
        var direction = Direction.None;
        foreach (var old in meeting.Old.Rules)
        {
            var id = old.Rule.Id;
            var (before, after) = (meeting.Matches(false, id), meeting.Matches(true, id));
            if (before == after || meeting.New.Rule(id) is not { } now || now.Rule.Kind != old.Rule.Kind)
                continue;
            if (old.Parts.Any(part => part.Lists.Contains(list) && now[part.Key] is { } other && part.SameAs(other)
                && meeting.Holds(part) == before && meeting.Holds(other) == after && gains == (after != part.IsUnless)))
                direction |= Polarity.Of(old.Rule.Kind, before, after);
        }
        if (meeting.MoneyBefore is var (was, _) && meeting.MoneyAfter is var (made, _)
            && was.Payees == list && made.Payees == list
            && meeting.Pays(meeting.Old, was) is var paid && paid != meeting.Pays(meeting.New, made) && paid != gains)
            direction |= paid ? Direction.Tightens : Direction.Loosens;
        return direction;
    }
}
