namespace DecentralizedAi.Cli.Output;

/// <summary>What the standard output can show.</summary>
/// <param name="Width">Characters in a line of the terminal; null for a file or a pipe, where nothing is shortened.
/// </param>
/// <param name="Colour">Whether colours are wanted.</param>
internal sealed record Screen(int? Width, bool Colour)
{
    private const int Usual = 80;
    private const int Narrowest = 40;

    /// <summary>A file or a pipe.</summary>
    public static Screen None { get; } = new(null, false);

    /// <summary>The standard output of this process.</summary>
    public static Screen Of(TextWriter output) =>
        Console.IsOutputRedirected || output != Console.Out ? None : new(Columns(), Coloured());

    /// <summary>Whether a line may be painted over on the standard error, as a spinner is.</summary>
    public bool Moves => Colour && !Console.IsErrorRedirected;

    private static bool Coloured() => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    private static int Columns()
    {
        try
        {
            // A terminal that does not know its size says 0.
            return Console.WindowWidth is >= Narrowest and var width ? width : Usual;
        }
        catch (IOException)
        {
            return Usual;
        }
    }
}
