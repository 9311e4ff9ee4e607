using System.Globalization;
using DecentralizedAi.Chain.Abi;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Deployment;

/// <summary>One thing of a manifest that was looked for on the chain.</summary>
/// <param name="What">Contract and property: <c>actionLedger.finality</c>.</param>
/// <param name="Voted">A setting that holders may vote anew: another value than the founding's is no difference.</param>
public sealed record DaoCheck(string What, string Expected, string Found, bool Voted = false)
{
    public bool Holds => Expected == Found || Voted;

    /// <summary>A vote has changed it since the founding.</summary>
    public bool Changed => Expected != Found && Voted;

    public override string ToString() => Changed
        ? $"{What}: founded with {Expected}, by vote {Found}"
        : $"{What}: expected {Expected}, found {Found}";
}

/// <summary>
/// Compares a manifest with the chain: code, immutable values, who owns what, the timelock's roles, constants, vaults.
/// </summary>
/// <remarks>
/// It believes one endpoint at its head. The code that a contract has to have is computed by running its constructor
/// on that endpoint with the manifest's arguments, and its template is compared with the code of this program.
/// </remarks>
public sealed class DaoVerifier(RpcEndpoint rpc, DaoManifest manifest)
{
    private readonly List<DaoCheck> _checks = [];
    private readonly ContractViews _views = new(rpc, RevertDecoder.OfDao());
    private readonly DaoContracts _dao = DaoContracts.Of(manifest);
    private readonly DeploymentRecord _made = manifest.Deployment!;

    /// <summary>Everything that was looked at, in order.</summary>
    /// <exception cref="RpcUnreachableException">No answer.</exception>
    public async Task<IReadOnlyList<DaoCheck>> RunAsync(CancellationToken cancellation)
    {
        await ChainAsync(cancellation).ConfigureAwait(false);
        if (_checks.Exists(check => !check.Holds))
            return _checks;
        Plan();
        await CodeAsync(cancellation).ConfigureAwait(false);
        foreach (var view in ExpectedViews.Of(manifest))
            _checks.Add(new DaoCheck($"{view.Id}.{view.Function}", view.Expected, await _views.TextAsync(
                view.Contract, view.Artifact, view.Function, view.Words, cancellation).ConfigureAwait(false),
                ExpectedViews.IsVoted(view)));
        if (manifest.Governor is not null)
            _checks.AddRange(await new TimelockRoles(rpc, _dao).CheckAsync(cancellation).ConfigureAwait(false));
        await VaultsAsync(cancellation).ConfigureAwait(false);
        return _checks;
    }

    private void Add(string what, string expected, string found) => _checks.Add(new DaoCheck(what, expected, found));

    private async Task ChainAsync(CancellationToken cancellation)
    {
        var answers = await rpc.BatchAsync(
            [new RpcCall("eth_chainId"), new RpcCall("eth_getBlockByNumber", "0x0", false)], cancellation)
            .ConfigureAwait(false);
        Add("chain.id", manifest.ChainId.ToString(CultureInfo.InvariantCulture),
            answers[0].ToNumber().ToString(CultureInfo.InvariantCulture));
        Add("chain.genesis", _made.Genesis.ToString(), answers[1].Word("hash").ToString());
    }

    // The addresses commit to the plan, and the plan to every code and argument; nothing of this needs the chain.
    private void Plan()
    {
        for (var i = 0; i < _made.Contracts.Count; i++)
            Add($"{_made.Contracts[i].Planned.Id}.address", DaoPlan.Created(_made.Factory, (ulong)i + 1).ToString(),
                _made.Contracts[i].Planned.Address.ToString());
        Add("factory.plan", _made.Plan.ToString(), DaoPlan.HashOf(
            [.. _made.Contracts.Select(c => c.Planned)], _made.Salt).ToString());
    }

