using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Bundles.Verification;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Bundles;

public sealed class TrustVectorTests
{
    private static readonly JsonElement Trust = Vectors.Read("trust.json");

    public static TheoryData<string> Bundles => ["bundle.json", "bundle-agent.json"];

    public static TheoryData<int> Broken => [.. Enumerable.Range(0, Trust.GetProperty("broken").GetArrayLength())];

    [Theory]
    [MemberData(nameof(Bundles))]
    public void An_example_bundle_holds(string name)
    {
        var expected = Trust.GetProperty(name);
        var result = ExampleBundle.Verify(ExampleBundle.Parse(name), name);
        Assert.Null(result.Failure);
        Assert.Equal(0, result.Exit);
        Assert.All(result.Checks, check => Assert.Equal(CheckState.Passed, check.State));
        Assert.Equal(expected.GetProperty("void").GetInt32(), result.Void.Count);
        Assert.Equal(expected.GetProperty("disowned").GetInt32(), result.Disowned.Count);
        Assert.Equal(expected.GetProperty("found").GetInt32(), result.Found.Count);
        Assert.Equal(expected.GetProperty("outside").GetInt32(), result.Outside.Count);
        Assert.Equal(expected.GetProperty("notOpened").GetInt32(), result.NotOpened);
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_edit_is_found_by_the_check_that_sees_it(int index)
    {
        var edit = Trust.GetProperty("broken")[index];
        var name = edit.GetProperty("bundle").GetString()!;
        var bundle = ExampleBundle.Parse(name);
        ExampleBundle.Edit(bundle, edit);
        var result = ExampleBundle.Verify(bundle, name);
        Assert.Equal(5, result.Exit);
        Assert.Equal($"{edit.GetProperty("path")} check {edit.GetProperty("check")}",
            $"{edit.GetProperty("path")} check {result.Failure!.Check}");
    }

    [Fact]
    public void Without_a_manifest_the_contracts_are_not_checked()
    {
        var result = ExampleBundle.Verify(ExampleBundle.Parse("bundle.json"), "bundle.json", withManifest: false);
        Assert.Equal(0, result.Exit);
        Assert.Contains("whose contracts these are", result.NotChecked.Keys);
    }
}

internal static class ExampleBundle
{
    public static JsonObject Parse(string name) => JsonNode.Parse(Vectors.ReadText(name))!.AsObject();

    public static Bytes32 TrustOf(string name) =>
        Bytes32.Parse(Vectors.Read("trust.json").GetProperty(name).GetProperty("trust").GetString()!);

    public static Manifest Manifest { get; } = ManifestReader.Read(Vectors.Read("manifest.json"));

    public static VerificationResult Verify(JsonObject bundle, string name, bool withManifest = true)
    {
        try
        {
            var read = BundleReader.Read(Encoding.UTF8.GetBytes(bundle.ToJsonString()));
            return new BundleVerifier(new NethereumSignatureRecovery(), new PolicyJudge())
                .Verify(read, TrustOf(name), withManifest ? Manifest : null);
        }
        catch (DocumentRefused refused)
        {
            return VerificationResult.Refused(refused);
        }
    }

    /// <summary>Puts the edit's value at its JSON pointer, or takes the element away.</summary>
    public static void Edit(JsonNode root, JsonElement edit)
    {
        var steps = edit.GetProperty("path").GetString()!.Split('/')[1..];
        var at = root;
        foreach (var step in steps[..^1])
            at = at is JsonArray list ? list[int.Parse(step)]! : at[step]!;
        var value = edit.TryGetProperty("value", out var given) ? JsonNode.Parse(given.GetRawText()) : null;
        var isRemoved = edit.TryGetProperty("removed", out _);
        if (at is JsonArray array && isRemoved)
            array.RemoveAt(int.Parse(steps[^1]));
        else if (at is JsonArray items)
            items[int.Parse(steps[^1])] = value;
        else if (isRemoved)
            at.AsObject().Remove(steps[^1]);
        else
            at[steps[^1]] = value;
    }
}
