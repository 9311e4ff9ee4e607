using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Bundles;

public sealed class BundleWriterTests
{
    [Theory]
    [InlineData("bundle.json")]
    [InlineData("bundle-agent.json")]
    public void What_is_read_is_written_again(string name)
    {
        var text = Vectors.ReadText(name);
        var written = BundleWriter.Write(BundleReader.Read(System.Text.Encoding.UTF8.GetBytes(text)));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(text), JsonNode.Parse(written)));
    }

    [Fact]
    public void A_leaf_alone_is_read_and_written()
    {
        var bundle = BundleReader.Read(System.Text.Encoding.UTF8.GetBytes(Vectors.ReadText("bundle.json")));
        foreach (var leaf in bundle.Entries.SelectMany(entry => entry.Leaves))
        {
            var written = BundleWriter.Write(leaf);
            Assert.Equal(written, BundleWriter.Write(BundleReader.ReadLeaf(written)));
        }
    }

    [Theory]
    [InlineData("{\"schema\":\"dai.bundle/2\"}", "schema")]
    [InlineData("{\"schema\":\"dai.bundle/1\",\"schema\":\"dai.bundle/1\"}", "bundle")]
    [InlineData("{\"schema\":\"dai.bundle/1\"}", "bundle")]
    [InlineData("[]", "bundle")]
    [InlineData("{\"schema\":\"\\ud800\"}", "schema")]
    public void What_the_schema_does_not_allow_is_refused(string text, string element)
    {
        var refused = Assert.Throws<DocumentRefused>(() => BundleReader.Read(System.Text.Encoding.UTF8.GetBytes(text)));
        Assert.Equal(element, refused.Element);
    }

    [Theory]
    [InlineData("/chain/chainId", "\"031337\"")]
    [InlineData("/chain/chainId", "31337")]
    [InlineData("/entries/0/toSeq", "\"18446744073709551616\"")]
    [InlineData("/entries/0/stream", "\"0xEC7BA07D7BA9F9E90B1E7A55784F5520553A8381EFEAF5DCFD44F5006826B721\"")]
    [InlineData("/operators/0/leases/steps/0/shard", "64")]
    [InlineData("/operators/0/keys/steps/0/role", "256")]
    [InlineData("/nodes/0/checkpoints", "[]")]
    [InlineData("/entries/1/leaves/0/words", "[]")]
    [InlineData("/entries/1/leaves/0/extension", "{}")]
    [InlineData("/chain/extra", "1")]
    public void A_value_of_another_form_is_refused(string path, string value)
    {
        var root = JsonNode.Parse(Vectors.ReadText("bundle.json"))!;
        var steps = path.Split('/')[1..];
        var at = root;
        foreach (var step in steps[..^1])
            at = at is JsonArray list ? list[int.Parse(step)]! : at[step]!;
        at[steps[^1]] = JsonNode.Parse(value);
        Assert.Throws<DocumentRefused>(() => BundleReader.Read(Utf8(root)));
    }

    [Fact]
    public void A_section_of_a_later_edition_is_listed()
    {
        var root = JsonNode.Parse(Vectors.ReadText("bundle.json"))!;
        root["audits"] = new JsonArray();
        Assert.Equal(["audits"], BundleReader.Read(Utf8(root)).LaterSections);
    }

    [Fact]
    public void A_manifest_may_have_more_members_at_the_top_only()
    {
        var root = JsonNode.Parse(Vectors.ReadText("manifest.json"))!;
        root["constructor"] = "anything";
        Assert.Equal(2UL, ManifestReader.Read(Utf8(root)).Finality);
        root["constants"]!["extra"] = "1";
        Assert.Throws<DocumentRefused>(() => ManifestReader.Read(Utf8(root)));
    }

    private static byte[] Utf8(JsonNode root) => System.Text.Encoding.UTF8.GetBytes(root.ToJsonString());
}
