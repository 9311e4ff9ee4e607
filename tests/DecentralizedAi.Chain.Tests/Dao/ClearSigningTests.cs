using System.Text.Json.Nodes;
using DecentralizedAi.Chain.Abi;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Deployment;
using DecentralizedAi.Domain.Ledger;
using Nethereum.ABI;
using Nethereum.ABI.Model;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Dao;

/// <summary>A wallet shows every argument of every call and signature that a person is asked for.</summary>
[Collection(LocalDaoCollection.Name)]
public sealed class ClearSigningTests(LocalDao dao)
{
    // What nodes and contracts call, what only a vote of the Governor calls on itself, and what OpenZeppelin's tokens
    // have besides: no command of ours asks a person for it.
    private static readonly string[] NotAsked =
    [
        "AgentGovernor.castVoteWithReasonAndParams", "AgentGovernor.onERC1155BatchReceived",
        "AgentGovernor.onERC1155Received", "AgentGovernor.onERC721Received", "AgentGovernor.relay",
        "AgentGovernor.setGate", "AgentGovernor.setLateQuorumVoteExtension", "AgentGovernor.setProposalGuardian",
        "AgentGovernor.setProposalThreshold", "AgentGovernor.setVotingDelay", "AgentGovernor.setVotingPeriod",
        "AgentGovernor.updateQuorumNumerator", "AgentGovernor.updateTimelock", "AgentRegistry.approve",
        "AgentRegistry.safeTransferFrom", "AgentRegistry.setApprovalForAll", "AgentRegistry.transferFrom",
        "AgentVault.setLimits", "AgentVault.spend", "DevToken.approve", "DevToken.transferFrom",
        "GovernanceToken.approve", "GovernanceToken.delegateBySig", "GovernanceToken.permit",
        "GovernanceToken.transferFrom", "TimelockController.execute", "TimelockController.grantRole",
        "TimelockController.onERC1155BatchReceived", "TimelockController.onERC1155Received",
        "TimelockController.onERC721Received", "TimelockController.renounceRole", "TimelockController.revokeRole",
        "TimelockController.schedule", "TimelockController.updateDelay",
    ];

    // Signatures of keys over the call itself, request names, and an asset that its amount already names.
    private static readonly string[] MayHide =
        [
        "OperatorRegistry.addKey signature", "ActionLedger.Instruction nonce", "AgentVault.recover asset",
        "AgentGovernor.Ballot nonce", "AgentGovernor.ExtendedBallot nonce",
    ];

    public static TheoryData<string> All => [.. ClearSigning.Names];

    [Theory]
    [MemberData(nameof(All))]
    public void A_descriptor_keeps_the_rules_of_the_schema(string name) =>
        Assert.Empty(DescriptorRules.Faults(ClearSigning.Template(name)));

    [Theory]
    [MemberData(nameof(All))]
    public void Every_argument_of_every_call_and_message_is_shown(string name)
    {
        var contract = name.Split('.')[0];
        foreach (var (key, format) in ClearSigning.Template(name)["display"]!["formats"]!.AsObject())
        {
            var leaves = name.EndsWith(".eip712", StringComparison.Ordinal)
                ? Members(key)
                : Leaves(Find(contract, key));
            var fields = DescriptorRules.Fields(format!).ToList();
            Assert.Equal(leaves.Order(StringComparer.Ordinal),
                fields.Select(field => field["path"]!.GetValue<string>()).Order(StringComparer.Ordinal));
            foreach (var path in fields.SelectMany(Referred))
                Assert.True(path == "@.to" || leaves.Contains(path), $"{key} refers to {path}");
            foreach (var hidden in fields.Where(field => field["visible"]?.GetValue<string>() == "never"))
                Assert.Contains($"{contract}.{key.Split('(')[0]} {hidden["path"]!.GetValue<string>()[2..]}", MayHide);
        }
    }

