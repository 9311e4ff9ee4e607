using System.Text.Json.Nodes;
using DecentralizedAi.Chain.Abi;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Tests.Dao;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Feed;

[Collection(LocalDaoCollection.Name)]
public sealed class LyingEndpointTests(LocalDao dao)
{
    private static readonly Dictionary<string, Func<string, JsonNode?, JsonNode?>> AllLies = new()
    {
        ["the root of a publication"] = (m, r) => m == "eth_getLogs"
            ? Lies.FlipTopic(r, EventTopic.Of<PolicyRegistryAbi.PublishedEvent>(), 2) : null,
        ["the limits of a publication"] = (m, r) => m == "eth_getLogs"
            ? Lies.FlipWord(r, EventTopic.Of<PolicyRegistryAbi.PublishedEvent>(), 0) : null,
        ["a hidden publication"] = (m, r) => m == "eth_getLogs"
            ? Lies.Without(r, EventTopic.Of<PolicyRegistryAbi.PublishedEvent>()) : null,
        ["a hidden freeze"] = (m, r) => m == "eth_getLogs"
            ? Lies.Without(r, EventTopic.Of<PolicyRegistryAbi.FrozenEvent>()) : null,
        ["another composition"] = (m, r) => m == "eth_getLogs"
            ? Lies.FlipTopic(r, EventTopic.Of<AgentRegistryAbi.AssignedEvent>(), 2) : null,
        ["another name"] = (m, r) => m == "eth_getLogs"
            ? Lies.FlipWord(r, EventTopic.Of<AgentRegistryAbi.NamedEvent>(), 1) : null,
        ["a hidden lease"] = (m, r) => m == "eth_getLogs"
            ? Lies.Without(r, EventTopic.Of<ActionLedgerAbi.TakenEvent>()) : null,
        ["another holder of a lease"] = (m, r) => m == "eth_getLogs"
            ? Lies.FlipTopic(r, EventTopic.Of<ActionLedgerAbi.TakenEvent>(), 2) : null,
        ["a hidden spend"] = (m, r) => m == "eth_getLogs"
            ? Lies.Without(r, EventTopic.Of<AgentVaultAbi.SpentEvent>()) : null,
        ["a smaller spend"] = (m, r) => m == "eth_getLogs"
            ? Lies.FlipWord(r, EventTopic.Of<AgentVaultAbi.SpentEvent>(), 1) : null,
        ["another streams root"] = (m, r) => m == "eth_getLogs"
            ? Lies.FlipWord(r, EventTopic.Of<ActionLedgerAbi.CheckpointedEvent>(), 0) : null,
        ["a hidden key"] = (m, r) => m == "eth_getLogs"
            ? Lies.Without(r, EventTopic.Of<OperatorRegistryAbi.KeySetEvent>()) : null,
        ["a hidden enrolment"] = (m, r) => m == "eth_getLogs"
            ? Lies.Without(r, EventTopic.Of<AgentRegistryAbi.EnrolledEvent>()) : null,
        ["a hidden status"] = (m, r) => m == "eth_getLogs"
            ? Lies.Without(r, EventTopic.Of<OperatorRegistryAbi.StatusSetEvent>()) : null,
        ["no events at all"] = (m, _) => m == "eth_getLogs" ? new JsonArray() : null,
        ["the value of a slot"] = (m, r) => m == "eth_getProof" ? FlipValue(r!) : null,
        ["a node of a storage proof"] = (m, r) => m == "eth_getProof" ? FlipNode(r!) : null,
        ["a node of an account proof"] = (m, r) => m == "eth_getProof" ? FlipAccount(r!) : null,
        ["the state root of the header"] = (m, r) => m == "eth_getBlockByNumber" ? FlipHeader(r!, "stateRoot") : null,
        ["the time of the header"] = (m, r) => m == "eth_getBlockByNumber" ? FlipHeader(r!, "timestamp") : null,
        ["a number where a hash is"] = (m, r) => m == "eth_getBlockByNumber" ? With(r!, "hash", 7) : null,
        ["a number of a thousand bits"] = (m, r) => m == "eth_getBlockByNumber"
            ? With(r!, "number", "0x1" + new string('0', 250)) : null,
        ["a word where logs are"] = (m, _) => m == "eth_getLogs" ? "none" : null,
        ["logs without data"] = (m, r) => m == "eth_getLogs" ? EachWith(r!, "data", "0x") : null,
        ["logs without topics"] = (m, r) => m == "eth_getLogs" ? EachWith(r!, "topics", new JsonArray()) : null,
        ["a proof of another shape"] = (m, _) => m == "eth_getProof" ? new JsonObject { ["accountProof"] = 1 } : null,
        ["views that return nothing"] = (m, _) => m == "eth_call" ? "0x" : null,
        ["another ancestor"] = (m, r) => m == "eth_getBlockByHash" ? FlipHeader(r!, "extraData", "0x01") : null,
    };

