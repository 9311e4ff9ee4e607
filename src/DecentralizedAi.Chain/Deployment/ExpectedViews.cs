using System.Globalization;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Deployment;

/// <summary>A view of a contract and what it has to return.</summary>
internal sealed record ExpectedView(
    string Id, Address Contract, string Artifact, string Function, string Expected,
    ReadOnlyMemory<byte> Words = default);

/// <summary>What the views of a DAO's contracts have to return by its manifest.</summary>
internal static class ExpectedViews
{
    public static IEnumerable<ExpectedView> Of(DaoManifest manifest)
    {
        var made = manifest.Deployment!;
        var dao = DaoContracts.Of(manifest);
        var authority = dao.Authority.ToString();
        foreach (var created in made.Contracts)
        {
            var planned = created.Planned;
            foreach (var (function, expected) in Wiring(planned.Contract, dao, authority))
                yield return new ExpectedView(planned.Id, planned.Address, planned.Contract, function, expected);
            // A constructor's argument and the view of the same value differ in the underscore at most.
            foreach (var (name, value) in planned.InWords())
            {
                if (Kept(planned.Contract).Contains(name))
                    yield return new ExpectedView(
                        planned.Id, planned.Address, planned.Contract, name.TrimEnd('_'), value);
            }
            foreach (var view in Grouped(planned, manifest))
                yield return view;
        }
    }

    /// <summary>
    /// Whether it is a setting of the Governor or its timelock that only a proposal can change, given their code and
    /// roles. Another timelock is none: it would be another DAO.
    /// </summary>
    public static bool IsVoted(ExpectedView view) => view is
        {
            Artifact: "AgentGovernor",
            Function: "gate" or "proposalGuardian" or "votingDelay" or "votingPeriod" or "lateQuorumVoteExtension"
                or "proposalThreshold" or "quorumNumerator",
        }
        or { Artifact: "TimelockController", Function: "getMinDelay" };

    // Who owns it and whom it asks.
    private static (string Function, string Expected)[] Wiring(string contract, DaoContracts dao, string authority) =>
        contract switch
        {
            "OperatorRegistry" => [("authority", authority), ("ledger", dao.ActionLedger.ToString())],
            "PolicyRegistry" => [("authority", authority), ("agents", dao.AgentRegistry.ToString())],
            "ActionLedger" => [("operators", dao.OperatorRegistry.ToString()),
                ("agents", dao.AgentRegistry.ToString())],
            "AgentVault" => [("authority", authority), ("agents", dao.AgentRegistry.ToString()),
                ("policies", dao.PolicyRegistry.ToString()), ("ledger", dao.ActionLedger.ToString())],
            "AgentRegistry" => [("authority", authority), ("operators", dao.OperatorRegistry.ToString()),
                ("policies", dao.PolicyRegistry.ToString()), ("ledger", dao.ActionLedger.ToString()),
                ("vaultImplementation", dao.VaultImplementation.ToString())],
            "AgentGovernor" => [("token", dao.Token!.Value.ToString()), ("timelock", authority),
                ("gate", Address.Zero.ToString())],
            _ => [],
        };

    private static string[] Kept(string contract) => contract switch
    {
        "PolicyRegistry" => ["immunity_"],
        "GovernanceToken" => ["name_", "symbol_"],
        _ => [],
    };

    // Values that a constructor takes in one structure, in the order of its members.
    private static IEnumerable<ExpectedView> Grouped(PlannedContract planned, DaoManifest manifest)
    {
        string[] names = planned.Contract switch
        {
            "ActionLedger" => ["operators", "agents", "finality", "staleMoney", "anchorWithin", "maxLogAge",
                "maxUnlogged"],
            "AgentGovernor" => ["token", "timelock", "proposalGuardian", "votingDelay", "votingPeriod",
                "lateQuorumVoteExtension", "proposalThreshold", "quorumNumerator"],
            "TimelockController" => ["getMinDelay"],
            _ => [],
        };
        for (var i = 0; i < names.Length; i++)
        {
            var word = planned.Arguments.Slice(32 * i, 32).Span;
            var value = UInt256.OfWord(Bytes32.Of(word));
            var isAddress = names[i] is "operators" or "agents" or "token" or "timelock" or "proposalGuardian";
            yield return new ExpectedView(planned.Id, planned.Address, planned.Contract, names[i],
                isAddress ? Address.OfWord(value.ToWord()).ToString() : value.ToString());
        }
        if (planned.Contract != "ActionLedger")
            yield break;
        (string, ulong)[] constants =
        [
            ("finality", manifest.Finality), ("staleMoney", manifest.StaleMoney),
            ("anchorWithin", manifest.AnchorWithin),
        ];
        foreach (var (name, value) in constants)
            yield return new ExpectedView("constants", planned.Address, planned.Contract, name,
                value.ToString(CultureInfo.InvariantCulture));
    }
}
