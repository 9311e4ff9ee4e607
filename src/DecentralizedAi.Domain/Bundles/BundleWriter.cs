using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Bundles;

/// <summary>Writes bundles in the form that <see cref="BundleReader"/> reads.</summary>
public static class BundleWriter
{
    private static readonly JsonWriterOptions Options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = false };

    /// <summary>The document in UTF-8. Sections of a later edition are not kept.</summary>
    public static byte[] Write(Bundle bundle) => Utf8(writer => Write(writer, bundle));

    /// <summary>One leaf with what opens it, as it stands in a bundle: for a store that exports later.</summary>
    public static byte[] Write(LeafRecord leaf) => Utf8(writer => LeafWriter.Write(writer, leaf));

    private static byte[] Utf8(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
            write(writer);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter to, Bundle bundle)
    {
        to.WriteStartObject();
        to.WriteString("schema", Bundle.Schema);
        to.WriteStartObject("chain");
        to.Number("chainId", bundle.ChainId);
        to.WriteString("header", Hex.Encode(bundle.Header));
        Contracts(to, bundle.Contracts);
        to.WriteEndObject();
        to.Each("proofs", bundle.Proofs, Proof);
        to.Each("agents", bundle.Agents, Agent);
        to.Each("freezes", bundle.Freezes, (_, freezes) =>
        {
            to.WriteNumber("what", freezes.Target.What);
            to.Number("id", freezes.Target.Id);
            Steps(to, freezes.History, step =>
            {
                to.WriteNumber("on", step.On);
                to.Number("block", step.Block);
            });
        });
        to.Each("operators", bundle.Operators, Operator);
        to.Each("nodes", bundle.Nodes, Node);
        to.Each("entries", bundle.Entries, Entry);
        to.WriteStartArray("unanchored");
        foreach (var leaf in bundle.Unanchored)
            LeafWriter.Write(to, leaf);
        to.WriteEndArray();
        to.WriteStartObject("documents");
        foreach (var (hash, text) in bundle.Documents)
            to.WriteString(hash.ToString(), text);
        to.WriteEndObject();
        to.Each("proposals", bundle.Proposals, Proposal);
        Receipts(to, bundle.Receipts);
        to.WriteEndObject();
    }

    private static void Receipts(Utf8JsonWriter to, IReadOnlyDictionary<Bytes32, SaltedDocument> receipts)
    {
        if (receipts.Count == 0)
            return;
        to.WriteStartObject("receipts");
        foreach (var (leaf, receipt) in receipts)
        {
            to.WriteStartObject(leaf.ToString());
            to.Word("salt", receipt.Salt);
            to.WriteString("text", receipt.Text);
            to.WriteEndObject();
        }
        to.WriteEndObject();
    }

    private static void Contracts(Utf8JsonWriter to, BundleContracts contracts)
    {
        to.WriteStartObject("contracts");
        to.Address("actionLedger", contracts.ActionLedger);
        to.Address("policyRegistry", contracts.PolicyRegistry);
        to.Address("agentRegistry", contracts.AgentRegistry);
        to.Address("operatorRegistry", contracts.OperatorRegistry);
        to.Address("authority", contracts.Authority);
        if (contracts.Governor is { } governor)
            to.Address("governor", governor);
        else
            to.WriteNull("governor");
        to.WriteEndObject();
    }

    private static void Proof(Utf8JsonWriter to, AccountProof proof)
    {
        to.Address("address", proof.Address);
        to.Bytes("accountProof", proof.Nodes);
        to.Each("storageProof", proof.Slots, (_, slot) =>
        {
            to.Word("key", slot.Slot);
            to.Word("value", slot.Value);
            to.Bytes("proof", slot.Nodes);
        });
    }

    private static void Agent(Utf8JsonWriter to, BundleAgent agent)
    {
        to.Number("agentId", agent.AgentId);
        to.WriteString("name", agent.Name);
        History(to, "publications", agent.Publications, step =>
        {
            to.Word("root", step.Root);
            to.Word("limitsHash", step.LimitsHash);
            to.Number("block", step.Block);
        });
        History(to, "compositions", agent.Compositions, step =>
        {
            to.Word("composition", step.Composition);
            to.Number("operatorId", step.OperatorId);
            to.Address("vault", step.Vault);
            to.Number("block", step.Block);
        });
        to.Each("spends", agent.Spends, (_, vault) =>
        {
            to.Address("vault", vault.Vault);
            to.Word("before", vault.Before);
            to.Each("steps", vault.Spends, (_, spend) =>
            {
                to.Number("number", spend.Number);
                to.Word("opened", spend.Opened);
                to.Word("action", spend.Action);
                to.Address("asset", spend.Asset);
                to.Address("to", spend.To);
                to.Number("amount", spend.Amount);
                to.Number("epoch", spend.Epoch);
            });
        });
    }

    private static void Operator(Utf8JsonWriter to, BundleOperator one)
    {
        to.Number("operatorId", one.OperatorId);
        History(to, "leases", one.Leases, step =>
        {
            to.WriteNumber("shard", step.Shard.Value);
            to.Address("node", step.Node);
            to.Number("epoch", step.Epoch);
            to.Number("block", step.Block);
        });
        History(to, "keys", one.Keys, step =>
        {
            to.Address("key", step.Key);
            to.WriteNumber("role", step.Role);
            to.WriteNumber("on", step.On);
            to.Number("block", step.Block);
        });
    }

    private static void Node(Utf8JsonWriter to, BundleNode node)
    {
        to.Address("node", node.Node);
        to.Each("checkpoints", node.Checkpoints, (_, checkpoint) =>
        {
            to.Number("number", checkpoint.Number);
            to.Word("head", checkpoint.Head);
            to.Word("streamsRoot", checkpoint.StreamsRoot);
            to.Number("streams", checkpoint.Streams);
            to.Number("leaves", checkpoint.Leaves);
            to.Number("block", checkpoint.Block);
            to.Number("time", checkpoint.Time);
            to.Word("leases", checkpoint.Leases);
        });
    }

    private static void Entry(Utf8JsonWriter to, BundleEntry one)
    {
        to.Address("node", one.Node);
        to.Number("number", one.Number);
        to.Word("searched", one.Searched.Value);
        to.Each("path", one.Path, (_, step) =>
        {
            to.Word("key", step.Key);
            to.Word("sibling", step.Sibling);
        });
        to.Word("stream", one.Entry.Stream.Value);
        to.Number("operatorId", one.Entry.OperatorId);
        to.Number("leaseEpoch", one.Entry.LeaseEpoch);
        to.Number("fromSeq", one.Entry.FromSeq);
        to.Number("toSeq", one.Entry.ToSeq);
        to.Word("prevHead", one.Entry.PrevHead);
        to.Word("head", one.Entry.Head);
        to.Word("leavesRoot", one.Entry.LeavesRoot);
        to.Word("state", one.Entry.State);
        to.WriteStartArray("leaves");
        foreach (var leaf in one.Leaves)
            LeafWriter.Write(to, leaf);
        to.WriteEndArray();
    }

    private static void Proposal(Utf8JsonWriter to, BundleProposal proposal)
    {
        to.Number("id", proposal.Id);
        to.Texts("targets", proposal.Targets.Select(target => target.ToLower()));
        to.Texts("values", proposal.Values.Select(value => value.ToString()));
        to.Bytes("calldatas", proposal.Calldatas);
        to.WriteString("description", proposal.Description);
        if (proposal.Tallies is not { } tallies)
        {
            to.WriteNull("tallies");
            return;
        }
        to.WriteStartObject("tallies");
        to.Number("against", tallies.Against);
        to.Number("for", tallies.For);
        to.Number("abstain", tallies.Abstain);
        to.WriteEndObject();
    }

    private static void History<TStep>(
        Utf8JsonWriter to, string name, History<TStep> history, Action<TStep> write)
        where TStep : IHistoryStep
    {
        to.WriteStartObject(name);
        Steps(to, history, write);
        to.WriteEndObject();
    }

    private static void Steps<TStep>(Utf8JsonWriter to, History<TStep> history, Action<TStep> write)
        where TStep : IHistoryStep
    {
        to.Word("before", history.Before);
        to.Each("steps", history.Steps, (_, step) => write(step));
    }
}

