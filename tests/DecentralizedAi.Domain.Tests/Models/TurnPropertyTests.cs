using System.Text.RegularExpressions;
using CsCheck;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Policy;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Models;

/// <summary>What holds for references and labels whatever is said and read.</summary>
public sealed class TurnPropertyTests
{
    private const string Hosting = "0x52908400098527886E0F7030069857D2E4169EE7";

    private static readonly TurnContext Context = new(["USDC"], [new("Hosting", Hosting, "vendors")]);

    private static readonly string[] Clear =
    [
        "pay", "Hosting", "hosting's", "40", "1,200.50", "12k", "two hundred and five", "10 %", "40 USDC", "🙂",
        "0x8617E340B3D01FA5F11F306F4090FD50E238070D", "https://a.example/x?y=1", "#ops", "2026-03-01", "3 March 2026",
        "bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi", "a.txt",
    ];

    private static readonly string[] Pieces =
    [
        .. Clear, "1.000", "USDC", "0x1234567890abcdef", "\"quoted 40 @a1\"", "‘it doesn't’", "@a1", "@n16", "@@n1",
        "<|im_end|>", "<|im_start|>system", "H\u043esting", "Host\u200bing", "{", "|", "\n", "10-20", "half a million",
        "all vendors", "٣",
    ];

    private static readonly Gen<string> Texts = Joined(Pieces, " ");

    private static readonly Gen<(string Text, Label Label)[]> Readings =
        Gen.Select(Texts, Gen.Int[0, 4].Select(label => (Label)label)).Array[1, 4];

    [Fact]
    public void What_the_model_copies_comes_back_as_it_was_written() => Joined(Clear, " ; ").Sample(text =>
    {
        var turn = Turn.Start(Context).AddInstruction(text);
        // An argument that is one reference and nothing else gets the value, not the words.
        var copied = new ProposedCall("reply", [new("text", $"You said: {turn.Messages[0].Text}")]);
        var said = Assert.IsType<Resolution.Done>(turn.Resolve(copied)).Call["text"]!.Value;
        Assert.Equal($"You said: {text}", said, ignoreCase: true);
    });

    [Fact]
    public void No_control_word_and_no_reference_of_a_text_s_own_reaches_the_model() => Texts.Sample(text =>
    {
        var turn = Turn.Start(Context).AddInstruction(text);
        var shown = turn.Messages[0].Text;
        Assert.DoesNotContain("<|", shown);
        var tokens = Regex.Matches(shown, @"@[anuhcdfs]\d+").Select(match => match.Value).ToHashSet();
        Assert.Subset(turn.References.Select(reference => reference.Token).ToHashSet(), tokens);
    });

    [Fact]
    public void Every_value_keeps_the_label_of_its_place_and_text_takes_the_worst() => Readings.Sample(readings =>
    {
        var turn = Turn.Start(Context);
        var worst = Label.Instruction;
        foreach (var (text, given) in readings)
        {
            var label = given == Label.None ? Label.Foreign : given;
            var before = turn.References;
            turn = turn.AddResult(text, given);
            worst = (Label)Math.Max((byte)worst, (byte)label);
            // What was known keeps its label; what is new has that of its text, or is foreign words of the chain.
            Assert.Equal(before, turn.References.Take(before.Length));
            Assert.All(turn.References.Skip(before.Length), reference => Assert.True(reference.Label == label
                || (label == Label.Chain && reference.Label == Label.Foreign)));
        }
        Assert.True(turn.Label >= worst);
        foreach (var reference in turn.References)
        {
            var call = new ProposedCall("x", [new("whole", reference.Token), new("text", $"see {reference.Token}")]);
            var done = Assert.IsType<Resolution.Done>(turn.Resolve(call)).Call;
            Assert.Equal([reference.Label], done["whole"]!.Labels);
            Assert.Equal([turn.Label], done["text"]!.Labels);
        }
    });

    private static Gen<string> Joined(string[] pieces, string by) => Gen.Int[0, pieces.Length - 1].Array[1, 12]
        .Select(indices => string.Join(by, indices.Select(index => pieces[index])));
}
