namespace DecentralizedAi.Node.Hosting;

/// <summary>This very program, to be started once more for something else.</summary>
internal static class OwnProgram
{
    /// <summary>Full path of what the system starts.</summary>
    public static string Path { get; } = Environment.ProcessPath!;

    /// <summary>Words between that path and a verb.</summary>
    // Started as 'dotnet X.dll' the process is dotnet and wants the program's file; as an app host it is the program.
    public static string[] Words { get; } = System.IO.Path.GetFileNameWithoutExtension(Path) == "dotnet"
        ? ["exec", typeof(OwnProgram).Assembly.Location]
        : [];
}
