using System.Security.Cryptography;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Plugin;
using DecentralizedAi.Tools;

namespace DecentralizedAi.Node.Plugins;

/// <summary>A program of this host that runs servers of others, such as <c>node</c>.</summary>
/// <param name="File">Absolute, links followed.</param>
/// <param name="Hash">SHA-256.</param>
internal sealed record HostProgram(string File, Bytes32 Hash)
{
    /// <summary>The first of that name on the path.</summary>
    /// <exception cref="ToolException"><see cref="ToolCode.Package"/>: there is none, or it is a script.</exception>
    public static HostProgram First(string name) => All(name).FirstOrDefault()
        ?? throw Wrong($"there is no program '{name}' on PATH; a script is none, name what runs it");

    /// <summary>The one that was approved, wherever on the path it lies.</summary>
    /// <exception cref="ToolException"><see cref="ToolCode.Package"/>: there is none.</exception>
    public static HostProgram Approved(string name, Bytes32 hash)
    {
        var found = new List<HostProgram>();
        foreach (var one in All(name))
            if (one.Hash == hash)
                return one;
            else
                found.Add(one);
        throw Wrong($"no '{name}' on PATH has SHA-256 {hash}, which was "
            + $"approved; there is {(found.Count == 0 ? "none" : string.Join(", ", found.Select(
                one => $"'{one.File}' with {one.Hash}")))}; install that one, or have the package with this one voted");
    }

    /// <summary>Looks at the file again: what is started is this one, whatever else lies on the path.</summary>
    /// <exception cref="ToolException"><see cref="ToolCode.Package"/>: it is another program by now, or none.
    /// </exception>
    public void Demand()
    {
        if (Sha256(File) is var now && now != Hash)
            throw Wrong($"'{File}' {(now is null ? "is no program any more" : $"is {now} now")}, approved is {Hash}; "
                + "put that one back, or start the node again where another on PATH is the approved one");
    }

    private static IEnumerable<HostProgram> All(string name) =>
        from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        let file = Path.Combine(folder, name)
        where Path.IsPathRooted(file) && System.IO.File.Exists(file)
        let target = System.IO.File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file
        let hash = Sha256(target)
        where hash is not null
        select new HostProgram(target, hash.Value);

    // Null where it cannot be read, or is no program by itself: a script is run by another, which nobody hashed.
    private static Bytes32? Sha256(string file)
    {
        try
        {
            using var stream = System.IO.File.OpenRead(file);
            var start = new byte[4];
            if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length
                || !start.AsSpan().SequenceEqual("\u007fELF"u8))
                return null;
            stream.Position = 0;
            return Bytes32.Of(SHA256.HashData(stream));
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static ToolException Wrong(string what) => new(ToolCode.Package, what);
}
