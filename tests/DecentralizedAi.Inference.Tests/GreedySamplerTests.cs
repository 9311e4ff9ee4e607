using DecentralizedAi.Domain.Models;
using DecentralizedAi.Inference.Files;
using DecentralizedAi.Inference.Grammars;
using DecentralizedAi.Inference.Native;
using DecentralizedAi.Testing.Models;
using LLama;
using LLama.Common;
using LLama.Native;
using Xunit;

namespace DecentralizedAi.Inference.Tests;

public sealed class GreedySamplerTests : IDisposable
{
    private const int Top = 8, Steps = 60;

    private readonly TemporaryFolder _folder = new();
    private readonly LLamaWeights _weights;
    private readonly string _grammar =
        CallGrammar.Of(Samples.Ask("Pay 40 USDC to Hosting, then 2 DAI to Design.")).Text;

    public GreedySamplerTests()
    {
        var path = TinyGguf.Write(_folder.Path);
        // The first engine of a process chooses the native library; nothing may touch it before.
        LlamaEngine.Load(new LlamaOptions(path, ModelFile.Hash(path)), TextWriter.Null).Dispose();
        _weights = LLamaWeights.LoadFromFile(new ModelParams(path) { GpuLayerCount = 0 });
    }

    public void Dispose()
    {
        _weights.Dispose();
        _folder.Dispose();
    }

    // Of the whole vocabulary, asked at once: what the sampler finds with few questions.
    [Theory]
    [InlineData(0f)]
    [InlineData(6f)]
    public void Token_and_lead_are_those_of_asking_about_every_token(float favour)
    {
        var (random, cases) = (new Random(8), new HashSet<int>());
        for (var answer = 0; answer < 6; answer++)
        {
            using var sampler = new GreedySampler(_weights.Vocab, _grammar);
            using var plain = new GreedySampler(_weights.Vocab, _grammar);
            using var all = SafeLLamaSamplerChainHandle.Create(LLamaSamplerChainParams.Default());
            all.AddGrammar(_weights.Vocab, _grammar, "root");
            for (var step = 0; step < Steps; step++)
            {
                var logits = Draw(random);
                foreach (var (id, _) in Allowed(all, logits).Take(3))
                    logits[id] += random.NextSingle() * favour;
                var allowed = Allowed(all, logits);
                var top = Sorted(logits.Select((logit, id) => (id, logit))).Take(Top).ToList();
                cases.Add(Math.Min(2, top.Count(allowed.Contains)));
                var (token, lead) = sampler.Measure(logits);
                Assert.Equal((allowed[0].Id, Lead(allowed, top)), ((int)token, lead));
                Assert.Equal(token, plain.Next(logits));
                if (token.IsEndOfGeneration(_weights.Vocab))
                    break;
                all.Accept(token);
            }
        }
        Assert.Contains(favour == 0 ? 0 : 2, cases);
        Assert.Contains(1, cases);
    }

    // As models do whose calls begin with one; the grammar knows it by its letters.
    [Fact]
    public void A_word_of_control_is_written_by_its_one_token()
    {
        var words = TinyGguf.Vocabulary.ToList();
        using var sampler = new GreedySampler(_weights.Vocab, $"root ::= \"{PromptFormat.Open}a\"");
        var logits = Draw(new Random(8));
        logits[words.IndexOf(PromptFormat.Open)] = 9;
        Assert.Equal(PromptFormat.Open, words[(int)sampler.Next(logits)]);
        Assert.Equal("a", words[(int)sampler.Next(logits)]);
    }

    private static float Lead(IReadOnlyList<(int Id, float Logit)> allowed, List<(int Id, float Logit)> top)
    {
        var among = top.Where(allowed.Contains).ToList();
        var second = among.Count >= 2 ? among[1].Logit
            : among.Count == 1 ? top[^1].Logit
            : allowed.Count > 1 ? allowed[1].Logit : float.NegativeInfinity;
        return allowed[0].Logit - second;
    }

    private float[] Draw(Random random) =>
        [.. Enumerable.Range(0, TinyGguf.Vocabulary.Count).Select(_ => random.NextSingle() * 4)];

    private static List<(int Id, float Logit)> Allowed(SafeLLamaSamplerChainHandle grammar, float[] logits)
    {
        var every = logits.Select((logit, id) => new LLamaTokenData(id, logit, 0)).ToArray();
        using var pin = LLamaTokenDataArrayNative.Create(new LLamaTokenDataArray(every), out var native);
        grammar.Apply(ref native);
        return [.. Sorted(every.Where(token => token.Logit > float.NegativeInfinity)
            .Select(token => ((int)token.ID, token.Logit)))];
    }

    private static IEnumerable<(int Id, float Logit)> Sorted(IEnumerable<(int Id, float Logit)> tokens) =>
        tokens.OrderByDescending(token => token.Logit).ThenBy(token => token.Id);
}
