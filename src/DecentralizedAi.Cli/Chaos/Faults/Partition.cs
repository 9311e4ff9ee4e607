namespace DecentralizedAi.Cli.Chaos.Faults;

/// <summary>Who cannot reach whom for a while.</summary>
/// <param name="What">For people.</param>
/// <param name="Ways">Closed ones, from and to.</param>
internal sealed record Partition(string What, IReadOnlyList<(int From, int To)> Ways)
{
    /// <summary>One of the partitions of a cluster: a node apart, a node that is not heard, a node that hears nobody,
    /// two nodes that do not see each other while the rest sees both.</summary>
    /// <param name="pick">Not negative; the same one is the same partition.</param>
    /// <param name="nodes">How many there are, from 2.</param>
    public static Partition Of(int pick, int nodes)
    {
        var victim = pick / 5 % nodes;
        var other = (victim + 1 + pick / 5 / nodes % (nodes - 1)) % nodes;
        var rest = Enumerable.Range(0, nodes).Where(node => node != victim).ToList();
        IReadOnlyList<(int From, int To)> outward = [.. rest.Select(node => (victim, node))];
        IReadOnlyList<(int From, int To)> inward = [.. rest.Select(node => (node, victim))];
        return (pick % 5) switch
        {
            0 or 1 => new($"node {victim} is cut off", [.. outward, .. inward]),
            2 => new($"nobody hears node {victim}", outward),
            3 => new($"node {victim} hears nobody", inward),
            _ => new($"nodes {victim} and {other} do not see each other", [(victim, other), (other, victim)]),
        };
    }
}
