using System.Security.Cryptography;
using System.Text.Json;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Models;

/// <summary>The shipped file is the one that its facts name; nodes load it by this hash only.</summary>
public sealed class DefaultModelTests
{
    private const int MaxBytes = 16 * 1024 * 1024;

    private static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "agents", "model", "default.json")))
                return Path.Combine(folder.FullName, "agents", "model");
        throw new FileNotFoundException($"agents/model/default.json is in no folder above {AppContext.BaseDirectory}");
    }

    [Fact]
    public void Has_the_hash_and_size_that_its_facts_name()
    {
        using var facts = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder(), "default.json")));
        var bytes = File.ReadAllBytes(Path.Combine(Folder(), facts.RootElement.GetProperty("file").GetString()!));
        Assert.Equal(facts.RootElement.GetProperty("sha256").GetString(),
            Convert.ToHexStringLower(SHA256.HashData(bytes)));
        Assert.Equal(facts.RootElement.GetProperty("bytes").GetInt32(), bytes.Length);
        Assert.InRange(bytes.Length, 1, MaxBytes);
        Assert.Equal("GGUF"u8.ToArray(), bytes[..4]);
    }
}
