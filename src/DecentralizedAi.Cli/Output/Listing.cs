namespace DecentralizedAi.Cli.Output;

/// <summary>How a column gives way where the terminal is too narrow for all of them.</summary>
internal enum Fit
{
    /// <summary>Never: it is typed again, or short.</summary>
    Whole,

    /// <summary>Shortened in the middle, as an address is.</summary>
    Middle,

    /// <summary>Broken into several lines.</summary>
    Wrap,

    /// <summary>Put whole on a line of its own below the row.</summary>
    Below,
}

/// <summary>How a value is meant; said by its words as well, for whoever sees no colour.</summary>
internal enum Tone
{
    Plain,
    Good,
    Bad,
    Open,
    Faint,
}

/// <summary>A column of a listing.</summary>
/// <param name="Title">In small letters, with the unit where all values have the same.</param>
/// <param name="Number">Points stand below each other.</param>
/// <param name="Least">Characters that it has at least, so that rows that come one by one stand below each other.
/// </param>
internal sealed record Column(string Title, Fit Fit = Fit.Whole, bool Number = false, int Least = 0);

/// <summary>A value in a listing.</summary>
/// <param name="Text">All of it, as files and pipes get it.</param>
/// <param name="Seen">As people read it on a terminal; null where it is the same.</param>
internal readonly record struct Cell(string Text, Tone Tone = Tone.Plain, string? Seen = null);

/// <summary>Things of one sort, a row for each.</summary>
internal sealed class Listing(params IReadOnlyList<Column> columns)
{
    private readonly List<IReadOnlyList<Cell>> _rows = [];

    public IReadOnlyList<Column> Columns { get; } = columns;

    public IReadOnlyList<IReadOnlyList<Cell>> Rows => _rows;

    /// <summary>Adds a row: a cell for each column.</summary>
    public Listing Add(params IReadOnlyList<Cell> cells)
    {
        if (cells.Count != Columns.Count)
            throw new ArgumentException($"{cells.Count} cells for {Columns.Count} columns", nameof(cells));
        // One row is one line, whatever a stranger wrote.
        _rows.Add([.. cells.Select(cell => cell with
        {
            Text = Line(cell.Text), Seen = cell.Seen is null ? null : Line(cell.Seen),
        })]);
        return this;
    }

    private static string Line(string text) =>
        Terminal.Visible(string.Join(' ', text.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
}
