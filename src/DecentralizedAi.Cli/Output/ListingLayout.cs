using System.Text.RegularExpressions;

namespace DecentralizedAi.Cli.Output;

/// <summary>How wide each column of a listing is, what stands in it and what stands below its row.</summary>
/// <param name="Across">Columns that stand side by side, by index.</param>
/// <param name="Below">Columns that stand below their row, by index.</param>
/// <param name="Widths">Of those across, in characters.</param>
/// <param name="Cells">What is written, row by row; all columns.</param>
internal sealed partial record ListingLayout(
    IReadOnlyList<int> Across, IReadOnlyList<int> Below, IReadOnlyList<int> Widths,
    IReadOnlyList<IReadOnlyList<string>> Cells)
{
    public const int Gap = 2;

    private const int LeastText = 24;
    private const int Head = 6;
    private const int Tail = 4;

    /// <param name="width">Characters in a line; null: as wide as it takes, and each value whole.</param>
    public static ListingLayout Of(Listing listing, int? width)
    {
        var cells = listing.Rows.Select(row => row.Select(cell =>
            width is null ? cell.Text : cell.Seen ?? cell.Text).ToArray()).ToList();
        for (var column = 0; column < listing.Columns.Count; column++)
            if (listing.Columns[column].Number)
                AlignPoints(cells, column, listing.Columns[column].Title.Length);
        var across = Enumerable.Range(0, listing.Columns.Count).ToList();
        var below = new List<int>();
        if (width is { } room)
        {
            foreach (var (index, column) in listing.Columns.Index())
                if (column.Fit == Fit.Below && Sum(listing, across, cells) > room)
                {
                    across.Remove(index);
                    below.Add(index);
                }
            if (Sum(listing, across, cells) > room)
                Shorten(listing, cells);
        }
        var widths = across.Select(index => Width(listing, index, cells)).ToArray();
        if (width is { } all)
        {
            var whole = widths.ToArray();
            Squeeze(listing, across, widths, all);
            foreach (var (place, index) in across.Index())
                if (widths[place] < whole[place])
                    foreach (var row in cells.Where(row => row[index].Length > widths[place]))
                        row[index] = Hash().Replace(row[index], hash => Middle(hash.Value));
        }
        return new(across, below, widths, [.. cells]);
    }

    /// <summary>An address or a hash by its ends; anything shorter as it is.</summary>
    public static string Middle(string text) =>
        text.Length > Head + Tail + 1 ? $"{text[..Head]}…{text[^Tail..]}" : text;

    private static int Sum(Listing listing, List<int> across, List<string[]> cells) =>
        across.Sum(index => Width(listing, index, cells)) + (Gap * (across.Count - 1));

    private static int Width(Listing listing, int index, List<string[]> cells) =>
        cells.Select(row => row[index].Length).Append(listing.Columns[index].Title.Length)
            .Append(listing.Columns[index].Least).Max();

    private static void Shorten(Listing listing, List<string[]> cells)
    {
        foreach (var (index, column) in listing.Columns.Index())
            if (column.Fit == Fit.Middle)
                foreach (var row in cells)
                    row[index] = Middle(row[index]);
    }

    // What may be broken shares the room that is left, the widest first.
    private static void Squeeze(Listing listing, List<int> across, int[] widths, int room)
    {
        var over = widths.Sum() + (Gap * (across.Count - 1)) - room;
        while (over > 0)
        {
            var at = Enumerable.Range(0, across.Count)
                .Where(place => listing.Columns[across[place]].Fit == Fit.Wrap && widths[place] > LeastText)
                .OrderByDescending(place => widths[place]).Select(place => (int?)place).FirstOrDefault();
            if (at is not { } widest)
                return;
            widths[widest]--;
            over--;
        }
    }

    // In words that are broken anyway a hash or the number of a proposal would be torn apart in its last digits.
    [GeneratedRegex("0x[0-9a-fA-F]{64}|[0-9]{60,}")]
    private static partial Regex Hash();

    private static void AlignPoints(List<string[]> cells, int column, int least)
    {
        var digits = cells.Select(row => Fraction(row[column])).DefaultIfEmpty().Max();
        foreach (var row in cells)
            row[column] += new string(' ', digits - Fraction(row[column]));
        var width = cells.Select(row => row[column].Length).Append(least).Max();
        foreach (var row in cells)
            row[column] = row[column].PadLeft(width);
    }

    // The point and what follows it; words have none.
    private static int Fraction(string text) =>
        text.IndexOf('.', StringComparison.Ordinal) is >= 0 and var point && char.IsAsciiDigit(text[^1])
            ? text.Length - point
            : 0;
}
