using System.Text;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Inference.Chat;
using DecentralizedAi.Inference.Native;
using Xunit;

namespace DecentralizedAi.Inference.Tests;

public sealed class DoubtfulPaymentTests
{
    private const string Pays =
        """{"tool":"wallet.pay","args":{"to":"@a1","amount":"@n1 USDC","note":"thanks"}}""";

    [Theory]
    [InlineData("wallet.pay")]
    [InlineData("@a1")]
    [InlineData("@n1")]
    [InlineData("USDC")]
    public async Task A_payment_with_a_doubtful_part_is_asked_about(string doubtful)
    {
        var call = await ProposeAsync(Pays, doubtful, 2.4f, margin: 2.5f);
        Assert.Equal("reply", call.Tool);
        Assert.Contains("wallet.pay: to @a1, amount @n1 USDC?", call["text"]);
        Assert.DoesNotContain("thanks", call["text"]);
        Assert.DoesNotContain("not in your words", call["text"]);
    }

    [Theory]
    [InlineData("thanks", 0.1f, 2.5f)]
    [InlineData("}}", 0.1f, 2.5f)]
    [InlineData("@a1", 2.5f, 2.5f)]
    [InlineData("@a1", 0f, null)]
    public async Task Doubt_about_free_text_enough_lead_or_no_margin_leaves_it(string part, float lead, float? margin) =>
        Assert.Equal(Pays, (await ProposeAsync(Pays, part, lead, margin)).ToJson());

    [Fact]
    public async Task Only_money_is_asked_about()
    {
        const string posts = """{"tool":"message.post","args":{"channel":"@h1","text":"done"}}""";
        Assert.Equal(posts, (await ProposeAsync(posts, "@h1", 0, margin: 2.5f)).ToJson());
    }

    [Fact]
    public async Task The_question_says_when_the_values_were_only_read()
    {
        var turn = Samples.Turn("Pay the invoice in invoice.txt.")
            .AddCall(ProposedCall.Parse("""{"tool":"document.read","args":{"file":"@f1"}}"""))
            .AddResult($"Pay 40 USDC to {Samples.Design}.", Label.Foreign);
        var call = await ProposeAsync(Pays, "@n1", 1, margin: 2.5f, turn);
        Assert.Contains("not in your words", call["text"]);
        var text = Assert.IsType<Resolution.Done>(turn.Resolve(call)).Call["text"]!.Value;
        Assert.Contains($"to {Samples.Design}, amount 40 USDC", text);
    }

    // Every character of the answer is a token; those of one part have another lead than the rest.
    private static async Task<ProposedCall> ProposeAsync(
        string answer, string part, float lead, float? margin, Turn? turn = null)
    {
        var from = answer.LastIndexOf(part, StringComparison.Ordinal);
        var leads = answer.Select((_, i) => new TokenLead(i + 1, i >= from && i < from + part.Length ? lead : 9));
        var engine = new WrittenEngine(answer, [.. leads], margin);
        var request = Samples.Ask("") with { Turn = turn ?? Samples.Turn("Pay Hosting 40 USDC and tell #ops, thanks") };
        var proposed = await new ChatModel(new LlamaChatClient(engine), default)
            .ProposeAsync(request, CancellationToken.None);
        var given = Assert.IsType<ModelAnswer.Proposed>(proposed);
        Assert.Equal(LlamaEngine.Hash(Ids(answer)), given.Receipt.Answer);
        Assert.Equal(answer, given.Call.ToJson());
        return given.Question ?? given.Call;
    }

    private static int[] Ids(string answer) => [.. Encoding.UTF8.GetBytes(answer).Select(b => (int)b)];

    /// <summary>Gives a written answer with written leads.</summary>
    private sealed class WrittenEngine(string text, IReadOnlyList<TokenLead> leads, float? margin) : IInferenceEngine
    {
        public Task<InferenceAnswer> AskAsync(InferenceQuestion question, CancellationToken cancellation) =>
            Task.FromResult(new InferenceAnswer(
                new EngineAnswer(text, 5, text.Length, default, LlamaEngine.Hash(Ids(text)), true) { Leads = leads },
                new EngineFacts(default, "b", "avx2", 1, 512, "f16,f16", true, false, 1024, margin)));
    }
}
