namespace DecentralizedAi.Inference.Grammars;

/// <summary>A piece of a rule: what it may begin with, and whether it may be nothing.</summary>
internal abstract record Part
{
    private Part()
    {
    }

    public abstract bool CanBeEmpty(IReadOnlySet<string> empty);

    public abstract IEnumerable<string> Begins(IReadOnlySet<string> empty);

    /// <summary>A literal or a class; never empty.</summary>
    public sealed record Characters : Part
    {
        public override bool CanBeEmpty(IReadOnlySet<string> empty) => false;

        public override IEnumerable<string> Begins(IReadOnlySet<string> empty) => [];
    }

    public sealed record Use(string Name) : Part
    {
        public override bool CanBeEmpty(IReadOnlySet<string> empty) => empty.Contains(Name);

        public override IEnumerable<string> Begins(IReadOnlySet<string> empty) => [Name];
    }

    public sealed record Optional(Part Inner) : Part
    {
        public override bool CanBeEmpty(IReadOnlySet<string> empty) => true;

        public override IEnumerable<string> Begins(IReadOnlySet<string> empty) => Inner.Begins(empty);
    }

    public sealed record Choice(IReadOnlyList<IReadOnlyList<Part>> Sequences) : Part
    {
        public override bool CanBeEmpty(IReadOnlySet<string> empty) =>
            Sequences.Any(sequence => sequence.All(part => part.CanBeEmpty(empty)));

        public override IEnumerable<string> Begins(IReadOnlySet<string> empty)
        {
            foreach (var sequence in Sequences)
            {
                foreach (var part in sequence)
                {
                    foreach (var name in part.Begins(empty))
                        yield return name;
                    if (!part.CanBeEmpty(empty))
                        break;
                }
            }
        }
    }
}
