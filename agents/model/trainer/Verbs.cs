using System.Text.Json;
using DecentralizedAi.Domain.Models;
using TorchSharp;

namespace DecentralizedAi.ModelTrainer;

/// <summary>What the trainer can be asked for. Each gives an exit status.</summary>
internal static class Verbs
{
    private const int DrawnParts = 16;

    /// <summary>Prints examples as the model sees them.</summary>
    public static int Show(Arguments options)
    {
        var corpus = new Corpus(PhraseBook.Load(options.Data), options.Seed);
        foreach (var example in corpus.Draw(options.Examples, held: false))
            Console.WriteLine($"=== {example.Section}\n{PromptFormat.Text(PromptFormat.Render(example.Turn))}");
        Console.WriteLine($"dropped {corpus.Dropped}, last: {corpus.LastDrop}");
        return 0;
    }

    /// <summary>Trains and writes the GGUF, its merges and its facts.</summary>
    public static int Train(Arguments options)
    {
        torch.set_num_threads(1);
        torch.manual_seed(options.Seed);
        var tokenizer = MakeTokenizer(options);
        tokenizer.Save(Path.ChangeExtension(options.Out, ".merges.txt"));
        var samples = options.Samples.Length > 0 ? SampleFile.Load(options.Samples) : Samples(options, tokenizer);
        samples.AddRange(PlainText.Read(options.Text, tokenizer));
        var ids = samples.Sum(sample => (long)sample.Ids.Length);
        var learned = samples.Sum(sample => (long)sample.Learned.Count(own => own));
        Console.WriteLine($"{tokenizer.Tokens.Count} tokens; {ids} ids, {learned} learned");
        var device = TorchLibrary.Device(options.Device);
        var network = Fresh();
        var mean = options.Average > 0 ? new RunningMean(Fresh(), options.Average) : null;
        LlamaNetwork Fresh()
        {
            var made = new LlamaNetwork(Shape(options, tokenizer.Tokens.Count), device) { Dropout = options.Dropout };
            if (options.From.Length > 0)
                Restore(made, options.From);
            return made;
        }
        var warmUp = Math.Min(100, options.Steps / 10 + 1);
        var plan = new TrainingPlan(
            options.Steps, options.Batch, options.Rate, warmUp, options.Seed, options.Lanes, options.Done);
        Console.WriteLine($"{network.Shape}, {plan}");
        Training.Run(network, Training.Batches(samples, plan), plan, mean, Console.Out, step =>
        {
            if (step == options.Steps)
                Write(mean?.Network ?? network, tokenizer, options, options.Out);
            else if (options.Keep > 0 && step % options.Keep == 0)
                Write(mean?.Network ?? network, tokenizer, options, Path.ChangeExtension(options.Out, $".{step}.gguf"));
        });
        Facts.Write(options, network.Shape, tokenizer);
        return 0;
    }

    /// <summary>Writes the weights of an earlier run again, as another name, with another margin, or as the mean of two
    /// points of a run.</summary>
    public static int Write(Arguments options)
    {
        var tokenizer = Tokenizer.Load(Path.ChangeExtension(options.From, ".merges.txt"));
        var network = new LlamaNetwork(Shape(options, tokenizer.Tokens.Count), torch.CPU);
        Restore(network, options.From);
        if (options.Mean.Length > 0)
            Mean(network, options.Mean);
        Export.Gguf(network, tokenizer, options.Name, options.Margin, options.Out);
        Facts.Write(options, network.Shape, tokenizer);
        return 0;
    }

    // The weights beside a GGUF are exact; without them those of the file itself serve, which have eight bits.
    private static void Restore(LlamaNetwork network, string path)
    {
        var weights = Path.ChangeExtension(path, ".weights");
        if (File.Exists(weights))
            network.load(weights);
        else
            network.Import(GgufFile.Values(path, network.Sizes));
    }

    private static void Mean(LlamaNetwork network, string other)
    {
        var second = new LlamaNetwork(network.Shape, torch.CPU);
        Restore(second, other);
        using var still = torch.no_grad();
        foreach (var (own, its) in network.parameters().Zip(second.parameters()))
        {
            own.add_(its);
            own.mul_(0.5f);
        }
    }

