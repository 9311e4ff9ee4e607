using System.Text.Json;

namespace DecentralizedAi.Domain.Bundles;

/// <summary>Reads manifests; members that <c>dao deploy</c> adds at the top are not read.</summary>
public static class ManifestReader
{
    /// <param name="utf8">The text of the document.</param>
    /// <exception cref="DocumentRefused">Not JSON, or not of this schema.</exception>
    public static Manifest Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, BundleReader.Options);
            return Read(document.RootElement);
        }
        catch (JsonException fault)
        {
            throw new DocumentRefused("manifest", $"not JSON: {fault.Message}");
        }
    }

    /// <exception cref="DocumentRefused">Not of this schema.</exception>
    public static Manifest Read(JsonElement root)
    {
        var at = new JsonAt(root, null, "manifest");
        if (at["schema"].Text() != Manifest.Schema)
            throw at["schema"].Refused($"not {Manifest.Schema}");
        var contracts = at["contracts"].Closed(
            "actionLedger", "policyRegistry", "agentRegistry", "operatorRegistry", "authority", "governor");
        var constants = at["constants"].Closed("finality", "staleMoney", "anchorWithin");
        return new Manifest
        {
            ChainId = at["chainId"].Number(),
            ActionLedger = Deployed(contracts["actionLedger"]),
            PolicyRegistry = Deployed(contracts["policyRegistry"]),
            AgentRegistry = Deployed(contracts["agentRegistry"]),
            OperatorRegistry = Deployed(contracts["operatorRegistry"]),
            Authority = Deployed(contracts["authority"]),
            Governor = contracts["governor"].OrNull(Deployed),
            Finality = constants["finality"].UInt64(),
            StaleMoney = constants["staleMoney"].UInt64(),
            AnchorWithin = constants["anchorWithin"].UInt64(),
            PublishSelector = at.Optional("publishSelector") is { } selector ? Selector(selector) : null,
            GovernorSlots = at["governorSlots"].OrNull(slots =>
            {
                slots.Closed("proposals", "votes");
                return new GovernorSlots(slots["proposals"].Number(), slots["votes"].Number());
            }),
        };
    }

    private static Deployed Deployed(JsonAt at)
    {
        at.Closed("address", "codeHash");
        return new Deployed(at["address"].Address(), at["codeHash"].Word());
    }

    private static byte[] Selector(JsonAt at) =>
        at.Bytes() is { Length: 4 } selector ? selector : throw at.Refused("not four bytes");
}
