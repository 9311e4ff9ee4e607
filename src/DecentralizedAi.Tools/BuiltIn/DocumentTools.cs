using System.ComponentModel;
using System.Security.Cryptography;
using System.Text;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;
using DecentralizedAi.Tools.Governed;
using Microsoft.SemanticKernel;

namespace DecentralizedAi.Tools.BuiltIn;

/// <summary>Reads text files that lie directly in one folder, and nothing else of the disk.</summary>
internal sealed class DocumentTools(string folder)
{
    private const int MaxBytes = 256 << 10;

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    [KernelFunction("read"), DaiTool("document.read", ToolEffect.Read, Idempotency.Safe)]
    [Description("The text of a document.")]
    public async Task<ToolReport> ReadAsync(
        [DaiType("text [file]")] string file, CancellationToken cancellationToken = default)
    {
        var info = Find(file);
        var bytes = new byte[info.Length];
        try
        {
            await using var stream = info.OpenRead();
            var read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            bytes = bytes[..read];
            var text = Utf8.GetString(bytes);
            return ToolReport.Of(text, Label.Foreign, ("file", JcsValue.Of(file)),
                ("sha256", JcsValue.Of(Hex.Encode(SHA256.HashData(bytes)))), ("text", JcsValue.Of(text)));
        }
        catch (Exception e)
            when (e is DecoderFallbackException or IOException or UnauthorizedAccessException or FormatException)
        {
            throw new ToolException(ToolCode.Document, $"'{file}' is no text that can be read");
        }
    }

    // A name, not a path: whatever could lead out of the folder is refused before the disk is asked.
    private FileInfo Find(string file)
    {
        if (file.Length is 0 or > 128 || file[0] == '.'
            || file.Any(c => !char.IsLetterOrDigit(c) && c is not ('.' or '-' or '_')))
            throw new ToolException(ToolCode.Document, $"'{file}' is no plain file name");
        var info = new FileInfo(Path.Combine(folder, file));
        if (!info.Exists || info.LinkTarget is not null)
            throw new ToolException(ToolCode.Document, $"there is no document '{file}'");
        return info.Length <= MaxBytes
            ? info
            : throw new ToolException(ToolCode.Document,
                $"'{file}' has {info.Length} bytes; the limit is {MaxBytes}");
    }
}
