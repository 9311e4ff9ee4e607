using System.ComponentModel;
using System.Security.Cryptography;
using System.Text;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;
using DecentralizedAi.Tools.Governed;
using DecentralizedAi.Tools.Web;
using Microsoft.SemanticKernel;

namespace DecentralizedAi.Tools.BuiltIn;

/// <summary>Reads one page of the open web. Whatever stands there is foreign.</summary>
internal sealed class WebTools(PageReader pages)
{
    private const int MaxCharacters = 8_000;

    [KernelFunction("fetch"), DaiTool("web.fetch", ToolEffect.Read, Idempotency.Safe)]
    [Description("The text of a web page.")]
    public async Task<ToolReport> FetchAsync([DaiType("url")] string url, CancellationToken cancellationToken = default)
    {
        var page = await pages.ReadAsync(url, cancellationToken);
        if (page.Status is < 200 or > 299)
            throw new ToolException(ToolCode.Web, $"{url} answered {page.Status}");
        if (page.Type is not ("" or "application/json" or "application/xhtml+xml" or "application/xml")
            && !page.Type.StartsWith("text/", StringComparison.Ordinal))
            throw new ToolException(ToolCode.Web, $"{url} is {page.Type}, not text");
        var text = Encoding.UTF8.GetString(page.Body);
        text = page.Type is "text/html" or "application/xhtml+xml" ? PageText.Of(text) : text;
        text = Safe(text.Length > MaxCharacters ? text[..MaxCharacters] : text);
        return ToolReport.Of(text, Label.Foreign,
            ("cut", JcsValue.Of(page.Cut || text.Length >= MaxCharacters)),
            ("sha256", JcsValue.Of(Hex.Encode(SHA256.HashData(page.Body)))),
            ("status", JcsValue.Of(page.Status)), ("text", JcsValue.Of(text)), ("type", JcsValue.Of(page.Type)));
    }

    // A cut may leave half a character, which no canonical JSON can hold.
    private static string Safe(string text) =>
        text.Length > 0 && char.IsHighSurrogate(text[^1]) ? text[..^1] : text;
}
