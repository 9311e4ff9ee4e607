using System.Text.Json;
using Xunit;

namespace DecentralizedAi.SystemTests;

/// <summary><c>dai plugin dev</c>: what an author sees of each call, and of each change.</summary>
public sealed class PluginDevTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dai-acme-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Each_call_shows_verdict_cost_and_leaf_and_each_change_is_built()
    {
        AcmePlugin.Write(_folder, AcmePlugin.Source);
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "policy.yaml"), AcmePlugin.Policy.Replace("30 per minute", "1 per day"));
        using var bench = new Bench(_folder);
        Assert.Equal("read()", (await bench.ReadAsync("ready")).GetProperty("signatures")
            .GetProperty("wallet.runway").GetString());

        var call = await bench.CallAsync("wallet.runway");
        Assert.Equal(("allowed", "ask-the-plugin", "done", "it lasts 12 months", "foreign"), (Text(call, "verdict"),
            Text(call, "rule"), Text(call, "outcome"), Text(call, "result"), Text(call, "label")));
        Assert.Equal(("1", "59"), (Text(call.GetProperty("cost"), "calls"), Text(call.GetProperty("left"), "calls")));
        var leaves = call.GetProperty("leaves").EnumerateArray().ToList();
        Assert.Equal("Takeover Instructed Opened Closed Answered",
            string.Join(' ', leaves.Select(leaf => Text(leaf, "kind"))));

        var refused = await bench.CallAsync("wallet.pay to=Design amount=\"1,5 USDC\"");
        // As it was decided: this policy knows neither the asset nor the payee.
        Assert.Equal("wallet.pay(amount: [1,5 USDC], to: [Design])", Text(refused, "call"));
        Assert.Equal(("denied", "refused"), (Text(refused, "verdict"), Text(refused, "outcome")));
        Assert.Contains("Refused", refused.GetProperty("leaves").EnumerateArray().Select(leaf => Text(leaf, "kind")));
        Assert.Contains("is no call", Text(await bench.CallAsync("wallet.runway 12"), "error"));

        AcmePlugin.Write(_folder, AcmePlugin.Source.Replace("12 months", "18 months"));
        await bench.ReadAsync("ready");
        Assert.Equal("it lasts 18 months", Text(await bench.CallAsync("wallet.runway"), "result"));

        AcmePlugin.Write(_folder, AcmePlugin.Source.Replace("it lasts 12 months", "\" + Environment.MachineName + \""));
        Assert.Contains("System.Environment.get_MachineName",
            (await bench.ReadAsync("refused")).GetProperty("findings").GetRawText());
        var (exit, last) = await bench.EndAsync();
        Assert.Equal((0, 4), (exit, last.GetProperty("calls").GetInt32()));
    }

    private static string? Text(JsonElement of, string name) => of.GetProperty(name).GetString();

    private sealed class Bench : IDisposable
    {
        private readonly System.Diagnostics.Process _dai;

        public Bench(string folder)
        {
            var start = Dai.Command("dotnet",
            [
                Path.Combine(Dai.Root, "src", "DecentralizedAi.Cli", "bin", "Release", "net10.0", "dai.dll"), "plugin",
                "dev", folder, "--json",
            ]);
            start.Environment["DAI_ROOT"] = Dai.Root;
            // A build server of the SDK would outlive the test.
            start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
            start.Environment["UseSharedCompilation"] = "false";
            _dai = System.Diagnostics.Process.Start(start)!;
            _dai.ErrorDataReceived += (_, _) => { };
            _dai.BeginErrorReadLine();
        }

        /// <summary>The next line of that event; builds that were begun before the last change come first.</summary>
        public async Task<JsonElement> ReadAsync(string happened)
        {
            while (await _dai.StandardOutput.ReadLineAsync().WaitAsync(Dai.Patience) is { } line)
            {
                var read = JsonElement.Parse(line);
                Assert.False(
                    read.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object, line);
                if (Text(read, "event") == happened)
                    return read;
            }
            throw new InvalidOperationException($"it ended before '{happened}'");
        }

        public async Task<JsonElement> CallAsync(string line)
        {
            await _dai.StandardInput.WriteLineAsync(line);
            return await ReadAsync("call");
        }

        public async Task<(int Exit, JsonElement Last)> EndAsync()
        {
            _dai.StandardInput.Close();
            JsonElement last = default;
            while (await _dai.StandardOutput.ReadLineAsync().WaitAsync(Dai.Patience) is { } line)
                last = JsonElement.Parse(line);
            await _dai.WaitForExitAsync().WaitAsync(Dai.Patience);
            return (_dai.ExitCode, last);
        }

        public void Dispose()
        {
            if (!_dai.HasExited)
                _dai.Kill(entireProcessTree: true);
            _dai.Dispose();
        }
    }
}
