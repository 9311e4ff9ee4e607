using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Values;

namespace DecentralizedAi.Domain.Policy.Documents;

/// <summary>Reads the sections <c>schedules</c> and <c>events</c>.</summary>
internal sealed class OrderReader(Reading reading)
{
    private readonly HashSet<(Address Contract, Bytes32 Topic)> _sources = [];

    public void Read(MapNode document)
    {
        foreach (var entry in Entries(document, "schedules"))
        {
            reading.Id(entry, "the name of a schedule");
            reading.Schedules[entry.Key] = Schedule(entry.Value);
        }
        foreach (var entry in Entries(document, "events"))
        {
            reading.Id(entry, "the name of an event");
            reading.Events[entry.Key] = Event(entry.Value);
        }
    }

    private IEnumerable<MapEntry> Entries(MapNode document, string section) =>
        document[section] is { } entry && reading.Map(entry.Value, section) is { } map ? map.Entries : [];

    private StandingOrder? Schedule(PolicyNode node)
    {
        if (reading.Map(node, "at and say") is not { } map)
            return null;
        reading.Keys(map, "at", "say");
        var at = Cron(map);
        var say = reading.Say(map);
        return at is null || say is null ? null : new(at, say);
    }

    private CronText? Cron(MapNode map)
    {
        if (reading.Required(map, "at") is not { } node || reading.Scalar(node, "a time") is not { } text)
            return null;
        var cron = CronText.TryParse(text);
        if (cron is null)
            reading.Fault("cron", node,
                "minute hour day month weekday of an existing day, UTC, day or weekday being *, as in \"0 9 1 * *\"");
        return cron;
    }

    private ChainEvent? Event(PolicyNode node)
    {
        if (reading.Map(node, "contract, topic and say") is not { } map)
            return null;
        reading.Keys(map, "contract", "topic", "say");
        var values = new ValueReader(reading);
        var contract = reading.Required(map, "contract") is { } where ? values.Address(where) : null;
        var topicNode = reading.Required(map, "topic");
        var topic = topicNode is null ? null : values.Hash(topicNode);
        var say = reading.Say(map);
        if (contract is null || topic is null || say is null)
            return null;
        if (!_sources.Add((contract.Value, topic.Value)))
            reading.Fault("duplicate", topicNode!, "another contract or topic than every other event");
        return new(contract.Value, topic.Value, say);
    }
}
