using DecentralizedAi.Domain.Models;

namespace DecentralizedAi.ModelTrainer;

/// <summary>Invented words, sentences, files, channels and pages: what is copied, never learned by heart.</summary>
internal sealed class FreeWords(Random random)
{
    private static readonly string[] Nouns =
        ("server report meeting roadmap release budget vote deadline newsletter outage backup migration audit workshop forum "
        + "website dashboard ledger wallet contract proposal invoice kitchen office garden printer coffee machine team call "
        + "calendar survey review draft policy delegate election snapshot bridge faucet node validator cluster database "
        + "password door key parking lunch training onboarding interview candidate podcast episode video stream update patch "
        + "bug ticket feature test build pipeline domain certificate logo banner poster sticker booth hackathon grant round "
        + "committee treasurer volunteer newcomer member community season quarter month weekend holiday").Split(' ');

    private static readonly string[] Verbs =
        ("is ready|is delayed|is done|has moved|starts tomorrow|was cancelled|needs a review|went out|looks good|is back online|"
        + "will be late|opens on Monday|closes tonight|was merged|has been signed|is broken again|is up|is down|was fixed|"
        + "begins at noon|is live|has shipped|is on hold|needs volunteers|was approved|was postponed|is full|is empty").Split('|');

    private static readonly string[] Adjectives =
        "new old first second next last big small weekly monthly annual final public private shared open main spare green".Split(' ');

    private static readonly string[] Syllables =
        "ba ko mi ra ten lo su var pel dra nix or um fe gli sto ka zu wen hab tri mon qui".Split(' ');

    private static readonly string[] Ends = ["txt", "txt", "md", "pdf", "pdf", "csv", "json", "docx", "xlsx", "html", "eml"];

    public string One(params string[] values) => values[random.Next(values.Length)];

    /// <summary>An invented word of two or three syllables.</summary>
    public string Word() => string.Concat(Enumerable.Range(0, random.Next(2, 4)).Select(_ => One(Syllables)));

    public string Topic() => random.Next(3) == 0 ? $"{One(Adjectives)} {One(Nouns)}" : One(Nouns);

    /// <summary>
    /// A statement to post or to propose. More than half are words without sense, so that copying is the only way
    /// to write them again.
    /// </summary>
    public string Sentence()
    {
        if (random.Next(5) > 1)
            return string.Join(' ', Enumerable.Range(0, random.Next(2, 17)).Select(_ => Any()));
        var subject = random.Next(6) == 0 ? Word() : Topic();
        var text = $"the {subject} {One(Verbs)}";
        return random.Next(5) switch
        {
            0 => $"{text} and the {Topic()} {One(Verbs)}",
            1 => $"{One("we need a", "we lost the", "please check the", "everybody should see the", "there is a new")} {Topic()}",
            2 => $"{text}, {One("sorry", "finally", "as planned", "thanks to " + Word(), "so please wait")}",
            _ => text,
        };
    }

    private string Any() => random.Next(8) switch
    {
        0 => Word(),
        1 => char.ToUpperInvariant(One(Nouns)[0]) + Word(),
        2 or 3 => One(Adjectives),
        4 => One(Verbs).Split(' ')[^1],
        5 => One("the", "a", "and", "is", "of", "for", "in", "with", "we", "our", "it", "on", "at", "by", "not", "will", "who", "as"),
        _ => One(Nouns),
    };

    /// <summary>Words in quotes; their inside may look like anything.</summary>
    public Slot Quoted()
    {
        var inner = random.Next(5) switch
        {
            0 => $"{Word()} {Word()}",
            1 => $"{char.ToUpperInvariant(One(Nouns)[0])}{One(Nouns)[1..]}: {Sentence()}.",
            2 => $"{One("INV", "ref", "PO", "order")} {random.Next(100, 9999)}",
            _ => char.ToUpperInvariant(Sentence()[0]) + Sentence()[1..] + One("", ".", "!"),
        };
        var (open, close) = random.Next(10) switch { 0 => ('“', '”'), 1 or 2 => ('\'', '\''), 3 => ('`', '`'), _ => ('"', '"') };
        return new($"{open}{inner}{close}", ReferenceKind.Text, inner);
    }

    public string File() => random.Next(3) switch
    {
        0 => $"{One("invoice", "bill", "receipt", "statement", "report", "minutes", "notes", "offer", "contract", "letter")}.{One(Ends)}",
        1 => $"{One("invoice", "bill", "inv", "doc", "quote")}-{random.Next(1, 999)}.{One(Ends)}",
        _ => $"{One(Nouns)}{One("-", "_")}{Word()}.{One(Ends)}",
    };

    public string Channel() => "#" + (random.Next(2) == 0
        ? One("general", "ops", "treasury", "finance", "random", "dev", "announcements", "governance", "support", "payments")
        : One(Nouns) + One("", "-" + One(Nouns), "-" + Word()));

    public string Url() => $"http{One("s", "s", "s", "")}://{One("www.", "docs.", "status.", "", "forum.")}{Word()}.{One("org", "com", "io", "example", "net")}"
        + One("", "/", $"/{One(Nouns)}", $"/{One(Nouns)}/{random.Next(1, 400)}", $"/{Word()}.html", $"/{One(Nouns)}?id={random.Next(1, 99)}");

    public string Date() => $"20{random.Next(24, 29)}-{random.Next(1, 13):00}-{random.Next(1, 29):00}";

    public string Cid() => "b" + string.Concat(Enumerable.Range(0, 58).Select(_ => "abcdefghijklmnopqrstuvwxyz234567"[random.Next(32)]));
}
