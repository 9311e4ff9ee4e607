using System.Net;
using System.Text;

namespace DecentralizedAi.Tools.Web;

/// <summary>The words of a page, for a small model: tags, scripts and runs of blanks are left out.</summary>
internal static class PageText
{
    private static readonly string[] Silent = ["script", "style", "noscript", "template", "head"];

    public static string Of(string html)
    {
        var text = new StringBuilder();
        for (var at = 0; at < html.Length;)
        {
            if (html[at] != '<')
            {
                text.Append(html[at++]);
                continue;
            }
            var end = html.IndexOf('>', at);
            if (end < 0)
                break;
            var name = Name(html.AsSpan(at + 1, end - at - 1));
            at = Array.IndexOf(Silent, name) < 0 ? end + 1 : After(html, end + 1, name);
            text.Append(' ');
        }
        return Squeeze(WebUtility.HtmlDecode(text.ToString()));
    }

    private static int After(string html, int from, string name)
    {
        var close = html.IndexOf($"</{name}", from, StringComparison.OrdinalIgnoreCase);
        var end = close < 0 ? -1 : html.IndexOf('>', close);
        return end < 0 ? html.Length : end + 1;
    }

    private static string Name(ReadOnlySpan<char> tag)
    {
        var length = 0;
        while (length < tag.Length && char.IsAsciiLetterOrDigit(tag[length]))
            length++;
        return tag[..length].ToString().ToLowerInvariant();
    }

    private static string Squeeze(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
