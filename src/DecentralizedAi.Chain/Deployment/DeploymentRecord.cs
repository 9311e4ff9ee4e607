using System.Globalization;
using System.Text.Json;
using DecentralizedAi.Chain.Abi;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Deployment;

/// <summary>A contract of a DAO as it was created.</summary>
/// <param name="CodeHash">Of the code that lies on chain.</param>
public sealed record CreatedContract(PlannedContract Planned, Bytes32 CodeHash, ulong Block, Bytes32 Transaction);

/// <summary>How a DAO came onto its chain: the member <c>deployment</c> of a manifest.</summary>
/// <param name="Genesis">Hash of block 0: tells two chains with one id apart.</param>
/// <param name="Block">Block of the factory; nothing of the DAO happened before.</param>
/// <param name="Owner">Sent the transactions; has no right over the contracts.</param>
/// <param name="Plan">Hash over salt, code and arguments of all contracts.</param>
/// <param name="Transaction">The one that made the factory.</param>
public sealed record DeploymentRecord(
    Bytes32 Genesis, ulong Block, Address Owner, Bytes32 Salt, Bytes32 Plan, Address Factory, Bytes32 FactoryCodeHash,
    Bytes32 Transaction, IReadOnlyList<CreatedContract> Contracts)
{
    public Address? Find(string id) => Contracts.FirstOrDefault(c => c.Planned.Id == id)?.Planned.Address;

    /// <exception cref="FormatException">A value is not of its kind.</exception>
    /// <exception cref="KeyNotFoundException">A member is missing.</exception>
    internal static DeploymentRecord Read(JsonElement at)
    {
        var factory = at.GetProperty("factory");
        return new DeploymentRecord(Word(at, "genesis"), Number(at, "block"), Account(at, "owner"), Word(at, "salt"),
            Word(at, "plan"), Account(factory, "address"), Word(factory, "codeHash"), Word(factory, "transaction"),
            [.. at.GetProperty("contracts").EnumerateArray().Select(Created)]);
    }

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("deployment");
        writer.WriteString("genesis", Genesis.ToString());
        writer.WriteString("block", Text(Block));
        writer.WriteString("owner", Owner.ToString());
        writer.WriteString("salt", Salt.ToString());
        writer.WriteString("plan", Plan.ToString());
        writer.WriteStartObject("factory");
        writer.WriteString("address", Factory.ToString());
        writer.WriteString("codeHash", FactoryCodeHash.ToString());
        writer.WriteString("transaction", Transaction.ToString());
        writer.WriteEndObject();
        writer.WriteStartArray("contracts");
        foreach (var contract in Contracts)
            Write(writer, contract);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, CreatedContract created)
    {
        writer.WriteStartObject();
        writer.WriteString("id", created.Planned.Id);
        writer.WriteString("contract", created.Planned.Contract);
        writer.WriteString("address", created.Planned.Address.ToString());
        writer.WriteString("codeHash", created.CodeHash.ToString());
        writer.WriteString("block", Text(created.Block));
        writer.WriteString("transaction", created.Transaction.ToString());
        // The bytes count; the words are for people.
        writer.WriteString("constructorArguments", Hex.Encode(created.Planned.Arguments.Span));
        writer.WriteStartObject("arguments");
        foreach (var (name, value) in created.Planned.InWords())
            writer.WriteString(name, value);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static CreatedContract Created(JsonElement at) => new(
        new PlannedContract(Line(at, "id"), Known(Line(at, "contract")), Account(at, "address"),
            Hex.Decode(Line(at, "constructorArguments"))),
        Word(at, "codeHash"), Number(at, "block"), Word(at, "transaction"));

    private static string Known(string contract) => ContractArtifacts.Names.Contains(contract)
        ? contract
        : throw new FormatException($"there is no contract '{contract}' among "
            + string.Join(", ", ContractArtifacts.Names));

    private static string Line(JsonElement at, string name) => at.GetProperty(name).GetString()
        ?? throw new FormatException($"'{name}' is null");

    private static Bytes32 Word(JsonElement at, string name) => Bytes32.Parse(Line(at, name));

    private static Address Account(JsonElement at, string name) => Address.Parse(Line(at, name));

    private static ulong Number(JsonElement at, string name) =>
        ulong.Parse(Line(at, name), NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Text(ulong value) => value.ToString(CultureInfo.InvariantCulture);
}
