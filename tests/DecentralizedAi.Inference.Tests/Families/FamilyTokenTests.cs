using Xunit;

namespace DecentralizedAi.Inference.Tests.Families;

/// <summary>Token ids of the real vocabularies, compared with other people's tokenizers.</summary>
public sealed class FamilyTokenTests(FamilyFixture families) : IClassFixture<FamilyFixture>
{
    private const int Texts = 4_000, Compared = 2_000;

    [Theory]
    [InlineData("llama3.1")]
    [InlineData("qwen3")]
    [InlineData("mistral")]
    public async Task Text_gives_the_ids_of_the_reference_tokenizer_and_never_a_special_one(string name)
    {
        var family = families[name];
        var special = family.Header.Vocabulary.Special;
        var texts = SampleTexts.Of(11, Texts, special).ToList();
        var reference = await family.ReferenceAsync(texts, special: false);
        var ids = special.Select(token => token.Id).ToHashSet();
        for (var i = 0; i < texts.Count; i++)
        {
            var ours = family.Plain(texts[i]);
            Assert.DoesNotContain(ours, ids.Contains);
            Assert.True(reference[i] is not { } theirs || ours.SequenceEqual(theirs),
                $"text {i} '{texts[i]}': [{string.Join(' ', ours)}] is not [{string.Join(' ', reference[i] ?? [])}]");
        }
        Assert.InRange(reference.Count(theirs => theirs is not null), Compared, Texts);
    }
}
