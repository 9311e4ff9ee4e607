using System.Security.Cryptography;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.SystemTests;

/// <summary>The model file of this repository.</summary>
internal static class ShippedModel
{
    public static string File { get; } = Path.Combine(Dai.Root, "agents", "model", "default.gguf");

    public static Bytes32 Sha256 { get; } = Bytes32.Of(SHA256.HashData(global::System.IO.File.ReadAllBytes(File)));
}
