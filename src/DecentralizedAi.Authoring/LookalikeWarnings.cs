using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Policy.Documents;

namespace DecentralizedAi.Authoring;

/// <summary>Finds names and texts in lists that a voter, or who writes an instruction, may take for others.</summary>
internal static class LookalikeWarnings
{
    private const string Class = "names";

    public static IEnumerable<LintWarning> Of(PolicyDocument document)
    {
        var entries = document.Lists
            .SelectMany(list => list.Value.Select(entry => new Written(list.Key, entry.Value, entry.Name,
                entry.Name ?? (entry.IsHex ? "" : entry.Value))))
            .Where(entry => entry.Text.Length > 0).ToArray();
        var (names, texts) = (entries.Where(entry => entry.Name is not null).ToArray(),
            entries.Where(entry => entry.Name is null).ToArray());
        return names.GroupBy(name => DrawnText.AtAGlance(name.Text))
            .Concat(names.GroupBy(name => DrawnText.Aloud(name.Text)))
            .Concat(texts.GroupBy(text => $"{text.List} {DrawnText.OfLetters(text.Text)}"))
            .SelectMany(Alike).Distinct()
            .Concat(entries.DistinctBy(entry => entry.Text)
                .Where(entry => DrawnText.MixesScripts(entry.Text)).Select(Mixed));
    }

    /// <param name="group">What is drawn or read alike.</param>
    private static IEnumerable<LintWarning> Alike(IEnumerable<Written> group)
    {
        var all = group.ToArray();
        var different = all.DistinctBy(one => one.Text).ToArray();
        if (different.Length > 1)
            yield return new(Class, different[0].List, $"{string.Join(" and ", different.Select(Place))} look or read "
                + "alike: who votes or writes an instruction may mean either");
        foreach (var same in all.GroupBy(one => one.Text))
        {
            if (same.DistinctBy(one => one.Value).Skip(1).Any())
                yield return new(Class, same.First().List, $"'{DrawnText.Spelled(same.Key)}' is "
                    + string.Join(" and ", same.Select(one => $"{one.Value} in '{one.List}'")));
        }
    }

    private static LintWarning Mixed(Written one)
    {
        var drawn = DrawnText.OfLetters(one.Text);
        return new(Class, one.List, $"{Place(one)} mixes letters of two scripts in one word"
            + (drawn == one.Text ? "" : $": it is drawn like '{DrawnText.Spelled(drawn)}' and is not that"));
    }

    private static string Place(Written one) => $"'{DrawnText.Spelled(one.Text)}' in '{one.List}'";

    private sealed record Written(string List, string Value, string? Name, string Text);
}
