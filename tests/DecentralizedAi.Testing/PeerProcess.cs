using System.Diagnostics;
using System.Text.Json.Nodes;

namespace DecentralizedAi.Testing;

/// <summary>Policy engines of other people, in a Node process that answers JSON Lines (<c>tests/peers/peers.mjs</c>).
/// </summary>
public sealed class PeerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private PeerProcess(Process process) => _process = process;

    /// <exception cref="InvalidOperationException">The packages of <c>tests/peers</c> are not installed.</exception>
    public static PeerProcess Start()
    {
        var folder = Path.Combine(Path.GetDirectoryName(Vectors.PathOf("policy.json"))!, "..", "..", "tests", "peers");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
            throw new InvalidOperationException($"the engines are not installed: run 'npm ci' in {folder}");
        var start = new ProcessStartInfo("node", "peers.mjs")
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return new(Process.Start(start) ?? throw new InvalidOperationException("'node' does not start"));
    }

    /// <summary>Asks one thing.</summary>
    /// <exception cref="InvalidOperationException">The engine failed; with its message.</exception>
    public async Task<JsonObject> AskAsync(JsonObject request, CancellationToken cancellation)
    {
        await _process.StandardInput.WriteLineAsync(request.ToJsonString().AsMemory(), cancellation)
            .ConfigureAwait(false);
        await _process.StandardInput.FlushAsync(cancellation).ConfigureAwait(false);
        var line = await _process.StandardOutput.ReadLineAsync(cancellation).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"the engines ended with {_process.ExitCode}");
        var answer = JsonNode.Parse(line)!.AsObject();
        return answer["error"] is { } error ? throw new InvalidOperationException($"{error}") : answer;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            await _process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
    }
}
