using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;
using DecentralizedAi.Tools.Web;

namespace DecentralizedAi.Tools.Plugins;

/// <summary>What the node does for plugins: nothing that the approved manifest does not name.</summary>
/// <param name="folder">Of texts that plugins keep, one folder below it for each plugin.</param>
public sealed class PluginCapabilities(PageReader pages, IVaultBalance balances, string folder)
{
    /// <summary>Answers one question of a plugin.</summary>
    /// <param name="run">The call during which it asks.</param>
    /// <exception cref="ToolException">It may not, or it cannot be done.</exception>
    internal async Task<JsonNode> AnswerAsync(
        PluginManifest manifest, ToolRun run, string capability, JsonNode? question, CancellationToken cancellation)
    {
        if (!manifest.Capabilities.Contains(capability))
            throw Refused($"{manifest.Id} asks for '{capability}', which its manifest does not name");
        return capability switch
        {
            "http" => await PageAsync(manifest, Text(question, "url") ?? "", cancellation),
            "storage" => await StoreAsync(manifest, question, cancellation),
            "chain" => await BalancesAsync(run, cancellation),
            _ => throw Refused($"there is no question about '{capability}'"),
        };
    }

    private async Task<JsonNode> PageAsync(PluginManifest manifest, string url, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var asked) || !manifest.Hosts.Any(host => Same(host, asked)))
            throw Refused($"{manifest.Id} asks for '{url}'; it may read from {string.Join(", ", manifest.Hosts)}");
        var page = await pages.ReadAsync(url, cancellation);
        return JsonSerializer.SerializeToNode(
            new HttpText(page.Status, page.Type, Encoding.UTF8.GetString(page.Body), page.Cut), ToolMethod.Json)!;
    }

    // Scheme, host and port as parsed, never the text: a name before an @ or after a point is another host.
    private static bool Same(string host, Uri asked) => asked is { Scheme: "https", IsDefaultPort: true, UserInfo: "" }
        && asked.IdnHost.Equals(host, StringComparison.OrdinalIgnoreCase);

    private async Task<JsonNode> BalancesAsync(ToolRun run, CancellationToken cancellation)
    {
        try
        {
            var found = await balances.ReadAsync(run.Agent, null, cancellation);
            return new JsonObject { ["balances"] = JsonSerializer.SerializeToNode(found, ToolMethod.Json) };
        }
        catch (IOException e)
        {
            throw Refused($"the balance cannot be read now: {e.Message}");
        }
    }

    private async Task<JsonNode> StoreAsync(
        PluginManifest manifest, JsonNode? question, CancellationToken cancellation)
    {
        var key = Text(question, "key") ?? "";
        if (StorageRules.Fault(key) is { } fault)
            throw Refused(fault);
        var own = Directory.CreateDirectory(Path.Combine(folder, manifest.Id));
        var file = Path.Combine(own.FullName, key);
        if (question?["put"] is null)
            return new JsonObject
            {
                ["text"] = File.Exists(file) ? await File.ReadAllTextAsync(file, cancellation) : null,
            };
        if (Text(question, "text") is not { } text)
        {
            File.Delete(file);
            return new JsonObject();
        }
        var others = own.EnumerateFiles().Where(one => one.Name != key).Sum(one => one.Length);
        if (StorageRules.TooMuch(others, text) is { } full)
            throw Refused($"{manifest.Id}: {full}");
        var next = Path.Combine(own.FullName, ".next");
        await File.WriteAllTextAsync(next, text, cancellation);
        File.Move(next, file, overwrite: true);
        return new JsonObject();
    }

    private static string? Text(JsonNode? question, string name) =>
        question?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static ToolException Refused(string why) => new(ToolException.Capability, why);
}
