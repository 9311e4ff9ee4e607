using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using Xunit;
using static DecentralizedAi.Domain.Tests.Ledger.VectorReading;

namespace DecentralizedAi.Domain.Tests.Ledger;

public sealed class DocumentVectorTests
{
    [Fact]
    public void Canonical_texts_and_their_salted_hashes() => Each(Cases("jcs", "accepted"), one =>
    {
        var canonical = Jcs.Canonicalise(one.Text("text"));
        Assert.Equal(one.Text("canonical"), canonical);
        Assert.Equal(canonical, Jcs.ParseCanonical(canonical).ToJson());
        return SaltedHash.Of(one.Word("salt"), canonical).ToString();
    });

    [Fact]
    public void What_is_not_restricted_json_is_refused()
    {
        foreach (var one in Cases("jcs", "refused"))
            Assert.True(Refused(() => Jcs.Parse(one.Text("text"))), one.Text("why"));
    }

    [Fact]
    public void A_document_of_another_layout_is_refused()
    {
        foreach (var one in Cases("jcs", "notCanonical"))
        {
            Assert.False(Refused(() => Jcs.Parse(one.Text("text"))), one.Text("why"));
            Assert.True(Refused(() => Jcs.ParseCanonical(one.Text("text"))), one.Text("why"));
        }
    }

    [Fact]
    public void Documents_have_the_hash_of_their_text() => Each(Cases("documents"), one =>
        one.TryGetProperty("salt", out _)
            ? new SaltedDocument(one.Word("salt"), Jcs.ParseCanonical(one.Text("text")).ToJson()).Word.ToString()
            : Keccak256.Hash(one.Text("text")).ToString());

    [Fact]
    public void A_composition_is_written_as_in_the_vectors()
    {
        var one = Cases("documents").First();
        var composition = new CompositionDocument(
            Bytes32.Parse("0x6144fe25a8d462c429ef1d9fd39790b0ef76a8f0c176886a00e164bdfc859544"), "chatml", null, [],
            [Bytes32.Parse("0x5709fcc1a2b01749b169bf125006b93626b86e1627d23b471314a5f902a6d998")],
            Bytes32.Parse("0x5756215bddf42b356f3d5e313249548b7c84dff8f873e087e02b6c5a7d34f826"));
        Assert.Equal(one.Text("text"), composition.ToJson());
        Assert.Equal(one.Word("out"), composition.Hash());
    }

    [Fact]
    public void Facts_are_written_as_in_the_vectors()
    {
        var one = Cases("documents").Single(document => document.Text("name") == "facts");
        var facts = new FactsDocument(
            new CallDocument("wallet.pay", new Dictionary<string, string>
            {
                ["to"] = "0x585c16f578c61e45aa97eb8c262cc957053d42c1",
                ["amount"] = "1 ETH",
                ["note"] = Jcs.Parse(one.Text("text")) is JcsValue.Map map && map["call"] is JcsValue.Map call
                    && call["args"] is JcsValue.Map args ? args.TextOf("note")! : "",
            }),
            "0xe497025b2ff5d8bca607479ca638312c26bb1591", 1767225612, ["instruction"],
            new Dictionary<string, IReadOnlyList<string>>
            {
                ["to"] = ["dao"],
                ["amount"] = ["instruction"],
                ["note"] = ["instruction"],
            },
            new Dictionary<string, UInt256>(),
            new Dictionary<string, LevelFact>
            {
                ["ETH"] = new(UInt256.Parse("1500000000000000000"), UInt256.Zero),
            });
        Assert.Equal(one.Text("text"), facts.ToJson());
    }

    [Fact]
    public void A_receipt_is_written_as_in_the_vectors()
    {
        var one = Cases("documents").First(document => document.Text("name") == "receipt");
        var map = (JcsValue.Map)Jcs.Parse(one.Text("text"));
        Bytes32 Hash(string name) => Bytes32.Parse(map.TextOf(name)!);
        var receipt = new ReceiptDocument(Hash("model"), null, Hash("template"), map.TextOf("build")!, "avx2", 1, 512,
            "q8_0", true, false, Hash("grammar"), new SamplerDocument.Philox(ulong.MaxValue, "0.2"), Hash("prompt"),
            Hash("answer"), null);
        Assert.Equal(one.Text("text"), receipt.ToJson());
    }

    private static bool Refused(Action read)
    {
        try
        {
            read();
            return false;
        }
        catch (FormatException)
        {
            return true;
        }
    }
}
