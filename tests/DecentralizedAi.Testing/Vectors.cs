using System.Text.Json;

namespace DecentralizedAi.Testing;

/// <summary>The vector files that C# and Solidity share, in <c>governance/vectors</c>.</summary>
public static class Vectors
{
    public static string PathOf(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "governance", "vectors", name);
            if (File.Exists(path))
                return path;
        }
        throw new FileNotFoundException($"governance/vectors/{name} is in no folder above {AppContext.BaseDirectory}");
    }

    public static string ReadText(string name) => File.ReadAllText(PathOf(name));

    public static JsonElement Read(string name) => JsonDocument.Parse(ReadText(name)).RootElement;
}
