using System.Globalization;
using System.Text.Json.Nodes;
using static DecentralizedAi.Testing.PolicyWords;

namespace DecentralizedAi.Testing;

/// <summary>Random conditions of rules.</summary>
internal sealed class RandomConditions(Draw draw)
{
    /// <param name="named">The arguments that the rule may name.</param>
    public JsonObject When((string, string)[] named)
    {
        var when = new JsonObject { ["instructor"] = draw.Chance(2) ? "any" : In(Instructors) };
        for (var i = draw.Next(0, 4); i > 0; i--)
        {
            var (key, value) = One(named).First();
            when[key] = value!.DeepClone();
        }
        return when;
    }

    /// <summary>Conditions on one attribute.</summary>
    public JsonObject One((string Name, string Type)[] named)
    {
        if (named.Length > 0 && !draw.Chance(4))
            return Argument(draw.Pick(named));
        return draw.Next(4) switch
        {
            0 => new() { ["turn"] = "clean" },
            1 => new() { ["time"] = Time() },
            _ => new() { ["instructor"] = In(Instructors) },
        };
    }

    private JsonObject Argument((string Name, string Type) argument)
    {
        var type = argument.Type.TrimEnd('?');
        var key = "arg." + argument.Name;
        if (draw.Chance(5))
            return new() { [key] = new JsonObject { ["from"] = Strings(draw.Some(Labels)) } };
        return type switch
        {
            "amount" => new() { [key] = Bounds(() => $"{draw.Next(1, 100)} {draw.Pick(["EUR", "USD"])}") },
            "integer" => new() { [key] = draw.Chance(2) ? Bounds(() => Number()) : In(["0", "7", "50"]) },
            "date" => new() { [key] = draw.Chance(2) ? new JsonObject { ["at_least"] = draw.Pick(Days) } : In(Days) },
            "text" => new() { [key] = Text(Texts) },
            "address" => new() { [key] = draw.Chance(3) ? new JsonObject { ["in"] = "people" } : In(Addresses) },
            "hash" => new() { [key] = In(Hashes) },
            "bool" => new() { [key] = draw.Pick(["true", "false"]) },
            "url" => Part(key),
            _ => new() { [key] = In(["one", "two"]) },
        };
    }

    private JsonObject Part(string key) => draw.Next(5) switch
    {
        0 => new() { [key + ".scheme"] = "https" },
        1 => new() { [key + ".port"] = In(["443", "8080"]) },
        2 => new() { [key + ".path"] = Text(Paths) },
        3 => new() { [key + ".query"] = Text(["", "q", "q=1"]) },
        4 when draw.Chance(2) => new() { [key + ".host"] = new JsonObject { ["in"] = "sites" } },
        _ => new() { [key + ".host"] = In([.. Hosts, "*.a.x.org"]) },
    };

    private JsonObject Text(string[] pool) => draw.Next(4) switch
    {
        0 => new() { ["starts_with"] = draw.Pick(pool) },
        1 => new() { ["max_length"] = Number() },
        2 => new() { ["starts_with"] = draw.Pick(pool), ["max_length"] = Number() },
        _ => In(pool),
    };

    private JsonObject Bounds(Func<string> bound)
    {
        var lower = draw.Pick(["at_least", "more_than"]);
        var upper = draw.Pick(["at_most", "less_than"]);
        return draw.Next(3) switch
        {
            0 => new() { [lower] = bound() },
            1 => new() { [upper] = bound() },
            _ => new() { [lower] = bound(), [upper] = bound() },
        };
    }

    private JsonObject Time() => draw.Next(4) switch
    {
        0 => new() { ["days"] = Strings(draw.Some(WeekDays)) },
        1 => new() { ["hours"] = Strings(draw.Some(["09:00-17:00", "22:00-06:00", "12:00-00:00"])) },
        2 => new() { ["from"] = Instants[0], ["until"] = Instants[1] },
        _ => new() { ["hours"] = Strings(["08:00-20:00"]), ["days"] = Strings(draw.Some(WeekDays)) },
    };

    private JsonObject In(string[] pool) => new() { ["in"] = Strings(draw.Some(pool)) };

    private string Number() => draw.Next(0, 60).ToString(CultureInfo.InvariantCulture);
}
