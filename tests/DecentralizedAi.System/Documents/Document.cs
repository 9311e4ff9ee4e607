namespace DecentralizedAi.SystemTests.Documents;

/// <summary>Commands of a document that are typed together, and what it says they show.</summary>
/// <param name="Line">Where the block begins in its document, from 1.</param>
/// <param name="Code">Lines for bash.</param>
/// <param name="Shown">Lines of the <c>text</c> block that follows; <c>...</c> stands for anything.</param>
internal sealed record CommandBlock(int Line, string Code, IReadOnlyList<string> Shown)
{
    /// <summary>What the block begins with: its name in a list of blocks.</summary>
    public string First => Code.Split('\n')[0];

    /// <summary>
    /// The first line that the document shows and the output has not, in order; null when all are there.
    /// </summary>
    public string? Missing(string output)
    {
        var said = output.Split('\n');
        var from = 0;
        foreach (var line in Shown)
        {
            var at = Array.FindIndex(said, from, one => Holds(one, line));
            if (at < 0)
                return line;
            from = at + 1;
        }
        return null;
    }

    // Where a line of the document says nothing of its end, the output's may go on.
    private static bool Holds(string said, string shown)
    {
        var at = 0;
        foreach (var piece in shown.Split("..."))
        {
            var found = said.IndexOf(piece.Trim(), at, StringComparison.Ordinal);
            if (found < 0)
                return false;
            at = found + piece.Trim().Length;
        }
        return true;
    }
}

/// <summary>A document of this repository and the commands it tells people to type.</summary>
/// <param name="Name">Its path from the root.</param>
/// <param name="Unlabelled">Line of the first fence that holds a command and does not say so; null when none does.
/// </param>
/// <param name="Steps">Line of the first step of a numbered list; null where there is none.</param>
internal sealed record Document(string Name, IReadOnlyList<CommandBlock> Blocks, int? Unlabelled, int? Steps)
{
    /// <summary>Names of all documents, ascending.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Directory
        .EnumerateFiles(Dai.Root, "*.md", new EnumerationOptions { RecurseSubdirectories = true })
        .Select(file => Path.GetRelativePath(Dai.Root, file))
        .Where(name => !name.Split('/').Any(folder => folder is "node_modules" or "bin" or "obj" or "artifacts"))
        .Order(StringComparer.Ordinal)];

    public static Document Read(string name)
    {
        var (blocks, code, shown) = (new List<CommandBlock>(), new List<string>(), new List<string>());
        string? language = null;
        int? unlabelled = null, steps = null;
        var opened = 0;
        foreach (var (number, line) in File.ReadLines(Path.Combine(Dai.Root, name)).Index())
        {
            if (!line.StartsWith("```", StringComparison.Ordinal))
            {
                if (language == "bash")
                    code.Add(line);
                else if (language == "text" && line.Trim().Length > 0)
                    shown.Add(line.Trim());
                else if (language is null && line.StartsWith("1. ", StringComparison.Ordinal))
                    steps ??= number + 1;
                else if (language == "" && line.StartsWith("./dai ", StringComparison.Ordinal))
                    unlabelled ??= number + 1;
            }
            else if (language is null)
            {
                (language, opened) = (line[3..].Trim(), number + 1);
            }
            else
            {
                if (language == "bash")
                    blocks.Add(new CommandBlock(opened, string.Join('\n', code), []));
                else if (language == "text" && blocks.Count > 0)
                    blocks[^1] = blocks[^1] with { Shown = [.. blocks[^1].Shown, .. shown] };
                (language, code, shown) = (null, [], []);
            }
        }
        return new Document(name, blocks, unlabelled, steps);
    }
}
