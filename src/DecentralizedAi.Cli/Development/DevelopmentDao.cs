using System.Security.Cryptography;
using System.Text;
using DecentralizedAi.Authoring;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Hosting;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Cli.Nodes;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Policy;

namespace DecentralizedAi.Cli.Development;

/// <summary>
/// A whole DAO on this machine: chain, contracts, voters, one operator with its nodes, one agent with money. Both
/// <c>up</c> and <c>demo</c> are made of its three steps.
/// </summary>
internal sealed class DevelopmentDao(
    DevelopmentHome home, DevelopmentSettings settings, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>The first agent of a development DAO, and unless its settings say otherwise the only one.</summary>
    public const ulong AgentId = 1;

    private static readonly UInt256 Ether = UInt256.Of(1_000_000_000_000_000_000);
    private static readonly UInt256 Funding = UInt256.Of(5_000_000_000);

    // Replaced as a whole: others look at it while a node is started again.
    private IReadOnlyList<NodeProcess> _nodes = [];
    private IReadOnlyList<NodePlace> _places = [];
    private AnvilChainHost? _chain;
    private DaoServices? _services;

    public DevelopmentHome Home { get; } = home;
    public DevelopmentKeys Keys { get; } = DevelopmentKeys.Open(home);
    public IReadOnlyList<NodeProcess> Nodes => _nodes;
    public AnvilChainHost Chain => _chain ?? throw new InvalidOperationException("the chain was not started");
    public DaoServices Services => _services ?? throw new InvalidOperationException("the DAO was not deployed");
    public DaoContracts Contracts => Services.Contracts;
    public SigningDomain Domain => Services.Domain;
    public StreamId Stream => Services.StreamOf(AgentId);
    public Address Usdc => Contracts.DevToken ?? throw new InvalidOperationException("no development token");

    /// <summary>The vote that put the first policy in force.</summary>
    public Votes.Outcome? Founding { get; private set; }

    /// <summary>Starts the local chain and gives every key of the home what it needs for gas.</summary>
    public async Task StartChainAsync(CancellationToken cancellation)
    {
        var options = new AnvilOptions
        {
            Folder = Home.Chain, Binary = AnvilBinary.Find(settings.Root), Port = settings.ChainPort,
            Detached = settings.Detached,
        };
        _chain = await AnvilChainHost.StartAsync(options, clock, cancellation);
        foreach (var key in (EthereumKey[])[Keys.Deployer, Keys.Operator, Keys.Manager, Keys.Approver, Keys.Guardian,
            .. Keys.Holders])
            await _chain.GiveAsync(key.Account, UInt256.Of(100).SaturatingMultiply(Ether.ToUInt64()), cancellation);
        for (var index = 0; index < settings.Nodes; index++)
        {
            var (anchor, spender) = Keys.Node(index);
            await _chain.GiveAsync(anchor.Account, Ether, cancellation);
            await _chain.GiveAsync(spender.Account, Ether, cancellation);
        }
    }

    /// <summary>Goes on with the DAO of the home, after its chain was started again.</summary>
    /// <returns>False where there is none, or where its founding was interrupted: then it is made anew.</returns>
    public async Task<bool> TryReopenAsync(CancellationToken cancellation)
    {
        if (!File.Exists(Home.Manifest))
            return false;
        var services = new DaoServices(DaoFiles.Read(Home.Manifest).Contracts, new RpcEndpoint(Chain.Rpc), clock);
        if (await services.Agents.CountAsync(cancellation) < (ulong)settings.Agents.Count)
        {
            services.Dispose();
            return false;
        }
        _services = services;
        return true;
    }

    /// <summary>Deploys the contracts, founds operator and agent by vote, publishes the policy, funds the vault.
    /// </summary>
    /// <param name="startNodes">Called while the vote runs: nodes wait for its end by themselves.</param>
    public async Task DeployAsync(
        CompositionDocument composition, Func<CancellationToken, Task> startNodes, CancellationToken cancellation)
    {
        var endpoint = new RpcEndpoint(Chain.Rpc);
        using var deployer = DaoServices.SenderOf(Keys.Deployer, endpoint, Chain.ChainId, clock);
        var dao = await DaoDeployment.DeployAsync(deployer, DaoServices.ReaderOf(endpoint), new DaoSettings
        {
            Holders = [.. Keys.Holders.Select(key => new TokenHolder(key.Account, Ether.SaturatingMultiply(1000)))],
            DevTokenMinter = Keys.Deployer.Account,
        }, cancellation);
        _services = new DaoServices(dao.Contracts, endpoint, clock);
        DaoFiles.Write(Home.Manifest, dao.Manifest);
        var policies = (await WritePoliciesAsync(cancellation)).Select(Compile).ToList();
        // Different accounts send these, so they share blocks.
        var registering = RegisterAsync(cancellation);
        await Task.WhenAll([
            registering, StageAsync(deployer, policies, composition, cancellation),
            .. Keys.Holders.Select(holder => DelegateAsync(holder, cancellation)),
        ]);
        var operatorId = await registering;
        var funding = FundAsync(deployer, cancellation);
        Founding = await Votes.CarryAsync(Services, Keys.Holders,
        [
            Services.Operators.SetStatusCall(operatorId, OperatorStatus.Hosting),
            .. policies.SelectMany((policy, index) =>
                HireCalls(AgentId + (ulong)index, policy, operatorId, composition)),
            Services.Policies.SetGuardianCall(Keys.Guardian.Account, GuardianUntil()),
            .. settings.VoteSeconds is { } seconds
                ? (ProposalCall[])[Services.Governance.VotingPeriodCall(seconds)] : [],
        ], "Hire the treasurer: it pays the bills within the limits of its policy.", cancellation, startNodes);
        await funding;
    }

    /// <summary>Publishes another policy for the agent by vote.</summary>
    public async Task<Votes.Outcome> PublishAsync(string yaml, string description, CancellationToken cancellation)
    {
        var policy = Compile(yaml);
        using var sender = Services.Sender(Keys.Deployer);
        // Only its execution needs the document on chain, so it is staged while the holders vote.
        var staging = Services.Policies.StageAsync(sender, policy.Canonical, cancellation);
        var outcome = await Votes.CarryAsync(Services, Keys.Holders,
            [Services.Policies.PublishCall(AgentId, policy.Root, policy.Limits.Published)], description, cancellation);
        await staging;
        await File.WriteAllTextAsync(Home.Policy, yaml, cancellation);
        return outcome;
    }

    /// <summary>Starts the nodes; the first one is the seed of the cluster.</summary>
    public async Task StartNodesAsync(CancellationToken cancellation)
    {
        if (!File.Exists(Home.Token))
            DevelopmentKeys.WriteSecret(Home.Token, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
        Directory.CreateDirectory(Home.Documents);
        _places = settings.Places(LoopbackPort.Free(settings.Nodes));
        var written = settings.Configuration(Home, settings.NodeRpc(Chain.Rpc), _places);
        // What it says beside the places of this start is the operator's, such as 'plugins'.
        await File.WriteAllTextAsync(Home.Configuration, File.Exists(Home.Configuration)
            ? WrittenSections.Keep(written, await File.ReadAllTextAsync(Home.Configuration, cancellation)) : written,
            cancellation);
        _nodes = [.. _places.Select((_, index) => StartNode(index))];
    }

    /// <summary>Starts a node that has ended again, with its keys and its place in the cluster.</summary>
    public void RestartNode(int index) => _nodes =
    [
        .. _nodes.Select(node => node.Index == index ? StartNode(index) : node),
    ];

    public NodeClient Client(NodeProcess node) => Client(
        node.Index, node.Card() ?? throw new InvalidOperationException($"node {node.Index} is not ready"));

    /// <summary>A client of one start of a node.</summary>
    public NodeClient Client(int index, NodeCard card) =>
        new(new Uri(card.Http), File.ReadAllText(Home.Token).Trim(), _places[index].Connect);

    /// <summary>A vendor of the policy by name.</summary>
    public Address Vendor(string name) =>
        Keys.Vendor(settings.Vendors.ToList().IndexOf(name)).Account;

    /// <summary>USDC of an account, in its smallest unit.</summary>
    public Task<UInt256> BalanceAsync(Address account, CancellationToken cancellation) =>
        Services.Vaults.BalanceAsync(Usdc, account, cancellation);

    /// <summary>Spends that the agent's vault has counted.</summary>
    public async Task<ulong> SpendCountAsync(CancellationToken cancellation) =>
        (await Services.Vaults.ShowAsync(await Services.Agents.VaultOfAsync(AgentId, cancellation), cancellation))
            .NextNumber - 1;

    /// <summary>Stops the nodes in order, then the chain, whose state stays on disk.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        await Task.WhenAll(_nodes.Select(node => node.StopAsync(TimeSpan.FromSeconds(10), clock)));
        foreach (var node in _nodes)
            node.Dispose();
        _nodes = [];
        if (_chain is { } chain)
            await chain.StopAsync(cancellation);
        _chain = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (!settings.Detached)
            await StopAsync(CancellationToken.None);
        _services?.Dispose();
    }

    private NodeProcess StartNode(int index) =>
        NodeProcess.Start(Home, index, _places[index], settings.Detached);

    private ulong GuardianUntil() => (ulong)clock.GetUtcNow().AddYears(1).ToUnixTimeSeconds();

    private IEnumerable<ProposalCall> HireCalls(
        ulong id, PolicySnapshot policy, ulong operatorId, CompositionDocument composition) =>
    [
        .. Services.Agents.HireCalls(id, policy.Agent, operatorId, composition.Hash(), ""),
        Services.Policies.PublishCall(id, policy.Root, policy.Limits.Published),
    ];

    // Auditors find the composition by its hash, as they find the policies.
    private async Task StageAsync(
        TransactionSender deployer, IReadOnlyList<PolicySnapshot> policies, CompositionDocument composition,
        CancellationToken cancellation)
    {
        foreach (var policy in policies)
            await Services.Policies.StageAsync(deployer, policy.Canonical, cancellation);
        await Services.Policies.StageAsync(deployer, Encoding.UTF8.GetBytes(composition.ToJson()), cancellation);
    }

    private async Task DelegateAsync(EthereumKey holder, CancellationToken cancellation)
    {
        using var sender = Services.Sender(holder);
        await Services.Token.DelegateAsync(sender, holder.Account, cancellation);
    }

    // A founding that was interrupted did this already, or a part of it.
    private async Task<ulong> RegisterAsync(CancellationToken cancellation)
    {
        using var admin = Services.Sender(Keys.Operator);
        var operators = Services.Operators;
        var known = (await operators.ListAsync(cancellation))
            .FirstOrDefault(one => one.Admin == Keys.Operator.Account);
        var id = known?.Id ?? await operators.RegisterAsync(
            admin, Keys.Operator.Account, Keccak256.Hash(settings.Operator), cancellation);
        var calls = new List<Outgoing>();
        for (var index = 0; index < settings.Nodes; index++)
        {
            var (anchor, spender) = Keys.Node(index);
            foreach (var (key, call) in new[] { anchor, spender }.Zip(
                await operators.NodeCallsAsync(id, anchor, spender, cancellation)))
                if (known is null || await operators.OperatorOfAsync(key.Account, cancellation) is null)
                    calls.Add(call);
        }
        await admin.SendAllAsync(calls, cancellation);
        return id;
    }

    private async Task FundAsync(TransactionSender deployer, CancellationToken cancellation)
    {
        // The manager funds the agents that are hired later.
        var owners = new List<Address> { Keys.Manager.Account };
        // The vault's address is known before there is a vault.
        for (var id = AgentId; id < AgentId + (ulong)settings.Agents.Count; id++)
            owners.Add(await Services.Agents.VaultOfAsync(id, cancellation));
        var calls = new List<Outgoing>();
        foreach (var owner in owners)
            if ((await BalanceAsync(owner, cancellation)).IsZero)
                calls.Add(VaultService.MintCall(Usdc, owner, Funding));
        await deployer.SendAllAsync(calls, cancellation);
    }

    private async Task<IReadOnlyList<string>> WritePoliciesAsync(CancellationToken cancellation)
    {
        var example = await File.ReadAllTextAsync(
            Path.Combine(settings.Root, "governance", "policies", "treasurer.yaml"), cancellation);
        var people = new DevelopmentPeople(Usdc, Keys.Manager.Account, Keys.Approver.Account,
            [.. settings.Vendors.Select(name => (name, Vendor(name)))]);
        var written = settings.Agents.Select(agent => settings.Policy(example, agent, people)).ToList();
        await File.WriteAllTextAsync(Home.Policy, written[0], cancellation);
        return written;
    }

    private static PolicySnapshot Compile(string yaml) => PolicyFile.Compile(yaml) switch
    {
        CompileAnswer.Compiled compiled => compiled.Snapshot,
        CompileAnswer.Refused refused => throw new InvalidOperationException(
            $"the development policy does not compile: {refused.Faults[0]}"),
        var other => throw new InvalidOperationException($"unknown answer {other}"),
    };
}
