using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Nodes;

/// <summary>The HTTP API of one node, spoken as the operator (bearer token).</summary>
/// <remarks>Throws <see cref="NodeException"/> for whatever is not an answer of the wanted shape.</remarks>
internal sealed class NodeClient : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    // Longer than any wait a caller asks for: the node ends the request, not the client.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(330);

    private readonly HttpClient _http;

    /// <param name="address">Root of the node's API, for example <c>http://127.0.0.1:7575</c>.</param>
    /// <param name="token">Bearer token of the operator.</param>
    /// <param name="connect">Connects to a port of the loopback that is meant; null = this program's.</param>
    public NodeClient(Uri address, string token, Func<int, CancellationToken, ValueTask<Stream>>? connect = null)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = connect is null ? null : (context, stop) => connect(context.DnsEndPoint.Port, stop),
        };
        _http = new HttpClient(handler) { BaseAddress = address, Timeout = Patience };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public Uri Address => _http.BaseAddress!;

    public void Dispose() => _http.Dispose();

    /// <summary>Hands over an instruction and waits up to <paramref name="wait"/> for it to end.</summary>
    public Task<InstructionView> InstructAsync(Instruct command, TimeSpan wait, CancellationToken cancellation) =>
        PostAsync<InstructionView>(
            $"v1/agents/{Uri.EscapeDataString(command.Agent)}/instructions?wait={Seconds(wait)}",
            new InstructionRequest(
                command.Text,
                command.Nonce.ToString(),
                command.Signature?.Deadline,
                command.Signature?.Account.ToString(),
                command.Signature is { } signed ? Hex.Encode(signed.Signature.Span) : null),
            cancellation);

    public Task<InstructionView> InstructionAsync(Bytes32 id, TimeSpan wait, CancellationToken cancellation) =>
        GetAsync<InstructionView>($"v1/instructions/{id}?wait={Seconds(wait)}", cancellation);

    public Task<IReadOnlyList<AgentView>> AgentsAsync(CancellationToken cancellation) =>
        GetAsync<IReadOnlyList<AgentView>>("v1/agents", cancellation);

    public Task<AgentView> AgentAsync(string name, CancellationToken cancellation) =>
        GetAsync<AgentView>($"v1/agents/{Uri.EscapeDataString(name)}", cancellation);

    public Task<IReadOnlyList<LeafView>> LogAsync(string name, ulong fromSeq, CancellationToken cancellation) =>
        GetAsync<IReadOnlyList<LeafView>>(
            $"v1/agents/{Uri.EscapeDataString(name)}/log?from={fromSeq}", cancellation);

    public Task<IReadOnlyList<ApprovalView>> ApprovalsAsync(CancellationToken cancellation) =>
        GetAsync<IReadOnlyList<ApprovalView>>("v1/approvals", cancellation);

    /// <summary>Hands over an approver's yes or no.</summary>
    public Task<InstructionView> JudgeAsync(ApproverCommand command, CancellationToken cancellation)
    {
        var (path, signature) = ($"v1/approvals/{command.Action}", Hex.Encode(command.Signature.Span));
        return command is Deny deny
            ? PostAsync<InstructionView>($"{path}/denial",
                new DenialRequest(deny.Approver.ToString(), deny.Reason, deny.Deadline, signature), cancellation)
            : PostAsync<InstructionView>(path,
                new ApprovalRequest(command.Approver.ToString(), command.Deadline, signature), cancellation);
    }

    public Task<NodeView> StatusAsync(CancellationToken cancellation) =>
        GetAsync<NodeView>("v1/status", cancellation);

    /// <summary>Lets a waiting transaction of the node's keys offer more.</summary>
    public Task<TransactionView> RaiseAsync(string attempt, CancellationToken cancellation) =>
        PostAsync<TransactionView>($"v1/transactions/{attempt}/raise", new { }, cancellation);

    /// <summary>Asks the node to hand its agents over and to end; it answers when others have them.</summary>
    public async Task DrainAsync(CancellationToken cancellation)
    {
        const string path = "v1/drain";
        try
        {
            using var response = await _http.PostAsync(path, null, cancellation);
            if (!response.IsSuccessStatusCode)
                throw await RefusalAsync(response, path, cancellation);
        }
        catch (HttpRequestException failure)
        {
            throw NodeException.Unreachable(Address, failure.Message);
        }
    }

    private static string Seconds(TimeSpan wait) =>
        ((long)wait.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private Task<T> GetAsync<T>(string path, CancellationToken cancellation) =>
        ReadAsync<T>(() => _http.GetAsync(path, cancellation), path, cancellation);

    private Task<T> PostAsync<T>(string path, object body, CancellationToken cancellation) =>
        ReadAsync<T>(() => _http.PostAsJsonAsync(path, body, Json, cancellation), path, cancellation);

    private async Task<T> ReadAsync<T>(
        Func<Task<HttpResponseMessage>> send, string path, CancellationToken cancellation)
    {
        try
        {
            using var response = await send();
            if (!response.IsSuccessStatusCode)
                throw await RefusalAsync(response, path, cancellation);
            return await response.Content.ReadFromJsonAsync<T>(Json, cancellation)
                ?? throw NodeException.Unreadable(Address, path, "an empty answer");
        }
        catch (HttpRequestException failure)
        {
            throw NodeException.Unreachable(Address, failure.Message);
        }
        catch (JsonException failure)
        {
            throw NodeException.Unreadable(Address, path, failure.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw NodeException.Unreachable(Address, $"no answer within {Patience.TotalSeconds:0} s");
        }
    }

    private async Task<NodeException> RefusalAsync(
        HttpResponseMessage response, string path, CancellationToken cancellation)
    {
        var text = await response.Content.ReadAsStringAsync(cancellation);
        try
        {
            var problem = JsonSerializer.Deserialize<ProblemAnswer>(text, Json);
            if (problem?.Code is { } code)
                return new NodeException(code, problem.Detail ?? problem.Title ?? "refused", (int)response.StatusCode);
        }
        catch (JsonException)
        {
            return NodeException.Unreadable(Address, path, $"status {(int)response.StatusCode}");
        }
        return NodeException.Unreadable(Address, path, $"status {(int)response.StatusCode}");
    }

    private sealed record InstructionRequest(
        string Text, string Nonce, ulong? Deadline, string? Account, string? Signature);

    private sealed record ApprovalRequest(string Approver, ulong Deadline, string Signature);

    private sealed record DenialRequest(string Approver, string Reason, ulong Deadline, string Signature);

    private sealed record ProblemAnswer(string? Code, string? Title, string? Detail);
}