    [Fact]
    public void Every_call_that_a_person_may_be_asked_for_has_a_format()
    {
        string[] contracts = ["AgentGovernor", "AgentRegistry", "AgentVault", "DaoFactory", "DevToken",
            "GovernanceToken", "OperatorRegistry", "PolicyRegistry", "TimelockController"];
        var (asked, others) = (0, 0);
        foreach (var contract in contracts)
        {
            var described = ClearSigning.Template(contract)["display"]!["formats"]!.AsObject()
                .Select(format => Find(contract, format.Key).Sha3Signature).ToHashSet();
            asked += described.Count;
            foreach (var function in ContractArtifacts.Of(contract).Abi.Functions.Where(f => !f.Constant))
            {
                others += described.Contains(function.Sha3Signature) ? 0 : 1;
                Assert.True(described.Contains(function.Sha3Signature)
                    != NotAsked.Contains($"{contract}.{function.Name}"), $"{contract}.{function.Name}");
            }
        }
        // 39 are shown; of the others safeTransferFrom comes twice.
        Assert.Equal((39, NotAsked.Length + 1), (asked, others));
        Assert.Equal(
            [TypedData.Approval.TypeText, TypedData.Denial.TypeText, TypedData.Instruction.TypeText],
            Keys("ActionLedger.eip712"));
        // As OpenZeppelin's Governor spells what castVoteBySig and castVoteWithReasonAndParamsBySig check.
        Assert.Equal(
            [
                "Ballot(uint256 proposalId,uint8 support,address voter,uint256 nonce)",
                "ExtendedBallot(uint256 proposalId,uint8 support,address voter,uint256 nonce,string reason,"
                    + "bytes params)",
            ],
            Keys("AgentGovernor.eip712"));
        Assert.Equal([OperatorService.PossessionTypeText], Keys("OperatorRegistry.eip712"));
    }

    [Fact]
    public void A_DAO_gets_descriptors_of_its_own_chain_and_addresses()
    {
        var bound = ClearSigning.Of(dao.Deployed).ToDictionary(d => d.Name, d => JsonNode.Parse(d.Json)!.AsObject());
        Assert.Equal(ClearSigning.Names, bound.Keys.Order(StringComparer.Ordinal));
        Assert.All(bound.Values, descriptor => Assert.Empty(DescriptorRules.Faults(descriptor)));
        var vault = bound["AgentVault"]["context"]!["contract"]!["factory"]!["deployments"]![0]!;
        Assert.Equal(dao.Contracts.AgentRegistry.ToString(), vault["address"]!.GetValue<string>());
        var ledger = bound["ActionLedger.eip712"]["context"]!["eip712"]!;
        Assert.Equal(dao.Contracts.ActionLedger.ToString(), ledger["deployments"]![0]!["address"]!.GetValue<string>());
        Assert.Equal(dao.Contracts.ChainId, ledger["deployments"]![0]!["chainId"]!.GetValue<ulong>());
        Assert.Equal((SigningDomain.Name, SigningDomain.Version),
            (ledger["domain"]!["name"]!.GetValue<string>(), ledger["domain"]!["version"]!.GetValue<string>()));
    }

    private static IEnumerable<string> Keys(string name) => ClearSigning.Template(name)["display"]!["formats"]!
        .AsObject().Select(format => format.Key).Order(StringComparer.Ordinal);

    // The function whose types and argument names the key spells.
    private static FunctionABI Find(string contract, string key) => Assert.Single(
        ContractArtifacts.Of(contract).Abi.Functions,
        function => $"{function.Name}({string.Join(", ", function.InputParameters.Select(Spelt))})" == key);

    private static string Spelt(Parameter parameter) => $"{Type(parameter)} {parameter.Name}";

    private static string Type(Parameter parameter)
    {
        if (Tuple(parameter) is not { } tuple)
            return parameter.Type;
        var at = parameter.Type.IndexOf('[', StringComparison.Ordinal);
        var array = at >= 0 ? parameter.Type[at..] : "";
        return $"tuple({string.Join(", ", tuple.Components.Select(Spelt))}){array}";
    }

    private static TupleType? Tuple(Parameter parameter) => parameter.ABIType switch
    {
        TupleType tuple => tuple,
        ArrayType { ElementType: TupleType tuple } => tuple,
        _ => null,
    };

    private static List<string> Leaves(FunctionABI function) => [.. function.InputParameters.SelectMany(parameter =>
    {
        var path = "#." + parameter.Name + (parameter.Type.EndsWith(']') ? ".[]" : "");
        return Tuple(parameter) is { } tuple ? tuple.Components.Select(c => $"{path}.{c.Name}") : [path];
    })];

    private static List<string> Members(string type) =>
        [.. type.Split('(', ')')[1].Split(',').Select(member => "#." + member.Split(' ')[1])];

    private static IEnumerable<string> Referred(JsonObject field) => (field["params"]?.AsObject() ?? [])
        .Where(p => p.Key.EndsWith("Path", StringComparison.Ordinal)).Select(p => p.Value!.GetValue<string>());
}
