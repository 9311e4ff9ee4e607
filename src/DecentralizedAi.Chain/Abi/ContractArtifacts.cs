using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using DecentralizedAi.Domain.Encoding;
using Nethereum.ABI.ABIDeserialisation;
using Nethereum.ABI.Model;

namespace DecentralizedAi.Chain.Abi;

/// <summary>A compiled contract as it is committed in <c>governance/abi</c>.</summary>
/// <param name="Bytecode">Creation code, without constructor arguments.</param>
/// <param name="Runtime">Code as it lies on chain, with zeros where the constructor puts its immutable values.</param>
/// <param name="Immutables">Those places: first byte and length of each.</param>
/// <param name="Slots">Storage slot of each state variable, by its name.</param>
public sealed record ContractArtifact(
    string Name, ContractABI Abi, ReadOnlyMemory<byte> Bytecode, ReadOnlyMemory<byte> Runtime,
    IReadOnlyList<(int Start, int Length)> Immutables, IReadOnlyDictionary<string, ulong> Slots)
{
    /// <summary>Whether code on chain is this contract's, whatever its immutable values are.</summary>
    public bool IsCodeOf(ReadOnlySpan<byte> code)
    {
        if (code.Length == 0 || code.Length != Runtime.Length)
            return false;
        var masked = code.ToArray();
        foreach (var (start, length) in Immutables)
            masked.AsSpan(start, length).Clear();
        return Runtime.Span.SequenceEqual(masked);
    }
}

/// <summary>ABI and bytecode of every contract, embedded in this assembly: no Solidity compiler is needed.</summary>
public static class ContractArtifacts
{
    private const string Prefix = "abi/";

    private static readonly ConcurrentDictionary<string, ContractArtifact> Read = new();

    /// <summary>Names of all contracts.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^".json".Length]).Order(StringComparer.Ordinal),
    ];

    /// <summary>Custom errors of all contracts.</summary>
    public static IReadOnlyList<ErrorABI> Errors => [.. Names.SelectMany(name => Of(name).Abi.Errors)];

    /// <summary>Functions of all contracts, with the name of the first contract that has each.</summary>
    public static IReadOnlyList<(string Contract, FunctionABI Function)> Functions =>
        [.. Names.SelectMany(name => Of(name).Abi.Functions.Select(function => (name, function)))];

    /// <exception cref="ArgumentException">There is no such contract.</exception>
    public static ContractArtifact Of(string name) => Read.GetOrAdd(name, Load);

    private static ContractArtifact Load(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{Prefix}{name}.json")
            ?? throw new ArgumentException($"no contract '{name}' among {string.Join(", ", Names)}", nameof(name));
        using var document = JsonDocument.Parse(stream);
        var root = document.RootElement;
        return new ContractArtifact(name,
            ABIDeserialiserFactory.DeserialiseContractABI(root.GetProperty("abi").GetRawText()),
            Code(root, "bytecode"), Code(root, "deployedBytecode"),
            root.TryGetProperty("immutables", out var places) ? [.. places.EnumerateArray().Select(Place)] : [],
            root.TryGetProperty("storage", out var storage) ? Slots(storage) : new Dictionary<string, ulong>());
    }

    private static byte[] Code(JsonElement root, string name) =>
        root.TryGetProperty(name, out var code) ? Hex.Decode(code.GetString() ?? "0x") : [];

    private static (int Start, int Length) Place(JsonElement pair) => (pair[0].GetInt32(), pair[1].GetInt32());

    // Two variables may have one name (private ones of two parents): then the first.
    private static Dictionary<string, ulong> Slots(JsonElement storage)
    {
        var slots = new Dictionary<string, ulong>();
        foreach (var variable in storage.EnumerateArray())
            slots.TryAdd(variable.GetProperty("label").GetString() ?? "",
                ulong.Parse(variable.GetProperty("slot").GetString() ?? "", CultureInfo.InvariantCulture));
        return slots;
    }
}