    public static TheoryData<string> Names => [.. AllLies.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_lie_is_noticed_and_nothing_is_believed(string name)
    {
        var agent = await AgentAsync();
        await using var proxy = new LyingProxy(dao.Chain.Host.Rpc) { Lie = AllLies[name] };
        await using var feed = new FeedReader(dao.Deployed, agent.Operator, [proxy.Endpoint]);
        var trouble = await feed.TroubleAsync();
        Assert.True(trouble.Code is "DAI-4103" or "DAI-4101", trouble.Message);
        // The code stands before it wherever it is shown.
        Assert.DoesNotContain("DAI-", trouble.Message);
    }

    [Fact]
    public async Task Two_honest_endpoints_outvote_a_liar()
    {
        var agent = await AgentAsync();
        await using var liar = new LyingProxy(dao.Chain.Host.Rpc) { Lie = AllLies["the state root of the header"] };
        using var second = new RpcEndpoint(dao.Chain.Host.Rpc);
        await using var feed = new FeedReader(
            dao.Deployed, agent.Operator, [liar.Endpoint, dao.Chain.Rpc, second], quorum: 2);
        Assert.Equal(agent.Root, (await feed.NextAsync()).Head.Agents[agent.Agent].PolicyRoot);
    }

    [Fact]
    public async Task A_liar_with_honest_headers_is_left_for_the_next_endpoint()
    {
        var agent = await AgentAsync();
        await using var liar = new LyingProxy(dao.Chain.Host.Rpc) { Lie = AllLies["the root of a publication"] };
        await using var feed = new FeedReader(
            dao.Deployed, agent.Operator, [liar.Endpoint, dao.Chain.Rpc], quorum: 2);
        Assert.Equal(agent.Root, (await feed.NextAsync()).Head.Agents[agent.Agent].PolicyRoot);
    }

    [Fact]
    public async Task Endpoints_on_two_forks_stop_everything()
    {
        var agent = await AgentAsync();
        await using var other = new Tests.LocalChainBox();
        await using var feed = new FeedReader(
            dao.Deployed, agent.Operator, [dao.Chain.Rpc, await other.RpcAsync()], quorum: 2);
        Assert.Contains("2 hashes on 2 endpoints", (await feed.TroubleAsync()).Message);
    }

    [Fact]
    public async Task A_hidden_freeze_of_a_payee_is_noticed_where_the_payee_is_watched()
    {
        var agent = await HostedAgent.CreateAsync(dao, $"hider-{Environment.TickCount64}");
        await new Chain.Dao.PolicyService(dao.Contracts, dao.Reader).FreezeAsync(
            dao.Holders[0], FreezeTarget.Payee(agent.Payee), LocalChain.Patience);
        await using var proxy = new LyingProxy(dao.Chain.Host.Rpc) { Lie = AllLies["a hidden freeze"] };
        await using var feed = new FeedReader(
            dao.Deployed, agent.Operator, [proxy.Endpoint], payees: () => [agent.Payee]);
        Assert.Contains("freezes of 3/", (await feed.TroubleAsync()).Message);
    }

    private static HostedAgent? _agent;

    private async Task<HostedAgent> AgentAsync()
    {
        if (_agent is null || _agent.Dao != dao)
        {
            _agent = await HostedAgent.CreateAsync(dao, "lied-about");
            await _agent.TakeAndCheckpointAsync();
            await _agent.SpendAsync(_agent.Order(1, 3));
            var policies = new Chain.Dao.PolicyService(dao.Contracts, dao.Reader);
            await policies.FreezeAsync(
                dao.Holders[0], FreezeTarget.Agent(UInt256.Of(_agent.Agent)), LocalChain.Patience);
        }
        return _agent;
    }

    private static JsonNode With(JsonNode parent, string name, JsonNode value)
    {
        parent[name] = value;
        return parent;
    }

    private static JsonNode EachWith(JsonNode list, string name, JsonNode value)
    {
        foreach (var item in list.AsArray())
            item![name] = value.DeepClone();
        return list;
    }

    private static JsonNode FlipValue(JsonNode proof)
    {
        var slot = proof["storageProof"]!.AsArray().FirstOrDefault();
        if (slot is not null)
            slot["value"] = Lies.Flip((string)slot["value"]!);
        return proof;
    }

    private static JsonNode FlipNode(JsonNode proof)
    {
        var nodes = proof["storageProof"]!.AsArray().FirstOrDefault()?["proof"]!.AsArray();
        if (nodes is { Count: > 0 })
            nodes[^1] = Lies.Flip((string)nodes[^1]!);
        return proof;
    }

    private static JsonNode FlipAccount(JsonNode proof)
    {
        var nodes = proof["accountProof"]!.AsArray();
        nodes[^1] = Lies.Flip((string)nodes[^1]!);
        return proof;
    }

    private static JsonNode FlipHeader(JsonNode block, string field, string? value = null)
    {
        block[field] = value ?? Lies.Flip((string)block[field]!);
        return block;
    }
}