    private async Task CodeAsync(CancellationToken cancellation)
    {
        var factory = new PlannedContract("factory", "DaoFactory", _made.Factory,
            (byte[])[.. _made.Owner.Word.ToArray(), .. _made.Plan.ToArray()]);
        var code = await CodeOfAsync(_made.Factory, cancellation).ConfigureAwait(false);
        Template(factory, code);
        Add("factory.codeHash", _made.FactoryCodeHash.ToString(), Keccak256.Hash(code).ToString());
        foreach (var created in _made.Contracts)
        {
            code = await CodeOfAsync(created.Planned.Address, cancellation).ConfigureAwait(false);
            Template(created.Planned, code);
            Add($"{created.Planned.Id}.codeHash", created.CodeHash.ToString(), Keccak256.Hash(code).ToString());
            Add($"{created.Planned.Id}.constructor", Keccak256.Hash(code).ToString(),
                await ConstructedAsync(created.Planned, cancellation).ConfigureAwait(false));
        }
        foreach (var (id, named) in ManifestContracts())
            Add($"contracts.{id}.codeHash", named.CodeHash.ToString(), Keccak256.Hash(
                await CodeOfAsync(named.Address, cancellation).ConfigureAwait(false)).ToString());
    }

    private IEnumerable<(string Id, DeployedContract Named)> ManifestContracts()
    {
        yield return ("actionLedger", manifest.ActionLedger);
        yield return ("policyRegistry", manifest.PolicyRegistry);
        yield return ("agentRegistry", manifest.AgentRegistry);
        yield return ("operatorRegistry", manifest.OperatorRegistry);
        yield return ("authority", manifest.Authority);
        if (manifest.Governor is { } governor)
            yield return ("governor", governor);
    }

    private void Template(PlannedContract planned, byte[] code) => Add($"{planned.Id}.code", planned.Contract,
        ContractArtifacts.Of(planned.Contract).IsCodeOf(code) ? planned.Contract
            : code.Length == 0 ? "no code" : $"other code of {code.Length} bytes, {Keccak256.Hash(code)}");

    // The constructor runs again at the contract's own address, with empty storage, and returns the code it leaves.
    private async Task<string> ConstructedAsync(PlannedContract planned, CancellationToken cancellation)
    {
        var request = new { from = _made.Factory.ToLower(), to = planned.Address.ToLower() };
        var altered = new Dictionary<string, object>
        {
            [planned.Address.ToLower()] = new
            {
                code = Hex.Encode(planned.Init), state = new Dictionary<string, string>(),
            },
        };
        try
        {
            var answer = await rpc.CallAsync(new RpcCall("eth_call", request, "latest", altered), cancellation)
                .ConfigureAwait(false);
            return Keccak256.Hash(Hex.Decode(answer.GetString() ?? "0x")).ToString();
        }
        catch (RpcRefusedException refusal)
        {
            return $"the constructor refuses: {refusal.Text}";
        }
    }

    private async Task VaultsAsync(CancellationToken cancellation)
    {
        var count = await _views.TextAsync(_dao.AgentRegistry, "AgentRegistry", "agentCount", default, cancellation)
            .ConfigureAwait(false);
        for (ulong agent = 1; ulong.TryParse(count, out var agents) && agent <= agents; agent++)
        {
            var word = UInt256.Of(agent).ToWord().ToArray();
            var vault = await _views.TextAsync(_dao.AgentRegistry, "AgentRegistry", "vaultOf", word, cancellation)
                .ConfigureAwait(false);
            byte[] clone =
            [
                .. Hex.Decode("0x363d3d373d3d3d363d73"), .. _dao.VaultImplementation.ToArray(),
                .. Hex.Decode("0x5af43d82803e903d91602b57fd5bf3"), .. word,
            ];
            var code = Address.TryParse(vault, out var address)
                ? await CodeOfAsync(address, cancellation).ConfigureAwait(false)
                : [];
            Add($"agent {agent}.vault {vault}", Hex.Encode(clone), Hex.Encode(code));
        }
    }

    private async Task<byte[]> CodeOfAsync(Address address, CancellationToken cancellation) => Hex.Decode(
        (await rpc.CallAsync(DeploymentFactory.CodeOf(address), cancellation).ConfigureAwait(false)).GetString()
        ?? "0x");
}