    /// <summary>Draws the samples of a run into a file, for <c>train --samples</c>.</summary>
    public static int Draw(Arguments options)
    {
        var tokenizer = MakeTokenizer(options);
        tokenizer.Save(Path.ChangeExtension(options.Out, ".merges.txt"));
        SampleFile.Save(options.Samples, Samples(options, tokenizer));
        return 0;
    }

    private static Tokenizer MakeTokenizer(Arguments options) => options.From.Length > 0
        ? Tokenizer.Load(Path.ChangeExtension(options.From, ".merges.txt"))
        : options.Words.Length > 0 ? Tokenizer.Load(options.Words)
        : Tokenizer.Train(Turns(options, options.Seed).Take(20_000)
            .Select(turn => PromptFormat.Text(PromptFormat.Render(turn)))
            .Concat(PlainText.Lines(options.Text).Where((_, at) => at % 8 == 0)), options.Merges);

    // Each part is drawn by a seed of its own, so the samples are the same however many threads draw them.
    private static List<Sample> Samples(Arguments options, Tokenizer tokenizer)
    {
        var parts = new List<Sample>[DrawnParts];
        Parallel.For(0, DrawnParts, part =>
        {
            var seed = options.Seed * 1_000 + part;
            var (own, torn) = (new Tokenizer(tokenizer.Merges), new Random(seed));
            parts[part] = [.. Turns(options with { Examples = options.Examples / DrawnParts }, seed)
                .Select(turn => Corpus.Encode(own, turn, torn)).Where(sample => sample.Ids.Length <= options.Longest)];
        });
        return [.. parts.SelectMany(part => part)];
    }

    private static LlamaShape Shape(Arguments options, int vocabulary)
    {
        var heads = options.Width / 32;
        return new LlamaShape(vocabulary, options.Width, options.Layers, heads,
            options.KeyHeads == 0 ? heads : options.KeyHeads, options.Width * 8 / 3 / 32 * 32);
    }

    // The GGUF, and beside it what a later run goes on from.
    private static void Write(LlamaNetwork network, Tokenizer tokenizer, Arguments options, string path)
    {
        network.save(Path.ChangeExtension(path, ".weights"));
        tokenizer.Save(Path.ChangeExtension(path, ".merges.txt"));
        Export.Gguf(network, tokenizer, options.Name, options.Margin, path);
    }

    /// <summary>Compares the token ids of this trainer with those of llama.cpp.</summary>
    public static int Tokens(Arguments options)
    {
        using var engine = Check.Load(options.Out);
        var tokenizer = Tokenizer.Load(Path.ChangeExtension(options.Out, ".merges.txt"));
        var (different, count) = (0, 0);
        foreach (var example in new Corpus(PhraseBook.Load(options.Data), options.Seed).Draw(options.Examples, held: null))
        {
            var prompt = PromptFormat.Render(example.Turn);
            var ours = prompt.SelectMany(segment => tokenizer.Encode(segment.Text));
            different += engine.Tokenize(prompt).SequenceEqual(ours) ? 0 : 1;
            count++;
        }
        Console.WriteLine($"{different} of {count} conversations differ from llama.cpp");
        return different == 0 ? 0 : 1;
    }

    /// <summary>A few steps of everything: train, write, load, compare, ask. Takes well under a minute.</summary>
    public static int Smoke(Arguments options)
    {
        var folder = Directory.CreateTempSubdirectory("dai-trainer-");
        try
        {
            var small = options.Small(Path.Combine(folder.FullName, "smoke.gguf"));
            return Train(small) | Tokens(small with { Examples = 100 }) | Check.Run(small with { Examples = 5 }, held: null);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // The same turns each time; nothing but their ids is kept.
    private static IEnumerable<Turn> Turns(Arguments options, int seed) =>
        new Corpus(PhraseBook.Load(options.Data), seed, options.Favour)
            .Draw(options.Examples, options.All ? null : false).Select(example => example.Turn);
}
