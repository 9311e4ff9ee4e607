using System.Text;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Documents;

namespace DecentralizedAi.Authoring;

/// <summary>A policy as people write it, in YAML.</summary>
public static class PolicyFile
{
    /// <summary>The most bytes of a file.</summary>
    public const int MostBytes = 262_144;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Reads a document; refused with its faults by position.</summary>
    public static DocumentAnswer Read(string yaml)
    {
        if (Encoding.UTF8.GetByteCount(yaml) is var size and > MostBytes)
            return Refused(new("size", Place.Start, $"{size} bytes", $"at most {MostBytes} bytes of YAML"));
        var (root, fault) = YamlTree.Read(yaml);
        return root is null ? Refused(fault!) : PolicyDocument.Read(root);
    }

    /// <summary>Reads the bytes of a file.</summary>
    public static DocumentAnswer Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return Read(Strict.GetString(utf8));
        }
        catch (DecoderFallbackException e)
        {
            return Refused(new("yaml", Place.Start, $"a byte that is no UTF-8 at offset {e.Index}", "UTF-8"));
        }
    }

    /// <summary>Reads and compiles the bytes of a file; what a reader of text would pass over is refused.</summary>
    public static CompileAnswer Compile(ReadOnlySpan<byte> utf8) => PolicySnapshot.Compile(Read(utf8));

    /// <summary>Reads and compiles.</summary>
    public static CompileAnswer Compile(string yaml) => PolicySnapshot.Compile(Read(yaml));

    private static DocumentAnswer.Refused Refused(PolicyFault fault) => new([fault]);
}
