using System.Diagnostics;
using System.Text.Json.Nodes;

namespace DecentralizedAi.Testing;

/// <summary>Programs of other people, in a Node process that answers JSON Lines: policy engines
/// (<c>tests/peers/peers.mjs</c>), tokenizers and chat templates (<c>tests/tokenizers.mjs</c>), llama.cpp
/// (<c>tests/peers/llama/llama.mjs</c>).</summary>
public sealed class PeerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private PeerProcess(Process process) => _process = process;

    /// <exception cref="InvalidOperationException">The packages of <c>tests/peers</c> are not installed.</exception>
    public static PeerProcess Start() => Start("peers", "peers.mjs", "@cedar-policy");

    /// <exception cref="InvalidOperationException">The packages of <c>tests</c> are not installed.</exception>
    public static PeerProcess StartTokenizers() => Start(".", "tokenizers.mjs", "@huggingface");

    /// <exception cref="InvalidOperationException">The packages of <c>tests/peers/llama</c> are not installed.
    /// </exception>
    public static PeerProcess StartLlama() => Start("peers/llama", "llama.mjs", "node-llama-cpp");

    private static PeerProcess Start(string below, string script, string package)
    {
        var folder = Path.GetFullPath(Path.Combine(
            Path.GetDirectoryName(Vectors.PathOf("policy.json"))!, "..", "..", "tests", below));
        if (!Directory.Exists(Path.Combine(folder, "node_modules", package)))
            throw new InvalidOperationException($"{script} is not installed: run 'npm ci' in {folder}");
        var start = new ProcessStartInfo("node", script)
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
            ?? throw new InvalidOperationException("the process ended before it answered");
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
