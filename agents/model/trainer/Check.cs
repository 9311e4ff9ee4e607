using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Inference.Chat;
using DecentralizedAi.Inference.Files;
using DecentralizedAi.Inference.Grammars;
using DecentralizedAi.Inference.Native;

namespace DecentralizedAi.ModelTrainer;

/// <summary>
/// Measures a file on conversations that the trainer makes, call by call, each asked with the right calls before it,
/// through the engine and the grammar that an agent uses.
/// </summary>
internal sealed class Check
{
    private const string Pay = "wallet.pay";

    private readonly LlamaEngine _engine;
    private readonly Dictionary<string, (int Right, int All, int Wrong)> _groups = [];
    private readonly List<(float Lead, bool Right)> _payments = [];
    private readonly List<string> _misses = [];

    private Check(LlamaEngine engine) => _engine = engine;

    /// <summary>The engine of the product, which measures leads because the file names a margin.</summary>
    public static LlamaEngine Load(string path) => LlamaEngine.Load(
        new LlamaOptions(path, ModelFile.Hash(path)) { Context = LlamaShape.Context }, TextWriter.Null);

    /// <summary>Asks every question of <c>--examples</c> conversations and prints what came of them.</summary>
    /// <param name="held">Only held-out phrases, only the others, or (null) all.</param>
    public static int Run(Arguments options, bool? held)
    {
        using var engine = Load(options.Out);
        var check = new Check(engine);
        var book = PhraseBook.Load(options.Data);
        foreach (var example in new Corpus(book, options.Seed + 1_000_003).Draw(options.Examples, held))
            for (var i = 0; i < example.Questions.Count; i++)
                check.Ask(example, example.Questions[i], i == 0);
        check.Print(options, held switch { true => "held out", false => "known", _ => "validation" });
        return 0;
    }

    private void Ask(Example example, Question question, bool first)
    {
        var request = new ModelRequest(question.Turn, ToolCatalogue.Default.Tools, Bytes32.Zero);
        var prompt = _engine.Tokenize(PromptFormat.Render(question.Turn));
        var answer = _engine.Ask(prompt, CallGrammar.Of(request).Text, request.MaxAnswerTokens);
        var right = ProposedCall.TryParse(answer.Text, out var call) && Same(question.Right, call);
        var wrong = call?.Tool == Pay
            && !Judge(example, question, call, answer);
        var place = first ? "#first" : "#later";
        var (folder, name) = (example.Section.Split('/')[0], example.Section.Split('/')[^1]);
        // The voices that choose between runs come in the registers of the evaluation.
        foreach (var key in new[] { (folder == "voices" ? name.Split('-')[0] : folder) + place, place })
        {
            var group = _groups.GetValueOrDefault(key);
            _groups[key] = (group.Right + (right ? 1 : 0), group.All + 1, group.Wrong + (wrong ? 1 : 0));
        }
        if (!right)
            _misses.Add($"{example.Section}{(wrong ? " DANGER" : "")} "
                + $"{string.Join(" / ", question.Turn.Messages.Select(message => message.Text))}\n"
                + $"    want {question.Right.ToJson()}\n    got  {answer.Text}");
    }

    // Free words may differ, as in the evaluation; quoted ones are a reference and may not.
    private static bool Same(ProposedCall right, ProposedCall call) => right.Tool == call.Tool
        && right.Arguments.Select(argument => argument.Name).SequenceEqual(call.Arguments.Select(argument => argument.Name))
        && right.Arguments.Zip(call.Arguments).All(pair => pair.First.Value == pair.Second.Value
            || pair.First.Name is "text" or "title" or "query" or "note" && !IsQuote(pair.First.Value));

    private static bool IsQuote(string value) => value.StartsWith("@s", StringComparison.Ordinal) && !value.Contains(' ');

    // Right is a payment of this plan, payee and amount together, where the plan has a payment next.
    private bool Judge(Example example, Question question, ProposedCall call, EngineAnswer answer)
    {
        var firm = DoubtfulPayment.Firm(ToolCatalogue.Default[Pay]!, call);
        var right = question.Right.Tool == Pay && example.Questions.Any(other => other.Right.Tool == Pay
            && DoubtfulPayment.Firm(ToolCatalogue.Default[Pay]!, other.Right).ToJson() == firm.ToJson());
        _payments.Add((DoubtfulPayment.LeastLead(firm, answer.Leads), right));
        return right;
    }

    private int Above(float margin, bool right) =>
        _payments.Count(payment => payment.Right == right && payment.Lead >= margin);

    private void Print(Arguments options, string what)
    {
        foreach (var miss in _misses.Take(options.Show))
            Console.WriteLine(miss);
        foreach (var (key, (right, all, wrong)) in _groups.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            Console.WriteLine(
                $"{what} {key,-24} {right,5}/{all,-5} {(double)right / all,6:P1}  wrong payments {wrong}");
        foreach (var margin in new[] { 0, 0.5f, 1, 1.5f, 2, 2.5f, 3, 3.5f, 4, 5, 6, 7, 8 })
        {
            var (kept, passed) = (Above(margin, right: true), Above(margin, right: false));
            Console.WriteLine(
                $"{what} margin {margin:F1}: right payments {kept}/{Above(0, right: true)}, wrong {passed}");
        }
    }
}
