using System.Text.Json;

namespace DecentralizedAi.Node.Hosting;

/// <summary>What a node writes to <c>node.json</c> when it can be asked.</summary>
/// <param name="Http">Root of its API.</param>
/// <param name="Akka"><c>host:port</c> in the cluster.</param>
/// <param name="Anchor">Its anchor key: the node's name on chain.</param>
internal sealed record NodeCard(int Pid, Uri Http, string Akka, string Anchor)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Replaces the file in one step: a reader sees the old card or this one.</summary>
    public void Write(string folder)
    {
        var next = Path.Combine(folder, "node.json.new");
        File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(this, Json));
        File.Move(next, Path.Combine(folder, "node.json"), overwrite: true);
    }

    /// <summary>The cards of a home's nodes, by index; of a node that was killed the card is there and nobody answers.
    /// </summary>
    public static IEnumerable<NodeCard> All(string home)
    {
        var nodes = Path.Combine(home, "nodes");
        return Directory.Exists(nodes)
            ? Directory.GetDirectories(nodes)
                .OrderBy(folder => folder.Length).ThenBy(folder => folder, StringComparer.Ordinal)
                .Select(folder => Path.Combine(folder, "node.json")).Where(File.Exists)
                .Select(file => JsonSerializer.Deserialize<NodeCard>(File.ReadAllBytes(file), Json)).OfType<NodeCard>()
            : [];
    }

    /// <summary>Takes the card away, if it is still this one's.</summary>
    public static void Remove(string folder, int pid)
    {
        var file = Path.Combine(folder, "node.json");
        if (File.Exists(file) && JsonSerializer.Deserialize<NodeCard>(File.ReadAllBytes(file), Json)?.Pid == pid)
            File.Delete(file);
    }
}
