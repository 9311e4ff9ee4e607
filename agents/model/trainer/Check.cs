using DecentralizedAi.Domain.Models;

namespace DecentralizedAi.ModelTrainer;

/// <summary>Measures a file on conversations that the trainer makes, call by call, and on evaluation files.</summary>
internal static class Check
{
    /// <summary>Every call of every conversation, each asked with the right calls before it.</summary>
    public static int Conversations(Arguments options, bool? held)
    {
        using var runner = new LlamaRunner(options.Out);
        var corpus = new Corpus(PhraseBook.Load(options.Data), options.Seed + 1_000_003);
        var (right, all) = (new Dictionary<string, int>(), new Dictionary<string, int>());
        var misses = new List<string>();
        foreach (var example in corpus.Draw(options.Examples, held))
        {
            for (var i = 0; i < example.Turn.Messages.Length; i++)
            {
                if (example.Turn.Messages[i].Role != TurnRole.Assistant)
                    continue;
                var (output, margin) = runner.Answer(example.Turn.Before(i));
                var key = $"{example.Section}#{(i == 1 ? "first" : "later")}";
                all[key] = all.GetValueOrDefault(key) + 1;
                if (output == example.Turn.Messages[i].Text)
                    right[key] = right.GetValueOrDefault(key) + 1;
                else
                    misses.Add($"{example.Section} [{margin:F2}] {string.Join(" / ", example.Turn.Messages.Take(i).Select(m => m.Text))}\n"
                        + $"    want {example.Turn.Messages[i].Text}\n    got  {output}");
            }
        }
        foreach (var key in all.Keys.Order(StringComparer.Ordinal))
            if (right.GetValueOrDefault(key) < all[key])
                Console.WriteLine($"{key,-40} {right.GetValueOrDefault(key)}/{all[key]}");
        foreach (var miss in misses.Take(options.Show))
            Console.WriteLine(miss);
        foreach (var place in new[] { "#first", "#later" })
        {
            var (good, count) = (right.Where(p => p.Key.EndsWith(place)).Sum(p => p.Value), all.Where(p => p.Key.EndsWith(place)).Sum(p => p.Value));
            Console.WriteLine($"{(held switch { true => "held out", false => "known", _ => "validation" })} {place[1..]}: {good}/{count} = {(double)good / count:P1}");
        }
        return 0;
    }

    /// <summary>An evaluation file, without grammar, per register.</summary>
    public static int Evaluation(Arguments options)
    {
        using var runner = new LlamaRunner(options.Out);
        var scores = File.ReadLines(options.File).Where(line => line.Length > 0)
            .Select(line => Run(runner, EvalCase.Parse(line))).ToList();
        foreach (var register in scores.GroupBy(score => score.Register).Append<IEnumerable<EvalScore>>(scores))
        {
            var total = EvalTotal.Of([.. register]);
            var (low, high) = total.Interval();
            Console.WriteLine($"{(register as IGrouping<string, EvalScore>)?.Key ?? "total",-16} cases {total.Cases} exact {total.Exact} "
                + $"({low:P0}-{high:P0}) dangerous {total.Dangerous} invalid {total.Invalid}");
        }
        Console.WriteLine("missed: " + string.Join(' ', scores.Where(score => !score.Exact).Select(score => score.Id)));
        Console.WriteLine("dangerous: " + string.Join(' ', scores.Where(score => score.Dangerous).Select(score => score.Id)));
        return 0;
    }

    private static EvalScore Run(LlamaRunner runner, EvalCase question)
    {
        var calls = new List<ResolvedCall?>();
        for (Turn? turn = question.Start(), next; turn is not null; turn = next)
        {
            next = null;
            if (!ProposedCall.TryParse(runner.Answer(turn).Output, out var call)
                || turn.Resolve(call) is not Resolution.Done done)
                calls.Add(null);
            else
            {
                calls.Add(done.Call);
                next = EvalCase.Next(turn, call, calls.Count);
            }
        }
        return EvalScoring.Score(question, calls);
    }
}
