using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using DecentralizedAi.Chain.Deployment;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Dao;

/// <summary>A contract as a verifier knows it.</summary>
public readonly record struct DeployedContract(Address Address, Bytes32 CodeHash);

/// <summary>
/// The manifest <c>dai.manifest/1</c> of a DAO: what a verifier needs to know whose contracts these are.
/// </summary>
/// <param name="Governor">Null where the authority is another DAO; the slots too.</param>
/// <param name="ProposalsSlot">Base slot of the Governor's proposals.</param>
/// <param name="VotesSlot">Base slot of the Governor's tallies.</param>
/// <param name="Deployment">How it came onto the chain; null in a manifest that is for verifiers of logs alone.</param>
public sealed record DaoManifest(
    ulong ChainId,
    DeployedContract ActionLedger,
    DeployedContract PolicyRegistry,
    DeployedContract AgentRegistry,
    DeployedContract OperatorRegistry,
    DeployedContract Authority,
    DeployedContract? Governor,
    ulong Finality,
    ulong StaleMoney,
    ulong AnchorWithin,
    string PublishSelector,
    ulong ProposalsSlot,
    ulong VotesSlot,
    DeploymentRecord? Deployment = null)
{
    /// <summary>The JSON of the manifest.</summary>
    public byte[] ToJson()
    {
        using var stream = new MemoryStream();
        var options = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(stream, options))
            Write(writer);
        return stream.ToArray();
    }

    /// <summary>Reads a manifest; members that a verifier does not know are left out.</summary>
    /// <exception cref="ChainException">DAI-4210: not a manifest.</exception>
    public static DaoManifest Read(string file)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            return Of(document.RootElement);
        }
        catch (Exception cause) when (cause is IOException or JsonException or KeyNotFoundException
            or FormatException or InvalidOperationException or UnauthorizedAccessException)
        {
            throw new ChainException("DAI-4210", (File.Exists(file)
                    ? $"'{file}' is not a manifest dai.manifest/1: {cause.Message}"
                    : $"there is no manifest '{file}'")
                + "; 'dai dao deploy' or 'dai up' writes one", cause);
        }
    }

    private static DaoManifest Of(JsonElement root)
    {
        if (root.GetProperty("schema").GetString() != "dai.manifest/1")
            throw new FormatException("its schema is another");
        var contracts = root.GetProperty("contracts");
        var constants = root.GetProperty("constants");
        var slots = root.GetProperty("governorSlots");
        return new DaoManifest(Number(root, "chainId"), Contract(contracts, "actionLedger"),
            Contract(contracts, "policyRegistry"), Contract(contracts, "agentRegistry"),
            Contract(contracts, "operatorRegistry"), Contract(contracts, "authority"),
            contracts.GetProperty("governor").ValueKind == JsonValueKind.Null ? null : Contract(contracts, "governor"),
            Number(constants, "finality"), Number(constants, "staleMoney"), Number(constants, "anchorWithin"),
            root.TryGetProperty("publishSelector", out var selector) ? selector.GetString() ?? "" : "",
            slots.ValueKind == JsonValueKind.Null ? 0 : Number(slots, "proposals"),
            slots.ValueKind == JsonValueKind.Null ? 0 : Number(slots, "votes"),
            root.TryGetProperty("deployment", out var deployment) ? DeploymentRecord.Read(deployment) : null);
    }

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("schema", "dai.manifest/1");
        writer.WriteString("chainId", Text(ChainId));
        writer.WriteStartObject("contracts");
        Write(writer, "actionLedger", ActionLedger);
        Write(writer, "policyRegistry", PolicyRegistry);
        Write(writer, "agentRegistry", AgentRegistry);
        Write(writer, "operatorRegistry", OperatorRegistry);
        Write(writer, "authority", Authority);
        if (Governor is { } governor)
            Write(writer, "governor", governor);
        else
            writer.WriteNull("governor");
        writer.WriteEndObject();
        writer.WriteStartObject("constants");
        writer.WriteString("finality", Text(Finality));
        writer.WriteString("staleMoney", Text(StaleMoney));
        writer.WriteString("anchorWithin", Text(AnchorWithin));
        writer.WriteEndObject();
        writer.WriteString("publishSelector", PublishSelector);
        if (Governor is null)
        {
            writer.WriteNull("governorSlots");
        }
        else
        {
            writer.WriteStartObject("governorSlots");
            writer.WriteString("proposals", Text(ProposalsSlot));
            writer.WriteString("votes", Text(VotesSlot));
            writer.WriteEndObject();
        }
        Deployment?.Write(writer);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, DeployedContract contract)
    {
        writer.WriteStartObject(name);
        writer.WriteString("address", contract.Address.ToLower());
        writer.WriteString("codeHash", contract.CodeHash.ToString());
        writer.WriteEndObject();
    }

    private static DeployedContract Contract(JsonElement parent, string name)
    {
        var contract = parent.GetProperty(name);
        return new DeployedContract(Address.Parse(contract.GetProperty("address").GetString() ?? ""),
            Bytes32.Parse(contract.GetProperty("codeHash").GetString() ?? ""));
    }

    private static ulong Number(JsonElement parent, string name) => ulong.Parse(
        parent.GetProperty(name).GetString() ?? "", NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Text(ulong value) => value.ToString(CultureInfo.InvariantCulture);
}
