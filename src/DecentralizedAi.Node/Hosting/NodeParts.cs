using System.Text.Json.Nodes;
using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Chain.Bundles;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Feed;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Inference.Native;
using DecentralizedAi.Inference.Prompts;
using DecentralizedAi.Node.Http;
using DecentralizedAi.Node.Metrics;
using DecentralizedAi.Node.Plugins;
using DecentralizedAi.Runtime.Cluster;
using DecentralizedAi.Storage;
using DecentralizedAi.Tools;
using DecentralizedAi.Tools.Plugins;
using DecentralizedAi.Tools.Web;
using Microsoft.Extensions.Logging;

namespace DecentralizedAi.Node.Hosting;

/// <summary>The adapters of one node, made once and handed to the actors as ports.</summary>
internal sealed class NodeParts : IDisposable
{
    private readonly DaiConfiguration _configuration;
    private readonly NodeCommandLine _line;
    private readonly ILogger _log;
    private readonly TimeProvider _clock;
    private readonly DeployedDao _dao;
    private readonly List<RpcEndpoint> _endpoints;
    private readonly RevertDecoder _reverts = RevertDecoder.OfDao();
    private readonly NodeKeys _keys;
    private readonly IOperatorDatabase _database;
    private readonly SqlJournal _journal;
    private readonly ModelShelf _models;
    private readonly ModelMeter _meter;
    private readonly PageReader _pages = new();
    private readonly VaultBalance _balances;
    private readonly PluginShelf _plugins;

    /// <summary>Reads what the configuration names and opens the database.</summary>
    /// <param name="stop">Ends a wait for the database's server.</param>
    /// <exception cref="NodeFaultException">DAI-6004.</exception>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    /// <exception cref="ConfigurationException">An agent's folder is not as it has to be.</exception>
    /// <exception cref="Inference.ModelException">A prompt is no template, or calls something.</exception>
    /// <exception cref="Chain.ChainException">Manifest or keys cannot be read.</exception>
    public static async Task<NodeParts> OpenAsync(
        DaiConfiguration configuration, NodeCommandLine line, ILogger log, TimeProvider clock, Task stop)
    {
        var dao = DaoFiles.Read(configuration.Chain.Manifest);
        var keys = NodeKeys.Read(line.Folder, configuration.Node.Keys);
        var database = await NodeDatabase.OpenAsync(configuration.Store, log, clock, stop);
        return new NodeParts(configuration, line, log, clock, dao, keys, database);
    }

    private NodeParts(
        DaiConfiguration configuration, NodeCommandLine line, ILogger log, TimeProvider clock, DeployedDao dao,
        NodeKeys keys, IOperatorDatabase database)
    {
        (_configuration, _line, _log, _clock) = (configuration, line, log, clock);
        (_dao, _keys, _database) = (dao, keys, database);
        _endpoints = [.. configuration.Chain.Rpc.Select(url => new RpcEndpoint(url))];
        _journal = new SqlJournal(database, clock);
        _balances = new VaultBalance(new QuorumReader(dao.Contracts, _endpoints, configuration.Chain.Quorum),
            new PolicyService(dao.Contracts, Reader));
        _plugins = new PluginShelf(Path.Combine(line.Folder, "plugins"),
            new PluginCapabilities(_pages, _balances, Path.Combine(line.Home, "plugins")),
            configuration.Plugins.InProcess, clock, log.PluginSaid);
        Agents = HostedAgents.Read(line.Home, configuration.Model.Default, _plugins.Take);
        var shape = new LlamaOptions(configuration.Model.Default, Bytes32.Zero)
        {
            Threads = configuration.Model.Threads, Sequences = configuration.Model.Sequences,
            Gpu = configuration.Model.GpuLayers != 0,
            GpuLayers = configuration.Model.GpuLayers,
        };
        _models = new ModelShelf(
            Agents.ModelFiles, configuration.Model.Default, shape, ModelShelf.OwnHost,
            new PromptShelf(Agents.Folders.SelectMany(folder => folder.Prompts).Select(prompt => prompt.Text)), clock,
            log.ModelHostSaid);
        _meter = new ModelMeter(_models, clock);
    }

    public HostedAgents Agents { get; }
    public ModelShelf Models => _models;
    public ModelMeter Meter => _meter;
    public Address Anchor => _keys.Anchor.Account;
    public Address Spender => _keys.Spender.Account;
    public AgentService Registry => new(_dao.Contracts, Reader);

    /// <summary>Rehearses the proposals of the DAO; where another DAO rules there are none.</summary>
    public RehearsalDesk Rehearsals(ReadOnlyMemory<byte> manifest)
    {
        if (_dao.Contracts.Governor is null)
            return new RehearsalDesk((_, _) => Task.FromResult<JsonObject?>(null), _clock);
        var rehearsals = new ProposalRehearsals(
            new GovernanceService(_dao.Contracts, Reader, _clock), new PolicyService(_dao.Contracts, Reader),
            new AttestationService(_dao.Contracts, Reader), Exporter, manifest);
        return new RehearsalDesk(rehearsals.OfAsync, _clock);
    }

