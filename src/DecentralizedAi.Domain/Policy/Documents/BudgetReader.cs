using System.Collections.Immutable;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Values;

namespace DecentralizedAi.Domain.Policy.Documents;

/// <summary>Reads the section <c>budgets</c>.</summary>
internal sealed class BudgetReader(Reading reading)
{
    private const int MostMoneyBudgets = 16;

    private static readonly string[] MoneyKeys =
        ["asset", "decimals", "per_action", "burst", "rate", "lifetime", "payees", "ask"];

    // What no resource has: whoever writes it means money.
    private static readonly string[] MoneyOnly = [.. MoneyKeys.Except(["burst", "rate"])];

    private static readonly string[] Resources = ResourceNames.All.ToArray();

    private readonly ValueReader _values = new(reading);
    private readonly HashSet<Address> _assets = [];

    public void Read(MapNode document)
    {
        if (document["budgets"] is not { } section || reading.Map(section.Value, "budgets") is not { } map)
            return;
        foreach (var entry in map.Entries)
        {
            var kind = ResourceNames.Parse(entry.Key);
            if (kind != ResourceKind.None)
                reading.Resources[entry.Key] = Resource(entry.Value, kind);
            else if (entry.Value is MapNode budget && budget.Entries.Any(line => MoneyOnly.Contains(line.Key)))
                AddMoney(entry, budget);
            else if (reading.Map(entry.Value, "burst and rate") is not null)
                reading.KeyFault("resource", entry,
                    $"{string.Join(", ", Resources)}, or an asset with its address", Resources);
        }
    }

    private void AddMoney(MapEntry entry, MapNode map)
    {
        if (!Words.IsAsset(entry.Key))
            reading.KeyFault("asset", entry, "an asset: a letter, then at most 31 letters and digits");
        if (reading.Assets.Count == MostMoneyBudgets)
            reading.KeyFault("limit", entry, $"at most {MostMoneyBudgets} budgets of money");
        reading.Keys(map, MoneyKeys);
        var decimals = Decimals(map);
        reading.Assets[entry.Key] = decimals;
        reading.Money[entry.Key] = Money(entry.Key, map, decimals);
    }

    private MoneyBudget? Money(string name, MapNode map, int? decimals)
    {
        var asset = Asset(map);
        var burst = Required(map, "burst", decimals);
        var perAction = Optional(map, "per_action", decimals);
        var lifetime = Optional(map, "lifetime", decimals);
        var rate = reading.Required(map, "rate") is { } node ? Rate(node, decimals, "amount") : null;
        var payees = Payees(map, asset);
        var ask = map["ask"] is { } entry ? Ask(entry.Value, decimals) : null;
        if (perAction is not null && burst is not null && perAction.Units > burst.Units)
            reading.Fault("bounds", map["per_action"]!.Value.Value, $"at most the burst of {burst.Number}");
        return asset is null || decimals is null || burst is null || rate is null || payees is null
            ? null
            : new(name, asset.Value, decimals.Value, perAction, burst, rate, lifetime, payees, ask);
    }

    private Address? Asset(MapNode map)
    {
        if (reading.Required(map, "asset") is not { } node || _values.Address(node) is not { } asset)
            return null;
        if (!_assets.Add(asset))
            reading.Fault("duplicate", node, "another asset than every other budget");
        return asset;
    }

    private int? Decimals(MapNode map)
    {
        if (reading.Required(map, "decimals") is not { } node || reading.Scalar(node, "a number") is not { } text)
            return null;
        if (UInt256.TryParse(text, out var number) && number <= UInt256.Of(AmountText.MaxDecimals))
            return (int)number.ToUInt64();
        reading.Fault("integer", node, $"0 to {AmountText.MaxDecimals}");
        return null;
    }

