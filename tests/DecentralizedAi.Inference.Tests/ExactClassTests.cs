using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Inference.Files;
using DecentralizedAi.Inference.Grammars;
using DecentralizedAi.Inference.Native;
using DecentralizedAi.Testing.Models;
using Xunit;

namespace DecentralizedAi.Inference.Tests;

/// <summary>
/// The promise of a receipt: with quantised weights, a split cache and a pinned level every logit of an answer has the
/// same bits, whoever else is asked at the same time.
/// </summary>
public sealed class ExactClassTests(TemporaryFolder folder) : IClassFixture<TemporaryFolder>
{
    private const int Answer = 12;

    public static TheoryData<string> Files => ["default", "Q8", "Q4"];

    [Theory]
    [MemberData(nameof(Files))]
    public void Alone_or_beside_one_to_thirty_one_others(string file)
    {
        using var engine = Load(file, sequences: 32);
        var alone = Run(engine, Prompt(engine, 0), 0);
        Assert.NotEqual(alone, Run(engine, Prompt(engine, 1), 0));
        foreach (var neighbours in new[] { 1, 3, 8, 31 })
            Assert.Equal(alone, Run(engine, Prompt(engine, 0), neighbours));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void With_room_for_one_or_for_thirty_two(string file)
    {
        using var one = Load(file, sequences: 1);
        using var many = Load(file, sequences: 32);
        Assert.Equal(Run(one, Prompt(one, 3), 0), Run(many, Prompt(many, 3), 2));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void After_a_copied_prefix_or_read_from_the_start(string file)
    {
        using var engine = Load(file, sequences: 4);
        var prompt = Prompt(engine, 5);
        var first = Run(engine, prompt, 0);
        // Of a sequence that is being written the beginning is copied, of one that is free the place is used.
        for (var cut = 20; cut < prompt.Count; cut += 17)
        {
            using var other = Load(file, sequences: 4);
            int[] alike = [.. prompt.Take(cut), .. Prompt(other, 6)];
            var busy = other.Begin(alike, "", 64);
            other.Step();
            var (bits, reused) = Follow(other, prompt, 0);
            Assert.Equal((first, Math.Min(cut, prompt.Count - 2)), (bits, reused));
            other.End(busy);
            Assert.Equal((first, prompt.Count - 2), Follow(other, prompt, 0));
        }
    }

    // Whether its last token was read alone shows in one prompt of forty only, so forty are asked.
    [Fact]
    public void Asked_a_second_time_in_forty_prompts_of_the_default_model()
    {
        using var engine = Load("default", sequences: 1);
        for (var i = 0; i < 40; i++)
        {
            var prompt = engine.Tokenize(PromptFormat.Render(
                Samples.Turn($"{Samples.Letters(i)}: pay 3 USDC to Hosting.")));
            Assert.Equal(Run(engine, prompt, 0), Run(engine, prompt, 0));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void With_one_thread_or_two(string file)
    {
        using var one = Load(file, sequences: 4);
        using var two = Load(file, sequences: 4, threads: 2);
        Assert.Equal(Run(one, Prompt(one, 7), 0), Run(two, Prompt(two, 7), 2));
    }

    private LlamaEngine Load(string file, int sequences, int threads = 1)
    {
        var path = file == "default"
            ? ShippedModel.File
            : Random(Enum.Parse<BlockType>(file));
        return LlamaEngine.Load(new LlamaOptions(path, ModelFile.Hash(path))
        {
            Context = 1024, Sequences = sequences, Threads = threads,
        }, TextWriter.Null);
    }

    private string Random(BlockType type) =>
        Directory.GetFiles(folder.Path, $"random-{type}-*").FirstOrDefault()
            ?? RandomGguf.Of6M(type).Write(folder.Path);

    // Instructions of different lengths, and not one like the other; one is so long that all sequences of a pass look
    // at more cells than the others fill.
    private static IReadOnlyList<int> Prompt(LlamaEngine engine, int number) => engine.Tokenize(PromptFormat.Render(
        Samples.Turn($"{Samples.Letters(number)}: pay 3 USDC to Hosting. "
            + string.Concat(Enumerable.Repeat("Zq Xw look. ", number == 40 ? 60 : number % 5)))));

    private static string Run(LlamaEngine engine, IReadOnlyList<int> prompt, int neighbours) =>
        Follow(engine, prompt, neighbours).Bits;

    // Hash of every logit of the answer beside others, of which each starts a pass later than the one before.
    private static (string Bits, int Reused) Follow(LlamaEngine engine, IReadOnlyList<int> prompt, int neighbours)
    {
        using var bits = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var others = new List<AnswerRun>();
        for (var i = 0; i < neighbours / 2; i++)
            others.Add(engine.Begin(Prompt(engine, 40 + i), "", 3 * Answer));
        var run = engine.Begin(prompt, Grammar, Answer, seen: row => bits.AppendData(MemoryMarshal.AsBytes(row)));
        var reused = run.Position;
        while (!run.IsOver)
        {
            if (others.Count < neighbours)
                others.Add(engine.Begin(Prompt(engine, 40 + others.Count), "", 3 * Answer));
            engine.Step();
        }
        engine.End(run);
        others.ForEach(engine.End);
        bits.AppendData(run.Answer!.AnswerHash.ToArray());
        return (Convert.ToHexString(bits.GetHashAndReset()), reused);
    }

    private static string Grammar { get; } = CallGrammar.Of(Samples.Ask("Pay 3 USDC to Hosting.")).Text;
}
