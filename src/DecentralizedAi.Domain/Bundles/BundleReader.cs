using System.Text.Json;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Bundles;

/// <summary>Reads bundles: what the schema does not allow is refused, a name twice included.</summary>
public static class BundleReader
{
    private static readonly string[] Sections =
    [
        "schema", "chain", "proofs", "agents", "freezes", "operators", "nodes", "entries", "unanchored", "documents",
        "proposals", "receipts",
    ];

    /// <summary>How a document is parsed before its schema is looked at.</summary>
    public static JsonDocumentOptions Options { get; } =
        new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <param name="utf8">The text of the document.</param>
    /// <exception cref="DocumentRefused">Not JSON, or not of this schema.</exception>
    public static Bundle Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, Options);
            return Read(document.RootElement);
        }
        catch (JsonException fault)
        {
            throw new DocumentRefused("bundle", $"not JSON: {fault.Message}");
        }
    }

    /// <summary>One leaf with what opens it, as <see cref="BundleWriter.Write(LeafRecord)"/> writes it.</summary>
    /// <exception cref="DocumentRefused">Not JSON, or not of this schema.</exception>
    public static LeafRecord ReadLeaf(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, Options);
            return LeafJson.Read(new JsonAt(document.RootElement, null, "leaf"));
        }
        catch (JsonException fault)
        {
            throw new DocumentRefused("leaf", $"not JSON: {fault.Message}");
        }
    }

    /// <exception cref="DocumentRefused">Not of this schema.</exception>
    public static Bundle Read(JsonElement root)
    {
        try
        {
            return Whole(root);
        }
        catch (InvalidOperationException)
        {
            // Names are read by the JSON library, which refuses half a surrogate pair in its own way.
            throw new DocumentRefused("bundle", "a name is not well-formed UTF-16");
        }
    }

    private static Bundle Whole(JsonElement root)
    {
        var at = new JsonAt(root, null, "bundle");
        if (at["schema"].Text() != Bundle.Schema)
            throw at["schema"].Refused($"not {Bundle.Schema}");
        var chain = at["chain"].Closed("chainId", "header", "contracts");
        return new Bundle
        {
            ChainId = chain["chainId"].Number(),
            Header = chain["header"].Bytes(),
            Contracts = Contracts(chain["contracts"]),
            Proofs = at["proofs"].Each(Proof),
            Agents = at["agents"].Each(Agent),
            Freezes = at["freezes"].Each(Freezes),
            Operators = at["operators"].Each(Operator),
            Nodes = at["nodes"].Each(Node),
            Entries = at["entries"].Each(Entry),
            Unanchored = at["unanchored"].Each(LeafJson.Read),
            Documents = Documents(at["documents"]),
            Proposals = at["proposals"].Each(Proposal),
            Receipts = Receipts(at.Optional("receipts")),
            LaterSections =
                [.. at.Members().Select(member => member.Name).Where(name => !Sections.Contains(name))],
        };
    }

    private static Dictionary<Bytes32, SaltedDocument> Receipts(JsonAt? at)
    {
        var receipts = new Dictionary<Bytes32, SaltedDocument>();
        foreach (var member in at is null ? [] : at.Members().ToList())
        {
            var receipt = at![member.Name].Closed("salt", "text");
            receipts[Bytes32.TryParse(member.Name, out var leaf) ? leaf : throw receipt.Refused("not the hash of a leaf")] =
                new SaltedDocument(receipt["salt"].Word(), receipt["text"].Text());
        }
        return receipts;
    }

    private static BundleContracts Contracts(JsonAt at)
    {
        at.Closed("actionLedger", "policyRegistry", "agentRegistry", "operatorRegistry", "authority", "governor");
        return new BundleContracts(at["actionLedger"].Address(), at["policyRegistry"].Address(),
            at["agentRegistry"].Address(), at["operatorRegistry"].Address(), at["authority"].Address(),
            at["governor"].OrNone(governor => governor.Address()));
    }

    private static AccountProof Proof(JsonAt at)
    {
        at.Closed("address", "accountProof", "storageProof");
        return new AccountProof(at["address"].Address(), at["accountProof"].Each(node => node.Bytes()),
            at["storageProof"].Each(slot =>
            {
                slot.Closed("key", "value", "proof");
                return new SlotProof(slot["key"].Word(), slot["value"].Word(),
                    slot["proof"].Each(node => node.Bytes()));
            }));
    }

    private static BundleAgent Agent(JsonAt at)
    {
        at.Closed("agentId", "name", "publications", "compositions", "spends");
        return new BundleAgent(at["agentId"].Number(), at["name"].Text(), History(at["publications"], Publication),
            History(at["compositions"], Composition), at["spends"].Each(Spends));
    }

    private static VaultSpends Spends(JsonAt at)
    {
        at.Closed("vault", "before", "steps");
        return new VaultSpends(at["vault"].Address(), at["before"].Word(), at["steps"].Each(step =>
        {
            step.Closed("number", "opened", "action", "asset", "to", "amount", "epoch");
            return new VaultSpend(step["number"].UInt64(), step["opened"].Word(), step["action"].Word(),
                step["asset"].Address(), step["to"].Address(), step["amount"].Number(), step["epoch"].UInt64());
        }));
    }

    private static BundleFreezes Freezes(JsonAt at)
    {
        at.Closed("what", "id", "before", "steps");
        return new BundleFreezes(FreezeTarget.Of(at["what"].Byte(), at["id"].Number()), Steps(at, step =>
        {
            step.Closed("on", "block");
            return new FreezeStep(step["on"].Byte(), step["block"].UInt64());
        }));
    }

    private static BundleOperator Operator(JsonAt at)
    {
        at.Closed("operatorId", "leases", "keys");
        return new BundleOperator(at["operatorId"].Number(), History(at["leases"], Lease), History(at["keys"], Key));
    }

    private static BundleNode Node(JsonAt at)
    {
        at.Closed("node", "checkpoints");
        var checkpoints = at["checkpoints"].Each(Checkpoint);
        return checkpoints.Length > 0
            ? new BundleNode(at["node"].Address(), checkpoints)
            : throw at["checkpoints"].Refused("a node has at least one checkpoint");
    }

    private static Checkpoint Checkpoint(JsonAt at)
    {
        at.Closed("number", "head", "streamsRoot", "streams", "leaves", "block", "time", "leases");
        return new Checkpoint(at["number"].UInt64(), at["head"].Word(), at["streamsRoot"].Word(),
            at["streams"].UInt32(), at["leaves"].UInt64(), at["block"].UInt64(), at["time"].UInt64(),
            at["leases"].Word());
    }

    private static BundleEntry Entry(JsonAt at)
    {
        at.Closed("node", "number", "searched", "path", "stream", "operatorId", "leaseEpoch", "fromSeq", "toSeq",
            "prevHead", "head", "leavesRoot", "state", "leaves");
        var entry = new StreamEntry(StreamId.Of(at["stream"].Word()), at["operatorId"].Number(),
            at["leaseEpoch"].UInt64(), at["fromSeq"].UInt64(), at["toSeq"].UInt64(), at["prevHead"].Word(),
            at["head"].Word(), at["leavesRoot"].Word(), at["state"].Word());
        return new BundleEntry(at["node"].Address(), at["number"].UInt64(), StreamId.Of(at["searched"].Word()),
            at["path"].Each(level =>
            {
                level.Closed("key", "sibling");
                return new SearchStep(level["key"].Word(), level["sibling"].Word());
            }),
            entry, at["leaves"].Each(LeafJson.Read));
    }

    private static Dictionary<Bytes32, string> Documents(JsonAt at)
    {
        var documents = new Dictionary<Bytes32, string>();
        foreach (var member in at.Members())
        {
            if (!Bytes32.TryParse(member.Name, out var hash) || hash.ToString() != member.Name)
                throw at.Refused($"'{member.Name}' is not 32 bytes in lower-case hex");
            documents.Add(hash, at[member.Name].Text());
        }
        return documents;
    }

    private static BundleProposal Proposal(JsonAt at)
    {
        at.Closed("id", "targets", "values", "calldatas", "description", "tallies");
        return new BundleProposal(at["id"].Number(), at["targets"].Each(target => target.Address()),
            at["values"].Each(value => value.Number()), at["calldatas"].Each(call => call.Bytes()),
            at["description"].Text(), at["tallies"].OrNull(tallies =>
            {
                tallies.Closed("against", "for", "abstain");
                return new BundleTallies(
                    tallies["against"].Number(), tallies["for"].Number(), tallies["abstain"].Number());
            }));
    }

    private static History<TStep> History<TStep>(JsonAt at, Func<JsonAt, TStep> read)
        where TStep : IHistoryStep => Steps(at.Closed("before", "steps"), read);

    private static History<TStep> Steps<TStep>(JsonAt at, Func<JsonAt, TStep> read)
        where TStep : IHistoryStep => new(at["before"].Word(), at["steps"].Each(read));

    private static PublicationStep Publication(JsonAt at)
    {
        at.Closed("root", "limitsHash", "block");
        return new PublicationStep(at["root"].Word(), at["limitsHash"].Word(), at["block"].UInt64());
    }

    private static CompositionStep Composition(JsonAt at)
    {
        at.Closed("composition", "operatorId", "vault", "block");
        return new CompositionStep(at["composition"].Word(), at["operatorId"].Number(), at["vault"].Address(),
            at["block"].UInt64());
    }

    private static LeaseStep Lease(JsonAt at)
    {
        at.Closed("shard", "node", "epoch", "block");
        var shard = at["shard"].Byte();
        return shard < Shard.Count
            ? new LeaseStep(Shard.Of(shard), at["node"].Address(), at["epoch"].UInt64(), at["block"].UInt64())
            : throw at["shard"].Refused("not a shard from 0 to 63");
    }

    private static KeyStep Key(JsonAt at)
    {
        at.Closed("key", "role", "on", "block");
        return new KeyStep(at["key"].Address(), at["role"].Byte(), at["on"].Byte(), at["block"].UInt64());
    }
}
