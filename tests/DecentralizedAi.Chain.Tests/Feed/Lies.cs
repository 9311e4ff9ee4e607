using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Tests.Feed;

/// <summary>Changed answers.</summary>
internal static class Lies
{
    /// <summary>Logs without those of an event.</summary>
    public static JsonNode Without(JsonNode? logs, Bytes32 topic)
    {
        var kept = new JsonArray();
        foreach (var log in logs!.AsArray().Where(l => (string)l!["topics"]![0]! != topic.ToString()))
            kept.Add(log!.DeepClone());
        return kept;
    }

    /// <summary>Logs in which a topic of an event has its last digit changed.</summary>
    public static JsonNode FlipTopic(JsonNode? logs, Bytes32 topic, int index)
    {
        foreach (var log in logs!.AsArray().Where(l => (string)l!["topics"]![0]! == topic.ToString()))
            log!["topics"]![index] = Flip((string)log["topics"]![index]!);
        return logs;
    }

    /// <summary>Logs in which a word of an event's data has its last digit changed.</summary>
    public static JsonNode FlipWord(JsonNode? logs, Bytes32 topic, int word)
    {
        foreach (var log in logs!.AsArray().Where(l => (string)l!["topics"]![0]! == topic.ToString()))
        {
            var data = (string)log!["data"]!;
            var end = 2 + 64 * (word + 1);
            log["data"] = Flip(data[..end]) + data[end..];
        }
        return logs;
    }

    public static string Flip(string hex) => hex[..^1] + (hex[^1] == '0' ? '1' : '0');
}
