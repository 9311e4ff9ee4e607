using System.Text.Json;
using System.Text.Json.Serialization;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Dao;

/// <summary>A deployed DAO: what a verifier needs, and what our own programs need besides.</summary>
public sealed record DeployedDao(DaoManifest Manifest, DaoContracts Contracts);

/// <summary>
/// The two files of a deployed DAO: <c>dao.json</c> for verifiers, <c>deployment.json</c> for our programs.
/// </summary>
public static class DaoFiles
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, Converters = { new AddressText(), new Bytes32Text() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Writes both files into <paramref name="folder"/>.</summary>
    public static void Write(string folder, DeployedDao dao)
    {
        Directory.CreateDirectory(folder);
        Replace(Path.Combine(folder, "dao.json"), dao.Manifest.ToJson());
        Replace(Path.Combine(folder, "deployment.json"), JsonSerializer.SerializeToUtf8Bytes(dao.Contracts, Options));
    }

    /// <summary>Reads the manifest and the file <c>deployment.json</c> beside it.</summary>
    /// <exception cref="ChainException">DAI-4210 or DAI-4211: one is missing, malformed, or they disagree.</exception>
    public static DeployedDao Read(string manifestFile)
    {
        var manifest = DaoManifest.Read(manifestFile);
        var file = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(manifestFile))!, "deployment.json");
        DaoContracts? contracts;
        try
        {
            contracts = JsonSerializer.Deserialize<DaoContracts>(File.ReadAllBytes(file), Options);
        }
        catch (Exception cause) when (cause is IOException or JsonException or FormatException)
        {
            throw new ChainException("DAI-4211", $"'{file}' is not a deployment: {cause.Message}", cause);
        }
        if (contracts is null || contracts.ChainId != manifest.ChainId
            || contracts.ActionLedger != manifest.ActionLedger.Address
            || contracts.PolicyRegistry != manifest.PolicyRegistry.Address
            || contracts.AgentRegistry != manifest.AgentRegistry.Address
            || contracts.OperatorRegistry != manifest.OperatorRegistry.Address
            || contracts.Authority != manifest.Authority.Address || contracts.Governor != manifest.Governor?.Address)
            throw new ChainException("DAI-4211", $"'{file}' and '{manifestFile}' name different contracts; "
                + "take both files from the same deployment");
        return new DeployedDao(manifest, contracts);
    }

    private static void Replace(string file, byte[] bytes)
    {
        File.WriteAllBytes(file + ".next", bytes);
        File.Move(file + ".next", file, overwrite: true);
    }

    private sealed class AddressText : JsonConverter<Address>
    {
        public override Address Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            Address.Parse(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, Address value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }

    private sealed class Bytes32Text : JsonConverter<Bytes32>
    {
        public override Bytes32 Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            Bytes32.Parse(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, Bytes32 value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
