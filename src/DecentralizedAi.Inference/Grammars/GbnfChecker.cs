namespace DecentralizedAi.Inference.Grammars;

/// <summary>
/// Reads a grammar before native code does, because a bad one kills the process there. Accepts a part of GBNF:
/// one rule a line, literals, character classes, groups, alternatives, bounded repetition. Refuses everything else,
/// and what native code cannot survive: rules that are missing or twice, left recursion.
/// </summary>
public static class GbnfChecker
{
    private const int MaxLength = 1 << 18, MaxRules = 4_096, MaxDepth = 32, MaxRepeat = 1_000;

    /// <summary>Returns for a grammar that native code may see.</summary>
    /// <exception cref="ModelException"><see cref="ModelException.BadGrammar"/> with rule and fault.</exception>
    public static void Check(string grammar)
    {
        if (grammar.Length > MaxLength)
            throw Bad("the grammar", $"has {grammar.Length} characters; the limit is {MaxLength}");
        var rules = new Dictionary<string, RuleReader>(StringComparer.Ordinal);
        foreach (var line in grammar.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = line.IndexOf(" ::=", StringComparison.Ordinal);
            var name = at < 0 ? line : line[..at];
            if (at <= 0 || !name.All(IsNameCharacter))
                throw Bad($"line '{line[..Math.Min(line.Length, 40)]}'", "is not 'name ::= ...'");
            if (!rules.TryAdd(name, new RuleReader(name, line[(at + 4)..])))
                throw Bad($"rule '{name}'", "is defined twice");
        }
        if (!rules.ContainsKey("root") || rules.Count > MaxRules)
            throw Bad("the grammar", $"has {rules.Count} rules; 1 to {MaxRules}, with a 'root', are allowed");
        foreach (var rule in rules.Values)
            foreach (var used in rule.Uses)
                if (!rules.ContainsKey(used))
                    throw Bad($"rule '{rule.Name}'", $"uses '{used}', which is not defined");
        Endless(rules);
    }

    // A rule that may begin with itself would be expanded for ever.
    private static void Endless(Dictionary<string, RuleReader> rules)
    {
        var empty = new HashSet<string>(StringComparer.Ordinal);
        while (rules.Values.Any(rule => !empty.Contains(rule.Name) && rule.CanBeEmpty(empty) && empty.Add(rule.Name)))
        {
        }
        var state = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var name in rules.Keys)
            Visit(name);

        void Visit(string name)
        {
            if (state.TryGetValue(name, out var done))
            {
                if (!done)
                    throw Bad($"rule '{name}'", "begins with itself");
                return;
            }
            state[name] = false;
            foreach (var next in rules[name].Begins(empty))
                Visit(next);
            state[name] = true;
        }
    }

    internal static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c == '-';

    internal static ModelException Bad(string place, string fault) =>
        new(ModelException.BadGrammar, $"the grammar is refused before native code sees it: {place} {fault}");

    internal static int Depth => MaxDepth;
    internal static int Repeat => MaxRepeat;
}
