using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Node.Hosting;
using ModelContextProtocol;

namespace DecentralizedAi.Node.Http.Mcp;

/// <summary>What the nodes of a home say over their API: each question goes to the first that answers, so that it does
/// not matter which end and come up.</summary>
/// <param name="home">Folder of the state.</param>
/// <param name="token">File of the operator's bearer token.</param>
internal sealed class HomeNodes(string home, string token) : IAgentReader, IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    public void Dispose() => _http.Dispose();

    public async Task<NodeView> StatusAsync(CancellationToken cancel) =>
        (await AskAsync<NodeView>("v1/status", cancel))!;

    public async Task<IReadOnlyList<AgentView>> AgentsAsync(CancellationToken cancel) =>
        (await AskAsync<IReadOnlyList<AgentView>>("v1/agents", cancel))!;

    public Task<AgentView?> AgentAsync(string name, CancellationToken cancel) =>
        AskAsync<AgentView>($"v1/agents/{Uri.EscapeDataString(name)}", cancel);

    public Task<IReadOnlyList<LeafView>?> LogAsync(string name, ulong fromSeq, CancellationToken cancel) =>
        AskAsync<IReadOnlyList<LeafView>>($"v1/agents/{Uri.EscapeDataString(name)}/log?from={fromSeq}", cancel);

    public async Task<InstructionAnswer> InstructionAsync(
        Bytes32 instruction, TimeSpan wait, CancellationToken cancel) =>
        await AskAsync<InstructionView>($"v1/instructions/{instruction}?wait={(long)wait.TotalSeconds}", cancel)
            is { } view ? new InstructionAnswer.Known(view) : new InstructionAnswer.Unknown();

    // Null where the node knows no such thing; that no node answers is an answer as well, and the client reads it.
    private async Task<T?> AskAsync<T>(string path, CancellationToken cancel)
        where T : class
    {
        var silent = $"no node runs for '{home}'";
        foreach (var card in NodeCard.All(home))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(card.Http, path));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Bearer());
            try
            {
                using var response = await _http.SendAsync(request, cancel);
                return response.StatusCode == HttpStatusCode.NotFound ? null
                    : response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<T>(Json, cancel)
                    : throw await RefusalAsync(response, cancel);
            }
            catch (Exception gone) when (gone is HttpRequestException or JsonException
                || gone is OperationCanceledException && !cancel.IsCancellationRequested)
            {
                silent = $"the node at {card.Http} does not answer: {gone.Message}";
            }
        }
        throw new McpException($"DAI-1041 {silent}; start the nodes with 'dai up', or name their folder with --home");
    }

    private string Bearer()
    {
        try
        {
            return File.ReadAllText(token).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new McpException($"DAI-1041 the token '{token}' cannot be read: {e.Message}");
        }
    }

    private static async Task<McpException> RefusalAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var said = await response.Content.ReadFromJsonAsync<Problem>(Json, cancel);
        return new McpException(said?.Code is { } code ? $"{code} {said.Detail ?? said.Title}"
            : $"DAI-1021 the node answered with status {(int)response.StatusCode}");
    }

    private sealed record Problem(string? Code, string? Title, string? Detail);
}
