using System.Collections.Concurrent;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Inference.Files;
using DecentralizedAi.Inference.Hosting;
using DecentralizedAi.Inference.Protos;
using DecentralizedAi.Testing.Models;
using Xunit;
using Xunit.Abstractions;

namespace DecentralizedAi.Inference.Tests;

/// <summary>Ten thousand broken model files: read in managed code, and those that it lets pass loaded by a real child.
/// </summary>
public sealed class GgufMutationTests(ITestOutputHelper output) : IDisposable
{
    private const int Seed = 8, Mutants = 10_000, Loaded = 200;
    private const long MostMemory = 4 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private ModelHostProcess? _child;

    public void Dispose()
    {
        _child?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Each_is_refused_by_a_code_or_read_in_little_memory()
    {
        var passed = 0;
        foreach (var bytes in GgufMutants.Of(Seed, Mutants))
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            passed += Reads(bytes) ? 1 : 0;
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostMemory);
        }
        output.WriteLine($"{Mutants - passed} refused, {passed} passed");
        // If nearly all were refused at the first bytes, or nearly all passed, little would be tested.
        Assert.InRange(passed, Mutants / 50, Mutants / 2);
    }

    [Fact]
    public async Task Those_that_pass_load_under_their_own_hash_alone_and_kill_at_most_the_child()
    {
        var sound = Bytes32.Of(System.Security.Cryptography.SHA256.HashData(TinyGguf.Bytes()));
        var passing = GgufMutants.Of(Seed, Mutants).Where(Reads).ToList();
        var outcomes = new ConcurrentDictionary<string, int>();
        foreach (var bytes in passing.Where((_, i) => i % (passing.Count / Loaded) == 0))
        {
            var path = Path.Combine(_folder.Path, "mutant.gguf");
            await File.WriteAllBytesAsync(path, bytes);
            var refusal = Assert.Throws<ModelException>(() => ModelFile.Open(path, sound));
            Assert.Equal(ModelException.NotApproved, refusal.Code);
            outcomes.AddOrUpdate(await PlayAsync(path, ModelFile.Hash(path)), 1, (_, count) => count + 1);
        }
        output.WriteLine(string.Join(", ", outcomes.OrderBy(o => o.Key).Select(o => $"{o.Value} {o.Key}")));
        Assert.InRange(outcomes.Values.Sum(), Loaded, 2 * Loaded);
        var after = HostCommand.Tiny(_folder.Path);
        Assert.Equal("answered", await PlayAsync(after.Model.Path, after.Model.Sha256));
    }

    private static bool Reads(byte[] bytes)
    {
        try
        {
            GgufHeader.Read(new MemoryStream(bytes));
            return true;
        }
        catch (ModelException refusal)
        {
            Assert.Equal(ModelException.BadHeader, refusal.Code);
            return false;
        }
    }

    // What became of one file: a typed refusal, a dead or hanging child, or an answer of the grammar.
    private async Task<string> PlayAsync(string path, Bytes32 sha256)
    {
        var options = HostCommand.Of(new(path, sha256)) with { MemoryBytes = 2L << 30 };
        _child ??= ModelHostProcess.Start(options, TimeProvider.System, _ => { });
        try
        {
            var facts = await _child.LoadAsync(options.Model, Patience);
            Assert.Equal(sha256, facts.Model);
            var ask = new AskRequest { MaxTokens = 8, Grammar = "root ::= \"yes\" | \"no\"\n" };
            ask.Segments.AddRange(PromptFormat.Render(Samples.Turn("Is it?"))
                .Select(part => new SegmentPart { Text = part.Text, Control = part.Control }));
            var answer = await _child.AskAsync(ask, null, Patience, CancellationToken.None);
            Assert.True(answer.Complete);
            Assert.Contains(answer.Text, new[] { "yes", "no" });
            return "answered";
        }
        catch (ModelException end) when (end.Code is ModelException.HostDied or ModelException.TimedOut)
        {
            _child.Dispose();
            _child = null;
            return end.Code == ModelException.HostDied ? "died" : "hung";
        }
        catch (ModelException refusal)
        {
            return $"refused {refusal.Code}";
        }
    }
}
