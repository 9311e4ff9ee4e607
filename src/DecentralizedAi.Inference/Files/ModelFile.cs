using System.Security.Cryptography;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Inference.Files;

/// <summary>A model file that was approved by its hash and whose header was checked.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Sha256">Of all its bytes.</param>
public sealed record ModelFile(string Path, Bytes32 Sha256, GgufHeader Header)
{
    /// <summary>Hashes the whole file, compares, and only then reads its header.</summary>
    /// <exception cref="ModelException">Unreadable, not approved (both hashes are named), or a bad header.</exception>
    public static ModelFile Open(string path, Bytes32 approved) => Read(path, actual =>
    {
        if (actual != approved)
            throw new ModelException(ModelException.NotApproved,
                $"the model file '{System.IO.Path.GetFileName(path)}' has SHA-256 {actual}, "
                + $"approved is {approved}; "
                + "put the approved file there, or have the composition with this one voted");
    });

    /// <summary>Opens whatever is there and says its hash: for a look at a file that no agent runs yet.</summary>
    /// <exception cref="ModelException">Unreadable, or a bad header.</exception>
    public static ModelFile OpenUnapproved(string path) => Read(path, _ => { });

    /// <summary>The SHA-256 of a file.</summary>
    public static Bytes32 Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return Bytes32.Of(SHA256.HashData(stream));
    }

    private static ModelFile Read(string path, Action<Bytes32> allow)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            var actual = Bytes32.Of(SHA256.HashData(stream));
            allow(actual);
            stream.Position = 0;
            return new(path, actual, GgufHeader.Read(stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException(ModelException.Unreadable,
                $"the model file '{path}' cannot be read ({e.GetType().Name}); check that it is there and readable");
        }
    }
}
