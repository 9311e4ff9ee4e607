using System.Diagnostics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DecentralizedAi.ModelTrainer;

/// <summary>A conversation as ids; <paramref name="Learned"/> marks the ids that the model has to predict.</summary>
internal sealed record Sample(int[] Ids, bool[] Learned);

/// <summary>How long and how hard to train. Ends by steps, never by the clock, so that a run can be repeated.</summary>
/// <param name="BatchTokens">Padded ids of one batch.</param>
/// <param name="Lanes">Batches of one step, each on a thread of its own; their gradients are added. At most 2: a sum of
/// two is the same in either order, and the run stays repeatable.</param>
/// <param name="Done">Steps behind an earlier run's weights; this run does the rest.</param>
internal sealed record TrainingPlan(
    int Steps, int BatchTokens, double Rate, int WarmUp, int Seed, int Lanes = 1, int Done = 0);

/// <summary>Muon (matrices) and AdamW (embedding, norms) over batches of similar length, warm-up and cosine over steps.</summary>
internal static class Training
{
    /// <param name="kept">Called after each step with the steps behind the weights.</param>
    /// <param name="network">What is trained.</param>
    /// <param name="batches">Endless.</param>
    /// <param name="plan">How long and how hard.</param>
    /// <param name="mean">Follows the weights slowly, if there is one.</param>
    /// <param name="log">A line for every 50 steps.</param>
    public static void Run(LlamaNetwork network, IEnumerable<Sample[]> batches, TrainingPlan plan,
        RunningMean? mean, TextWriter log, Action<int> kept)
    {
        var inner = network.named_parameters()
            .Where(named => named.parameter.dim() == 2 && named.name != "token_embd").Select(named => named.parameter).ToArray();
        var rest = network.parameters().Except(inner).ToArray();
        var muon = new Muon(inner);
        using var adam = optim.AdamW(rest, lr: plan.Rate, beta1: 0.9, beta2: 0.95, weight_decay: 0);
        var clock = Stopwatch.StartNew();
        var (step, tokens, waiting) = (plan.Done, 0L, new List<Tensor>());
        foreach (var lanes in batches.Chunk(plan.Lanes).Take(plan.Steps).Skip(plan.Done))
        {
            var rate = Rate(plan, step);
            foreach (var group in adam.ParamGroups)
                group.LearningRate = rate;
            // The loss stays where it was computed until a line of the log needs it: to ask for it is to wait.
            var losses = new Tensor[lanes.Length];
            Parallel.For(0, lanes.Length, lane => losses[lane] = Backward(network, lanes[lane], lanes.Length));
            waiting.AddRange(losses);
            using var scope = NewDisposeScope();
            var share = Share(muon, rest);
            adam.step();
            adam.zero_grad();
            muon.Step(rate, share);
            mean?.Follow(network);
            tokens += lanes.Sum(batch => batch.Sum(sample => sample.Ids.Length));
            kept(++step);
            if (step % 50 != 0 && step != plan.Steps)
                continue;
            var seconds = clock.Elapsed.TotalSeconds;
            var loss = waiting.Average(part => part.item<float>());
            waiting.ForEach(part => part.Dispose());
            waiting.Clear();
            log.WriteLine($"step {step}/{plan.Steps} loss {loss:F4} tokens {tokens} {tokens / seconds:F0}/s");
            log.Flush();
        }
    }

    /// <summary>Endless batches: the samples shuffled, sorted by length within a window, cut by padded tokens. A window holds
    /// many batches: of few, most of a large batch would be padding.</summary>
    public static IEnumerable<Sample[]> Batches(IReadOnlyList<Sample> samples, TrainingPlan plan)
    {
        var random = new Random(plan.Seed);
        var waiting = new List<Sample[]>();
        while (true)
        {
            var order = Enumerable.Range(0, samples.Count).ToArray();
            random.Shuffle(order);
            foreach (var window in order.Chunk(Math.Max(2048, plan.BatchTokens / 2)))
            {
                foreach (var batch in Cut(window.Select(i => samples[i]).OrderBy(sample => sample.Ids.Length), plan))
                    waiting.Add(batch);
                var shuffled = waiting.ToArray();
                random.Shuffle(shuffled);
                waiting.Clear();
                foreach (var batch in shuffled)
                    yield return batch;
            }
        }
    }

    private static IEnumerable<Sample[]> Cut(IEnumerable<Sample> sorted, TrainingPlan plan)
    {
        var batch = new List<Sample>();
        foreach (var sample in sorted)
        {
            if (batch.Count > 0 && (batch.Count + 1) * sample.Ids.Length > plan.BatchTokens)
            {
                yield return batch.ToArray();
                batch.Clear();
            }
            batch.Add(sample);
        }
        if (batch.Count > 0)
            yield return batch.ToArray();
    }

    // Gradients longer than 1 are cut to that. Nothing here asks for the number, which would be to wait for it.
    private static Tensor Share(Muon muon, IEnumerable<Parameter> rest)
    {
        using var still = no_grad();
        var length = (muon.Squares() + stack(rest.Select(part => part.grad!.square().sum())).sum()).sqrt();
        var share = (length + 1e-6).reciprocal().clamp(max: 1);
        foreach (var part in rest)
            part.grad!.mul_(share);
        return share;
    }

    private static double Rate(TrainingPlan plan, int step)
    {
        // After a break the momentum starts anew, and so does the warm-up.
        var ramp = Math.Min(1.0, (step - plan.Done + 1.0) / (plan.Done == 0 ? plan.WarmUp : plan.WarmUp / 4));
        var done = (double)Math.Max(0, step - plan.WarmUp) / Math.Max(1, plan.Steps - plan.WarmUp);
        return plan.Rate * ramp * (0.02 + 0.98 * 0.5 * (1 + Math.Cos(Math.PI * done)));
    }

    private static Tensor Backward(LlamaNetwork network, Sample[] batch, int share)
    {
        using var scope = NewDisposeScope();
        var time = batch.Max(sample => sample.Ids.Length) - 1;
        var ids = new long[batch.Length * time];
        var places = new List<long>();
        var targets = new List<long>();
        for (var row = 0; row < batch.Length; row++)
            for (var t = 0; t < batch[row].Ids.Length - 1; t++)
            {
                ids[row * time + t] = batch[row].Ids[t];
                if (!batch[row].Learned[t + 1])
                    continue;
                places.Add(row * time + t);
                targets.Add(batch[row].Ids[t + 1]);
            }
        var input = tensor(ids).reshape(batch.Length, time).to(network.Device);
        var logits = network.Logits(input, tensor(places.ToArray()).to(network.Device));
        var loss = nn.functional.cross_entropy(logits, tensor(targets.ToArray()).to(network.Device));
        (loss / share).backward();
        return loss.detach().MoveToOuterDisposeScope();
    }
}
