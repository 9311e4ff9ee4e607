namespace DecentralizedAi.Storage;

/// <summary>Files with people's words: only the user who made one reads it, as with the keys. SQLite gives its log
/// beside a file the mode of the file. Nothing is done on Windows, where a folder says who reads.</summary>
public static class PrivateFile
{
    public const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes an empty file where there is none; one that is there stays as it is.</summary>
    public static void Make(string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = Mode;
        try
        {
            new FileStream(file, options).Dispose();
        }
        catch (IOException) when (File.Exists(file))
        {
            // It was there, or another process made it just now, which is the same.
        }
    }

    /// <summary>Takes a file that is there from everybody but its owner.</summary>
    public static void Close(string file)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, Mode);
    }
}
