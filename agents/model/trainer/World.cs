using System.Globalization;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Models;

namespace DecentralizedAi.ModelTrainer;

/// <summary>A value in a sentence: how it is written there, and how to find its reference.</summary>
internal sealed record Slot(string Surface, ReferenceKind Kind, string Value, string Suffix = "");

/// <summary>An invented DAO for one conversation: payees, assets, and the values that fill the slots.</summary>
internal sealed class World
{
    private static readonly string[] Firsts =
        ("Hosting Design Legal Audit Translation Marketing Security Accounting Printing Catering Research Support Payroll "
        + "Cleaning Rent Insurance Travel Music Video Podcast Website Community Events Outreach Docs Tooling Infra Ops "
        + "Grants Bakery Florist Courier Studio Library Archive Garden Workshop Kitchen Analytics Moderation Treasury2 "
        + "Alice Bob Carol Dave Erin Frank Grace Heidi Ivan Judy Mallory Niaj Olivia Peggy Rupert Sybil Trent Victor "
        + "Walter Amara Bjorn Chidi Dmitri Elif Fatima Goran Hana Ines Jonas Kofi Leila Mateo Nadia Oskar Priya Quinn "
        + "Rosa Samir Tove Umut Vera Wanda Ximena Yusuf Zoe Acme Globex Initech Umbra Nimbus Quantis Verdant Lumen "
        + "Northwind Bluefin Redwood Pixelry Fernhill Oakline Stonebridge Kestrel Marlow Tessera Orbital Cobalt").Split(' ');

    private static readonly string[] Seconds =
        "Labs Studio Partners Collective Group Works Media House Team Guild Berlin Lisbon North South Two Co Ltd GmbH LLC Fund".Split(' ');

    private static readonly string[] Symbols =
        "USDC USDC USDC DAI ETH USDT EURC WETH OP ARB GRT MATIC LUSD GHO XDAI PANTRY COOP BREAD EURe wBTC FRAX".Split(' ');

    private readonly Random _random;
    private readonly HashSet<string> _used = [];
    private int _next;

    public World(Random random, IReadOnlySet<string> flags)
    {
        _random = random;
        var count = flags.Contains("single") ? 1 : flags.Contains("multi") ? random.Next(2, 4) : random.Next(5) < 2 ? 1 : random.Next(2, 4);
        while (Assets.Count < count)
            if (Pick(Symbols) is var symbol && !Assets.Contains(symbol))
                Assets.Add(symbol);
        foreach (var list in random.Next(4) == 0 ? ["vendors", "grantees"] : new[] { "vendors" })
            for (var i = random.Next(2, 6); i > 0; i--)
                AddName(list);
    }

    /// <summary>The list that a sentence about "all" means.</summary>
    public string List => Names[0].List;

    /// <summary>The payees of <see cref="List"/>; fewer than two are no "all".</summary>
    public IReadOnlyList<Slot> Members()
    {
        var members = Names.Where(name => name.List == List)
            .Select(name => new Slot(name.Name, ReferenceKind.Address, name.Address)).ToList();
        return members.Count > 1 ? members : throw new InvalidOperationException($"{List} has one entry");
    }

    /// <summary>A number whose asset stands elsewhere in the sentence.</summary>
    public Slot NumberOfAsset() => Number() with { Suffix = " " + Pick([.. Assets]) };

    /// <summary>Hex that is no address: too short, too long, or abbreviated.</summary>
    public string BrokenAddress()
    {
        var whole = RandomAddress();
        return _random.Next(4) switch
        {
            0 => whole[..^_random.Next(1, 6)],
            1 => whole + Pick("a", "7", "0c"),
            2 => $"{whole[..6]}...{whole[^4..]}",
            _ => whole[..8],
        };
    }

    public List<string> Assets { get; } = [];
    public List<NamedAddress> Names { get; } = [];
    public TurnContext Context => new(Assets, Names);

    public string Pick(params string[] values) => values[_random.Next(values.Length)];
    public bool Chance(double p) => _random.NextDouble() < p;

    /// <summary>A payee of a list, or now and then an account in hex; none twice.</summary>
    public Slot Payee(double hex = 0.12)
    {
        if (Chance(hex) || _next >= Names.Count)
        {
            var address = RandomAddress();
            return new(address, ReferenceKind.Address, address);
        }
        var free = Names[_next++];
        var surface = Chance(0.15) ? free.Name.ToLowerInvariant() : Chance(0.05) ? $"\"{free.Name}\"" : free.Name;
        return new(surface, ReferenceKind.Address, free.Address);
    }

