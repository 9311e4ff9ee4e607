using System.Globalization;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.ModelTrainer;
using TorchSharp;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
return Arguments.Of(args) switch
{
    { Verb: "show" } options => Show(options),
    { Verb: "train" } options => Train(options),
    { Verb: "check" } options => Check.Conversations(options, held: false) | Check.Conversations(options, held: true),
    { Verb: "tokens" } options => Tokens(options),
    { Verb: "eval" } options => Check.Evaluation(options),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        "usage: show|train|check|tokens|eval [--data DIR] [--out FILE] [--steps N] [--examples N] [--seed N] [--smoke]");
    return 2;
}

static int Show(Arguments options)
{
    var corpus = new Corpus(PhraseBook.Load(options.Data), options.Seed);
    foreach (var example in corpus.Draw(options.Examples, held: false))
        Console.WriteLine($"=== {example.Section}\n{PromptFormat.Text(PromptFormat.Render(example.Turn))}");
    Console.WriteLine($"dropped {corpus.Dropped}, last: {corpus.LastDrop}");
    return 0;
}

static int Train(Arguments options)
{
    torch.set_num_threads(1);
    torch.manual_seed(options.Seed);
    var corpus = new Corpus(PhraseBook.Load(options.Data), options.Seed);
    var turns = corpus.Draw(options.Examples, held: false).Select(example => example.Turn).ToList();
    Console.WriteLine($"{turns.Count} conversations, {corpus.Dropped} dropped ({corpus.LastDrop})");
    var tokenizer = Tokenizer.Train(turns.Take(20_000).Select(turn => PromptFormat.Text(PromptFormat.Render(turn))), options.Merges);
    var samples = turns.Select(turn => Corpus.Encode(tokenizer, turn)).Where(sample => sample.Ids.Length <= 640).ToList();
    Console.WriteLine($"{tokenizer.Tokens.Count} tokens; {samples.Sum(sample => (long)sample.Ids.Length)} ids, "
        + $"{samples.Sum(sample => (long)sample.Learned.Count(learned => learned))} learned");
    var shape = new LlamaShape(tokenizer.Tokens.Count, options.Width, options.Layers, options.Width / 32, options.KeyHeads, options.Width * 8 / 3 / 32 * 32);
    var network = new LlamaNetwork(shape);
    var plan = new TrainingPlan(options.Steps, 4096, options.Rate, Math.Min(100, options.Steps / 10 + 1), options.Seed);
    Console.WriteLine($"{shape}, {shape.Parameters} parameters, {plan}");
    Training.Run(network, Training.Batches(samples, plan), plan, Console.Out);
    Export.Gguf(network, tokenizer, "DecentralizedAi default", options.Out);
    tokenizer.Save(Path.ChangeExtension(options.Out, ".merges.txt"));
    return 0;
}

static int Tokens(Arguments options)
{
    using var runner = new LlamaRunner(options.Out);
    var tokenizer = Tokenizer.Load(Path.ChangeExtension(options.Out, ".merges.txt"));
    var (different, count) = (0, 0);
    foreach (var example in new Corpus(PhraseBook.Load(options.Data), options.Seed).Draw(options.Examples, held: true))
    {
        var text = PromptFormat.Text(PromptFormat.Render(example.Turn));
        var bySegment = PromptFormat.Render(example.Turn).SelectMany(segment => tokenizer.Encode(segment.Text)).ToArray();
        count++;
        if (!runner.Tokenize(text).SequenceEqual(bySegment))
            different++;
    }
    Console.WriteLine($"{different} of {count} conversations differ from llama.cpp");
    return different == 0 ? 0 : 1;
}
