using System.Reflection;
using DecentralizedAi.Chain.Abi;
using Nethereum.ABI;
using Nethereum.ABI.FunctionEncoding.Attributes;
using Nethereum.ABI.Model;
using Nethereum.Contracts;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Abi;

/// <summary>What is written by hand in <c>Abi/</c> is what the compiler said in <c>governance/abi</c>.</summary>
public sealed class AbiAgreementTests
{
    private static readonly Type[] Holders =
    [
        .. typeof(ContractArtifacts).Assembly.GetTypes()
            .Where(t => t.IsAbstract && t.IsSealed && t.Namespace == typeof(ContractArtifacts).Namespace
                && t.Name.EndsWith("Abi", StringComparison.Ordinal)),
    ];

    public static TheoryData<string, string> Functions => Cases<FunctionAttribute>();
    public static TheoryData<string, string> Events => Cases<EventAttribute>();

    [Fact]
    public void Every_contract_that_is_deployed_has_its_calls() => Assert.Equal(
        ["ActionLedger", "AgentGovernor", "AgentRegistry", "AgentVault", "DaoFactory", "DevToken", "GovernanceToken",
            "OperatorRegistry", "PolicyAttestations", "PolicyRegistry", "TimelockController"],
        Holders.Select(Contract).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_function_has_the_names_and_types_of_the_contract(string contract, string type)
    {
        var message = Find(contract, type);
        var ours = message.GetCustomAttribute<FunctionAttribute>()!;
        var theirs = Assert.Single(ContractArtifacts.Of(contract).Abi.Functions,
            f => f.Name == ours.Name && f.InputParameters.Length == Fields(message).Length);
        Assert.Equal(Signature(theirs.InputParameters), Signature(message));
        if (ours.DTOReturnType is { } output)
            Assert.Equal(Signature(theirs.OutputParameters), Signature(output));
        else
            Assert.True(ours.ReturnType is null ? NobodyReads(theirs.Name)
                : theirs.OutputParameters.Single().Type == ours.ReturnType, $"{ours.Name} returns {ours.ReturnType}");
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_has_the_names_types_and_topics_of_the_contract(string contract, string type)
    {
        var message = Find(contract, type);
        var name = message.GetCustomAttribute<EventAttribute>()!.Name;
        var ours = ABITypedRegistry.GetEvent(message);
        var theirs = Assert.Single(ContractArtifacts.Of(contract).Abi.Events,
            e => e.Name == name && e.Sha3Signature == ours.Sha3Signature);
        Assert.Equal(Signature(theirs.InputParameters), Signature(message));
        Assert.Equal(theirs.InputParameters.Select(p => p.Indexed), ours.InputParameters.Select(p => p.Indexed));
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_selector_is_the_one_the_compiler_would_call(string contract, string type)
    {
        var ours = ABITypedRegistry.GetFunctionABI(Find(contract, type));
        Assert.Contains(ContractArtifacts.Of(contract).Abi.Functions, f => f.Sha3Signature == ours.Sha3Signature);
    }

    [Fact]
    public void Errors_of_all_contracts_have_different_selectors_or_equal_words()
    {
        foreach (var same in ContractArtifacts.Errors.GroupBy(e => e.Sha3Signature[..8]))
            Assert.Single(same.Select(e => e.Signature).Distinct());
    }

    // The answers of transactions are read from their events.
    private static bool NobodyReads(string function) => function is "castVoteBySig" or "castVoteWithReasonAndParamsBySig"
        or "setVotingPeriod" or "stage" or "publish" or "setGuardian" or "freeze"
        or "lift" or "register" or "setStatus" or "addKey" or "revokeKey" or "setName" or "assign" or "take"
        or "checkpoint" or "spend" or "recover" or "propose" or "queue" or "execute" or "cancel" or "castVote"
        or "castVoteWithReason" or "delegate" or "mint" or "create" or "scheduleBatch"
        or "executeBatch" or "attest" or "setGate";

    private static TheoryData<string, string> Cases<T>() where T : Attribute
    {
        var cases = new TheoryData<string, string>();
        foreach (var holder in Holders)
        {
            foreach (var type in holder.GetNestedTypes(BindingFlags.NonPublic)
                         .Where(t => t.GetCustomAttribute<T>() is not null))
                cases.Add(Contract(holder), type.Name);
        }
        return cases;
    }

    private static string Contract(Type holder) => holder.Name[..^"Abi".Length];

    private static Type Find(string contract, string type) =>
        Holders.Single(h => Contract(h) == contract).GetNestedType(type, BindingFlags.NonPublic)!;

    private static (ParameterAttribute Parameter, Type Type)[] Fields(Type type) =>
    [
        .. type.GetProperties().Select(p => (p.GetCustomAttribute<ParameterAttribute>(), p.PropertyType))
            .Where(p => p.Item1 is not null).Select(p => (p.Item1!, p.PropertyType)).OrderBy(p => p.Item1.Order),
    ];

    private static string Signature(Type type) => string.Join(", ", Fields(type).Select(f =>
    {
        var parts = f.Parameter.Type.StartsWith("tuple", StringComparison.Ordinal)
            ? "(" + Signature(f.Type.IsGenericType ? f.Type.GetGenericArguments()[0] : f.Type) + ")"
            : "";
        return $"{f.Parameter.Type}{parts} {f.Parameter.Name}";
    }));

    private static string Signature(IEnumerable<Parameter> parameters) => string.Join(", ", parameters.Select(p =>
    {
        var tuple = p.ABIType as TupleType ?? (p.ABIType as ArrayType)?.ElementType as TupleType;
        return $"{p.Type}{(tuple is null ? "" : "(" + Signature(tuple.Components) + ")")} {p.Name}";
    }));
}
