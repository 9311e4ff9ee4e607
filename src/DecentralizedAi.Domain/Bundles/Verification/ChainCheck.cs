using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Proofs;

namespace DecentralizedAi.Domain.Bundles.Verification;

/// <summary>Check 1: the header is the trusted one, proofs open under it, the contracts are the manifest's.</summary>
internal static class ChainCheck
{
    public static IReadOnlyList<string> Run(Workspace work)
    {
        work.Header = Header(work);
        for (var i = 0; i < work.Bundle.Proofs.Count; i++)
            Open(work, work.Bundle.Proofs[i], $"proofs[{i}]");
        if (work.Manifest is { } manifest)
            Compare(work, manifest);
        else
            work.NotChecked("whose contracts these are");
        var time = DateTimeOffset.FromUnixTimeSeconds((long)Math.Min(work.Header.Time, 253402300799UL));
        return
        [
            $"block {work.Header.Number}", $"time {time:yyyy-MM-ddTHH:mm:ssZ}", $"{work.Accounts.Count} accounts",
            $"{work.Slots.Count} slots",
        ];
    }

    private static BlockHeader Header(Workspace work)
    {
        try
        {
            var header = BlockHeader.Decode(work.Bundle.Header);
            return header.Hash == work.Trust
                ? header
                : throw new CheckFailure("chain.header", $"hashes to {header.Hash}, trusted is {work.Trust}");
        }
        catch (FormatException fault)
        {
            throw new CheckFailure("chain.header", fault.Message);
        }
    }

    private static void Open(Workspace work, AccountProof proof, string element)
    {
        var account = Try(() => ProvenAccount.Open(work.Header.StateRoot, proof.Address, proof.Nodes),
            $"{element}.accountProof");
        work.Accounts[proof.Address] = account;
        for (var i = 0; i < proof.Slots.Count; i++)
        {
            var slot = proof.Slots[i];
            var at = $"{element}.storageProof[{i}]";
            var value = Try(() => account.Slot(slot.Slot, slot.Nodes), at);
            Workspace.Require(value == slot.Value, at, $"the proof opens to {value}, not {slot.Value}");
            work.Slots[(proof.Address, slot.Slot)] = value;
        }
    }

    private static T Try<T>(Func<T> open, string element)
    {
        try
        {
            return open();
        }
        catch (FormatException fault)
        {
            throw new CheckFailure(element, fault.Message);
        }
    }

    private static void Compare(Workspace work, Manifest manifest)
    {
        Workspace.Require(work.Bundle.ChainId == manifest.ChainId, "chain.chainId",
            $"{work.Bundle.ChainId}, the manifest says {manifest.ChainId}");
        var contracts = work.Bundle.Contracts;
        Same(work, contracts.ActionLedger, manifest.ActionLedger, "actionLedger");
        Same(work, contracts.PolicyRegistry, manifest.PolicyRegistry, "policyRegistry");
        Same(work, contracts.AgentRegistry, manifest.AgentRegistry, "agentRegistry");
        Same(work, contracts.OperatorRegistry, manifest.OperatorRegistry, "operatorRegistry");
        Same(work, contracts.Authority, manifest.Authority, "authority");
        Workspace.Require((contracts.Governor is null) == (manifest.Governor is null), "chain.contracts.governor",
            "the manifest and the bundle do not both have a Governor");
        if (contracts.Governor is { } governor)
            Same(work, governor, manifest.Governor!, "governor");
    }

    private static void Same(Workspace work, Address address, Deployed deployed, string name)
    {
        var element = $"chain.contracts.{name}";
        Workspace.Require(address == deployed.Address, element,
            $"{address}, the manifest says {deployed.Address}");
        if (!work.Accounts.TryGetValue(address, out var account))
            work.NotChecked("code of a contract without a proof");
        else
            Workspace.Require(account.CodeHash == deployed.CodeHash, element,
                $"its code hashes to {account.CodeHash}, the manifest says {deployed.CodeHash}");
    }
}