/// <summary>The forms in which a bundle writes bytes and numbers.</summary>
internal static class BundleWriting
{
    public static void Word(this Utf8JsonWriter to, string name, Bytes32 word) =>
        to.WriteString(name, word.ToString());

    public static void Address(this Utf8JsonWriter to, string name, Address address) =>
        to.WriteString(name, address.ToLower());

    public static void Number(this Utf8JsonWriter to, string name, UInt256 number) =>
        to.WriteString(name, number.ToString());

    public static void Number(this Utf8JsonWriter to, string name, ulong number) =>
        to.WriteString(name, number.ToString(CultureInfo.InvariantCulture));

    public static void Bytes(this Utf8JsonWriter to, string name, IEnumerable<byte[]> items) =>
        to.Texts(name, items.Select(item => Hex.Encode(item)));

    public static void Texts(this Utf8JsonWriter to, string name, IEnumerable<string> items)
    {
        to.WriteStartArray(name);
        foreach (var item in items)
            to.WriteStringValue(item);
        to.WriteEndArray();
    }

    public static void Each<T>(
        this Utf8JsonWriter to, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        to.WriteStartArray(name);
        foreach (var item in items)
        {
            to.WriteStartObject();
            write(to, item);
            to.WriteEndObject();
        }
        to.WriteEndArray();
    }
}