    /// <summary>A name that no list has, sometimes close to one that a list has.</summary>
    public string Stranger()
    {
        while (true)
        {
            var name = Chance(0.3) ? $"{Pick(Firsts)} {Pick(Seconds)}" : Pick(Firsts);
            if (!Names.Any(known => name.Contains(known.Name, StringComparison.OrdinalIgnoreCase)
                    || known.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
                return name;
        }
    }

    /// <summary>A listed name with one more word: another payee, and not a listed one.</summary>
    public string NearName()
    {
        while (true)
        {
            var name = $"{Names[_random.Next(Names.Count)].Name} {Pick(Seconds)}";
            if (Names.All(known => !known.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
                return name;
        }
    }

    /// <summary>A number as people write it, different from all others of this conversation.</summary>
    public Slot Number(bool round = false)
    {
        while (true)
        {
            var (surface, value) = Written(round);
            if (_used.Add("n" + decimal.Parse(value, CultureInfo.InvariantCulture).ToString("0.####", CultureInfo.InvariantCulture)))
                return new(surface, ReferenceKind.Number, value);
        }
    }

    /// <summary>A number with its asset; bare now and then where there is one asset.</summary>
    public Slot Amount(double bare = 0.3)
    {
        var number = Number();
        var asset = Assets[_random.Next(Assets.Count)];
        var written = Chance(0.25) ? asset.ToLowerInvariant() : asset;
        var surface = Assets.Count == 1 && Chance(bare)
            ? Chance(0.2) && char.IsDigit(number.Surface[0]) ? "$" + number.Surface : number.Surface
            : Chance(0.06) && char.IsDigit(number.Surface[0]) ? $"{written} {number.Surface}"
            : Chance(0.06) && char.IsDigit(number.Surface[^1]) ? number.Surface + written
            : $"{number.Surface} {written}";
        return number with { Surface = surface, Suffix = " " + asset };
    }

    public string RandomAddress()
    {
        var bytes = new byte[20];
        _random.NextBytes(bytes);
        var address = Address.Of(bytes);
        return Chance(0.5) ? address.ToString() : address.ToLower();
    }

    private void AddName(string list)
    {
        // Similar names are the rule in real lists: Design, Design Lab.
        var name = Names.Count > 0 && Chance(0.3) ? $"{Names[_random.Next(Names.Count)].Name} {Pick(Seconds)}"
            : Chance(0.25) ? $"{Pick(Firsts)} {Pick(Seconds)}" : Pick(Firsts);
        if (Names.All(known => !known.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            Names.Insert(_random.Next(Names.Count + 1), new(name, RandomAddress(), list));
    }

    private (string Surface, string Value) Written(bool round)
    {
        var whole = _random.Next(4) switch
        {
            0 => _random.Next(1, 100),
            1 => _random.Next(1, 100) * 10,
            2 => _random.Next(100, 1000),
            _ => _random.Next(1, 60) * 250,
        };
        var text = whole.ToString(CultureInfo.InvariantCulture);
        if (round || Chance(0.5))
            return (text, text);
        return _random.Next(7) switch
        {
            0 => ($"{text}.{_random.Next(10, 100)}", "") is var (s, _) ? (s, s) : default,
            1 => ($"{text}.{_random.Next(1, 10)}", "") is var (s, _) ? (s, s) : default,
            2 or 3 when whole >= 1000 => (whole.ToString("N0", CultureInfo.InvariantCulture), text),
            4 => ($"{whole % 90 + 1}k", $"{whole % 90 + 1}000"),
            5 or 6 when whole is >= 10 and < 1000 => (InWords(whole), text),
            _ => (text, text),
        };
    }

    private static readonly string[] Units = ("zero one two three four five six seven eight nine ten eleven twelve thirteen "
        + "fourteen fifteen sixteen seventeen eighteen nineteen").Split(' ');

    private static readonly string[] Tens = "x x twenty thirty forty fifty sixty seventy eighty ninety".Split(' ');

    private string InWords(int value) => value switch
    {
        < 20 => Units[value],
        < 100 => Tens[value / 10] + (value % 10 == 0 ? "" : (Chance(0.7) ? "-" : " ") + Units[value % 10]),
        _ => (value / 100 == 1 && Chance(0.5) ? "a" : Units[value / 100]) + " hundred"
            + (value % 100 == 0 ? "" : (Chance(0.7) ? " and " : " ") + InWords(value % 100)),
    };
}
