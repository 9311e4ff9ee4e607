using System.Globalization;
using System.Numerics;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Values;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Policy;

/// <summary>The quick ways of reading values agree with the plain ones.</summary>
public sealed class ValueReadingTests
{
    private static readonly string[] Pieces =
    [
        "http", "https", "HTTPS", "a", "A1", "-", ".", "..", "/", "//", ":", "://", "://", "?", "#", "%2e", "%", "@", "=",
        "&", "_", "~", "443", ":8080", "0x7f", "127.0.0.1", "10", "x.org", "é", "\u1234", " ", "\\", "<", "é/", "b/c", "/.",
        "/.a",
    ];

    [Fact]
    public void Splits_short_urls_as_any_others()
    {
        var random = new Random(5);
        var split = 0;
        for (var i = 0; i < 200_000; i++)
        {
            var text = (random.Next(2) == 0 ? "https://x.org" : "")
                + string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => Pieces[random.Next(Pieces.Length)]));
            var isUrl = UrlText.TrySplitAny(text, out var parts);
            var expected = new UrlText(text, parts);
            Assert.Equal(isUrl, UrlText.TryParse(text, out var found));
            if (text.Length <= UrlMarks.MostCharacters && UrlMarks.TrySplit(text, out _))
            {
                split++;
                Assert.True(isUrl, text);
            }
            if (isUrl)
                Assert.Equal(Parts(expected), Parts(found));
        }
        // As many as ever: what the quick way leaves to the other is slower, and no answer would show it.
        Assert.Equal(9_814, split);
    }

    [Theory]
    [InlineData("https://x.org", 443, "/", "")]
    [InlineData("WSS://x.org/", 443, "/", "")]
    [InlineData("http://x.org?", 80, "/", "")]
    [InlineData("ws://x.org?a?b", 80, "/", "a?b")]
    [InlineData("ftp://x.org/a?b#c", UrlText.NoPort, "/a", "b")]
    [InlineData("https://x.org:8080#a/b?c", 8080, "/", "")]
    [InlineData("https://x.org:0/%41?%42", 0, "/%41", "%42")]
    public void Takes_what_a_url_leaves_out_for_granted(string text, int port, string path, string query)
    {
        Assert.True(UrlText.TryParse(text, out var url));
        Assert.Equal((port, path, query), (url.Port, url.Path.ToString(), url.Query.ToString()));
    }

    [Fact]
    public void Refuses_a_scheme_of_other_characters() =>
        Assert.All((string[])["ht_tp://x.org/", "1http://x.org/", "://x.org/"],
            text => Assert.False(UrlText.TryParse(text, out _)));

    [Theory]
    [InlineData("a=%41", true)]
    [InlineData("a=%4", false)]
    [InlineData("%", false)]
    [InlineData("a#b", false)]
    public void A_query_ends_with_what_it_escapes(string text, bool isQuery) =>
        Assert.Equal(isQuery, UrlText.IsQuery(text));

    [Theory]
    [InlineData("https://1.2.3.0/", "1.2.3.0", 443)]
    [InlineData("https://255.255.255.255/", "255.255.255.255", 443)]
    [InlineData("https://a.1x5/", "a.1x5", 443)]
    [InlineData("https://a.0x5g/", "a.0x5g", 443)]
    [InlineData("https://x.org:65535/", "x.org", 65535)]
    public void Takes_hosts_and_ports_up_to_the_last(string text, string host, int port)
    {
        Assert.True(UrlText.TryParse(text, out var url));
        Assert.Equal((host, port), (url.Host.ToString(), url.Port));
    }

    [Theory]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(100)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(200)]
    public void Splits_urls_of_any_length(int length)
    {
        const string Begin = "https://x.org/a";
        var path = new string('b', (length - Begin.Length) / 2);
        var query = new string('c', length - Begin.Length - 1 - path.Length);
        Assert.True(UrlText.TryParse($"{Begin}{path}?{query}", out var url));
        Assert.Equal(("https", "x.org", 443, "/a" + path, query), (url.Scheme.ToString(), url.Host.ToString(), url.Port,
            url.Path.ToString(), url.Query.ToString()));
    }

    [Theory]
    [InlineData("https://0x7f000001/")] // The last label is a number to some readers.
    [InlineData("https://a.0X/")]
    [InlineData("https://1.2.3/")]
    [InlineData("https://a.1.2.3/")]
    [InlineData("https://1.2.3.a.4/")]
    [InlineData("https://1.2.3.4.5/")]
    [InlineData("https://1a.2b.3c.4/")]
    [InlineData("https://1.2.3.256/")]
    [InlineData("https://256.2.3.4/")]
    public void Refuses_a_host_that_some_read_as_a_number(string text) => Assert.False(UrlText.TryParse(text, out _));

    [Theory]
    [InlineData("https://x.org/%00")]
    [InlineData("https://x.org/%2F")]
    [InlineData("https://x.org/%5c")]
    [InlineData("https://x.org/%5C")]
    [InlineData("https://x.org/a%")]
    [InlineData("https://x.org/a%4")]
    [InlineData("https://x.org/?a=%zz")]
    [InlineData("https://x.org/.")]
    [InlineData("https://x.org/a/..")]
    [InlineData("https://x.org/a/%2E%2e")]
    public void Refuses_escapes_that_hide_something_or_are_none(string text) =>
        Assert.False(UrlText.TryParse(text, out _));

    [Fact]
    public void Reads_addresses_and_hashes_of_hexadecimal_digits_alone()
    {
        const string Characters = "0123456789abcdefABCDEF/:@G`g\u0130\uFF10\u0141";
        var random = new Random(6);
        for (var i = 0; i < 50_000; i++)
        {
            var digits = random.GetItems<char>("0123456789abcdef", i % 2 == 0 ? 40 : 64);
            if (random.Next(2) == 0)
                digits[random.Next(digits.Length)] = Characters[random.Next(Characters.Length)];
            var text = "0x" + new string(digits);
            var isHex = digits.All(char.IsAsciiHexDigit);
            var isLower = digits.All(char.IsAsciiHexDigitLower);
            if (digits.Length == 64)
                Assert.Equal(isHex ? text.ToLowerInvariant() : null,
                    Bytes32.TryParse(text, out var hash) ? hash.ToString() : null);
            else if (isLower || !isHex)
                Assert.Equal(isHex ? text : null, Address.TryParse(text, out var address) ? address.ToLower() : null);
        }
    }

    [Fact]
    public void Reads_amounts_of_few_digits_as_those_of_many()
    {
        const string Characters = "0123456789..-+ e";
        var random = new Random(7);
        for (var i = 0; i < 100_000; i++)
        {
            var text = new string(random.GetItems<char>(Characters, random.Next(0, 24)));
            var decimals = random.Next(0, 20);
            Assert.Equal(Units(text, decimals),
                AmountText.TryUnits(text, decimals, out var units) ? units.ToString() : null);
        }
    }

    private static string? Units(string text, int decimals)
    {
        var parts = text.Split('.');
        if (parts.Length > 2 || parts.Any(part => part.Length == 0 || !part.All(char.IsAsciiDigit))
            || (parts[0].Length > 1 && parts[0][0] == '0') || (parts.Length == 2 && parts[1].Length > decimals))
            return null;
        var fraction = parts.Length == 2 ? parts[1] : "";
        var units = BigInteger.Parse(parts[0] + fraction.PadRight(decimals, '0'), CultureInfo.InvariantCulture);
        return units < BigInteger.One << 128 ? units.ToString(CultureInfo.InvariantCulture) : null;
    }

    private static string Parts(UrlText url) => string.Create(CultureInfo.InvariantCulture,
        $"{url.Scheme}|{url.Host}|{url.Port}|{url.Path}|{url.Query}");
}
