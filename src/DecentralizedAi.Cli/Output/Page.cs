using Spectre.Console;

namespace DecentralizedAi.Cli.Output;

/// <summary>Where an answer is written for people: a terminal of some width, or a file.</summary>
internal sealed class Page(TextWriter writer, Screen screen)
{
    private const int Indent = 2;

    // A hash of 66 characters still stands in one line beside a name of eleven.
    private const int NameIndent = 1;

    public void Write(string text) => writer.Write(text);

    public void WriteLine(string text = "") => writer.WriteLine(text);

    /// <summary>A row for each thing below the titles; <paramref name="none"/> where there is nothing.</summary>
    public void Draw(Listing listing, string none)
    {
        if (listing.Rows.Count == 0)
        {
            writer.WriteLine(none);
            return;
        }
        var layout = ListingLayout.Of(listing, screen.Width);
        var titles = listing.Columns.Select((column, index) => column.Number
            ? column.Title.PadLeft(layout.Cells.Max(row => row[index].Length)) : column.Title).ToList();
        Row(listing, layout, titles, _ => Tone.Faint, titles: true);
        Rows(listing, layout);
    }

    /// <summary>Rows that go on below earlier ones, without titles.</summary>
    public void More(Listing listing) => Rows(listing, ListingLayout.Of(listing, screen.Width));

    /// <summary>What is known of one thing: a line for each, the words at the left below each other.</summary>
    public void Pairs(params IReadOnlyList<(string Name, Cell Value)> pairs)
    {
        var listing = new Listing(new("", Fit.Whole), new("", Fit.Wrap));
        foreach (var (name, value) in pairs)
            listing.Add(new(new string(' ', NameIndent) + name, Tone.Faint), value);
        More(listing);
    }

    private void Rows(Listing listing, ListingLayout layout)
    {
        foreach (var (row, cells) in listing.Rows.Index())
            Row(listing, layout, layout.Cells[row], index => cells[index].Tone, titles: false);
    }

    private void Row(
        Listing listing, ListingLayout layout, IReadOnlyList<string> texts, Func<int, Tone> tone, bool titles)
    {
        if (screen.Width is not { } width)
        {
            writer.WriteLine(string.Join(new string(' ', ListingLayout.Gap), layout.Across.Select((index, place) =>
                texts[index].PadRight(layout.Widths[place]))).TrimEnd());
            return;
        }
        var row = new Table { Border = TableBorder.None, ShowHeaders = false };
        foreach (var (place, index) in layout.Across.Index())
            row.AddColumn(new TableColumn("")
            {
                Width = layout.Widths[place], NoWrap = listing.Columns[index].Fit != Fit.Wrap,
                Padding = new Padding(0, 0, place < layout.Across.Count - 1 ? ListingLayout.Gap : 0, 0),
            });
        row.AddRow(layout.Across.Select(index => new Text(texts[index], Style(tone(index)))));
        Render(row, width);
        if (!titles)
            foreach (var index in layout.Below.Where(index => texts[index].Length > 0))
                Render(new Padder(new Text(texts[index], Style(Tone.Faint)), new Padding(Indent, 0, 0, 0)), width);
    }

    private void Render(Spectre.Console.Rendering.IRenderable what, int width)
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = screen.Colour ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = screen.Colour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(text),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        // What does not fit runs on: cutting an id would make it useless.
        console.Profile.Width = Math.Max(width, 200);
        console.Write(what);
        foreach (var line in text.ToString().TrimEnd('\n').Split('\n'))
            writer.WriteLine(line.TrimEnd());
    }

    private static Style Style(Tone tone) => tone switch
    {
        Tone.Good => new Style(Color.Green),
        Tone.Bad => new Style(Color.Red, decoration: Decoration.Bold),
        Tone.Open => new Style(Color.Yellow),
        Tone.Faint => new Style(decoration: Decoration.Dim),
        _ => Spectre.Console.Style.Plain,
    };
}
