namespace DecentralizedAi.SystemTests.Errors;

/// <summary>
/// A folder that looks like a built clone to the launcher: the sources are links, what a test changes are copies.
/// </summary>
internal sealed class Clone : IDisposable
{
    private Clone(string folder) => Folder = folder;

    public string Folder { get; }
    public string Model => Path.Combine(Folder, "agents", "model", "default.gguf");

    /// <param name="installed">Whether the local chain is there, as npm leaves it.</param>
    public static Clone Make(bool installed)
    {
        var clone = new Clone(Directory.CreateTempSubdirectory("dai-clone-").FullName);
        foreach (var name in (string[])["dai", "global.json", "Directory.Build.props", "Directory.Packages.props"])
            File.Copy(Path.Combine(Dai.Root, name), Path.Combine(clone.Folder, name));
        clone.Link("src");
        Copy(Path.Combine(Dai.Root, "agents", "treasurer"), Path.Combine(clone.Folder, "agents", "treasurer"));
        Directory.CreateDirectory(Path.GetDirectoryName(clone.Model)!);
        File.Copy(ShippedModel.File, clone.Model);
        Directory.CreateDirectory(Path.Combine(clone.Folder, "governance"));
        foreach (var name in (string[])["package-lock.json", "package.json", "abi", "policies"])
            clone.Link(Path.Combine("governance", name));
        if (installed)
            clone.Link(Path.Combine("governance", "node_modules"));
        Directory.CreateDirectory(Path.Combine(clone.Folder, "artifacts"));
        File.WriteAllText(Path.Combine(clone.Folder, "artifacts", "built"), "");
        return clone;
    }

    /// <summary>Runs the clone's launcher.</summary>
    /// <param name="path">What PATH shall be; null leaves it.</param>
    public Task<Ended> RunAsync(string? path, params IReadOnlyList<string> words)
    {
        var start = Dai.Command("/bin/bash", [Path.Combine(Folder, "dai"), .. words]);
        if (path is not null)
            start.Environment["PATH"] = path;
        return Dai.RunAsync(start);
    }

    /// <summary>A folder of programs: those named, as they are found now, and nothing else.</summary>
    public string Programs(params IReadOnlyList<string> names)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, "bin-" + names.Count)).FullName;
        var places = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        foreach (var name in names)
            File.CreateSymbolicLink(Path.Combine(folder, name), places.Select(place => Path.Combine(place, name))
                .FirstOrDefault(File.Exists) ?? throw new InvalidOperationException($"no program '{name}' on PATH"));
        return folder;
    }

    // The links go with the folder, what they lead to stays.
    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void Link(string name) =>
        File.CreateSymbolicLink(Path.Combine(Folder, name), Path.Combine(Dai.Root, name));

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