    private string? Payees(MapNode map, Address? asset)
    {
        if (reading.Required(map, "payees") is not { } node
            || reading.Scalar(node, "the name of a list") is not { } name)
            return null;
        if (_values.ListOf(node, name) is not { } entries)
            return null;
        if (entries.Any(entry => !entry.IsHex || entry.Value.Length != 42))
        {
            reading.Fault("type", node, "a list of addresses only");
            return null;
        }
        if (entries.Any(entry => entry.Value == Address.Zero.ToLower() || entry.Value == asset?.ToLower()))
            reading.Fault("address", node, "payees without the zero address and without the asset itself");
        return name;
    }

    private MoneyAsk? Ask(PolicyNode node, int? decimals)
    {
        if (reading.Map(node, "above, by and within") is not { } map)
            return null;
        reading.Keys(map, "above", "by", "within");
        var above = Required(map, "above", decimals);
        var by = reading.Required(map, "by") is { } approver ? _values.Approver(approver) : null;
        var within = reading.Required(map, "within") is { } duration ? _values.Duration(duration) : null;
        return above is null || by is null || within is null ? null : new(above, by.Value, within.Value);
    }

    private ResourceBudget? Resource(PolicyNode node, ResourceKind kind)
    {
        if (reading.Map(node, "burst and rate") is not { } map)
            return null;
        reading.Keys(map, "burst", "rate");
        var burst = reading.Required(map, "burst") is { } value ? Number(value, 0, "integer") : null;
        var rate = reading.Required(map, "rate") is { } line ? Rate(line, 0, "integer") : null;
        return burst is null || rate is null ? null : new(kind, burst, rate);
    }

    private AmountLine? Required(MapNode map, string key, int? decimals) =>
        reading.Required(map, key) is { } node && decimals is not null ? Number(node, decimals.Value, "amount") : null;

    private AmountLine? Optional(MapNode map, string key, int? decimals) =>
        map[key] is { } entry && decimals is not null ? Number(entry.Value, decimals.Value, "amount") : null;

    private AmountLine? Number(PolicyNode node, int decimals, string @class)
    {
        if (reading.Scalar(node, "a number") is not { } text)
            return null;
        if (AmountText.TryUnits(text, decimals, out var units))
            return new(AmountText.Canonical(text), units);
        reading.Fault(@class, node, decimals == 0
            ? "a whole number below 2^128 without sign, comma, exponent or leading zero"
            : $"a number without sign, comma, exponent or leading zero, at most {decimals} digits after the point");
        return null;
    }

    private RateLine? Rate(PolicyNode node, int? decimals, string @class)
    {
        const string Expected = "N per second, minute, hour, day or week";
        if (node is MapNode map)
            return RateMap(map, decimals, @class);
        if (reading.Scalar(node, Expected) is not { } text)
            return null;
        var parts = text.Split(' ');
        var seconds = parts is [_, "per", var unit] ? ValueReader.SecondsOf(unit) : 0;
        if (seconds == 0)
        {
            reading.Fault("rate", node, Expected);
            return null;
        }
        var amount = decimals is null
            ? null
            : Number(new ScalarNode(node.Place, parts[0]), decimals.Value, @class);
        return amount is null ? null : new(amount.Number, amount.Units, seconds);
    }

    private RateLine? RateMap(MapNode map, int? decimals, string @class)
    {
        reading.Keys(map, "amount", "per");
        var amount = Required(map, "amount", decimals, @class);
        if (reading.Required(map, "per") is not { } node || reading.Scalar(node, "seconds") is not { } text)
            return null;
        if (!ValueReader.Periods.Contains(text))
        {
            reading.Fault("rate", node, $"one of {string.Join(", ", ValueReader.Periods)} seconds");
            return null;
        }
        return amount is null ? null : new(amount.Number, amount.Units, (uint)UInt256.Parse(text).ToUInt64());
    }

    private AmountLine? Required(MapNode map, string key, int? decimals, string @class) =>
        reading.Required(map, key) is { } node && decimals is not null ? Number(node, decimals.Value, @class) : null;
}