    /// <summary>Logs as files, as <c>dai log export</c> writes them.</summary>
    public BundleDesk Bundles() => new(async (agent, cancellation) =>
        BundleWriter.Write((await Exporter.ExportAsync([agent], cancellation)).Bundle), _clock);

    private BundleExporter Exporter => new(
        _dao, _endpoints[0], new SqlBatchStore(_database), new SqlBodyStore(_database),
        hash => Agents.Compositions.GetValueOrDefault(hash)?.Document.ToJson());

    private ContractReader Reader => new(_endpoints[0], _reverts);

    /// <summary>The operator to which this node's anchor key is bound; null while it is to none.</summary>
    public Task<ulong?> OperatorAsync(CancellationToken cancellation) =>
        new OperatorService(_dao.Contracts, Reader).OperatorOfAsync(Anchor, cancellation);

    /// <summary>Limits of the DAO that this node serves, from its manifest and its ledger.</summary>
    public async Task<AgentLimits> LimitsAsync(CancellationToken cancellation)
    {
        var (age, unlogged) = await new LedgerService(_dao.Contracts, Reader).ConstantsAsync(cancellation);
        return new AgentLimits
        {
            StaleMoneyBlocks = _dao.Manifest.StaleMoney, MaxLogAge = age, MaxUnlogged = unlogged,
        };
    }

    /// <summary>
    /// The database knows every checkpoint of this node that the chain has: a batch is stored before it is sent. From
    /// one that does not, agents would write another history over the anchored one and act again on what it forgot.
    /// </summary>
    /// <exception cref="NodeFaultException">DAI-6030.</exception>
    public async Task DemandWholeDatabaseAsync(CancellationToken cancellation)
    {
        var anchored = (await new LedgerService(_dao.Contracts, Reader).NodeAsync(Anchor, cancellation)).Checkpoints;
        var stored = (await new SqlBatchStore(_database).LastOfAsync(Anchor, cancellation))?.Number ?? 0;
        if (anchored > stored)
            throw new NodeFaultException("DAI-6030", $"the chain has {anchored} checkpoints of node {Anchor} and the "
                + $"database knows {stored}: it is an old copy, or another one; stop, and put the newest in its place");
    }

    public RuntimePorts Ports(ulong operatorId, AgentLimits limits)
    {
        var contracts = _dao.Contracts;
        var domain = new SigningDomain(UInt256.Of(contracts.ChainId), contracts.ActionLedger);
        var bodies = new SqlBodyStore(_database);
        var batches = new SqlBatchStore(_database);
        var documents = new PolicyDocuments(new PolicyService(contracts, Reader));
        return new RuntimePorts
        {
            Domain = domain,
            Operator = operatorId,
            Feed = new ChainPolicyFeed(_dao, _endpoints, new FeedOptions
            {
                Operator = operatorId,
                Quorum = _configuration.Chain.Quorum,
                Interval = _configuration.Chain.Every,
                Accounts = [Anchor, Spender],
                PayeesToProve = () => documents.Payees,
                LogsToFind = () => documents.Events,
                Troubled = trouble => _log.Trouble(trouble.Code, trouble.Message),
            }, _clock),
            Documents = documents,
            Checkpoints = new ChainCheckpointReader(
                contracts, operatorId, _endpoints, _configuration.Chain.Quorum),
            Vault = new VaultCalls(),
            Ledger = new LedgerService(contracts, Reader),
            Spender = Writer(_keys.Spender),
            Anchor = Writer(_keys.Anchor),
            MostFee = _configuration.Chain.MostFee,
            Model = _meter,
            ModelTrouble = () => _meter.Trouble,
            Tools = Tools(domain, batches, bodies),
            Journal = _journal,
            Batches = batches,
            Compositions = Agents.Compositions,
            Recover = new NethereumSignatureRecovery().Recover,
            Time = _clock,
            Limits = limits,
            CheckpointEvery = _configuration.Log.CheckpointEvery,
            CheckpointLeaves = _configuration.Log.CheckpointLeaves,
        };
    }

    public void Dispose()
    {
        _models.Dispose();
        _plugins.Dispose();
        _pages.Dispose();
        _endpoints.ForEach(endpoint => endpoint.Dispose());
    }

    private ChainWriter Writer(EthereumKey key) => new(key, _endpoints[0], _dao.Contracts.ChainId, _reverts);

    private ToolHost Tools(SigningDomain domain, IBatchStore batches, IBodyStore bodies)
    {
        var folders = ToolFolders.Of(_line.Home);
        foreach (var folder in (string[])[folders.Documents, folders.Channels, folders.Drafts])
            Directory.CreateDirectory(folder);
        return BuiltInTools.Host(
            folders, _balances, new LogSearch(domain, batches, bodies), _pages, _clock, _plugins.Plugins);
    }
}
