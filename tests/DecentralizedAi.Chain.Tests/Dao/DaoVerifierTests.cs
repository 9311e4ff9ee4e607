using DecentralizedAi.Chain.Abi;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Deployment;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Encoding;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Dao;

[Collection(LocalDaoCollection.Name)]
public sealed class DaoVerifierTests(LocalDao dao)
{
    private readonly CancellationToken _patience = LocalChain.Patience;

    private DaoManifest Manifest => dao.Deployed.Manifest;

    [Fact]
    public async Task A_DAO_as_it_was_deployed_has_no_difference()
    {
        var checks = await new DaoVerifier(dao.Chain.Rpc, Manifest).RunAsync(_patience);
        Assert.DoesNotContain(checks, check => !check.Holds);
        // Nine contracts with template, hash, constructor and address, roles, wiring and constants.
        Assert.True(checks.Count > 80, $"{checks.Count} checks");
    }

    [Theory]
    [InlineData("actionLedger")]
    [InlineData("policyRegistry")]
    [InlineData("agentRegistry")]
    [InlineData("operatorRegistry")]
    [InlineData("agentVault")]
    [InlineData("authority")]
    [InlineData("governor")]
    [InlineData("token")]
    public async Task Other_code_is_found(string id)
    {
        var contract = Manifest.Deployment!.Contracts.Single(c => c.Planned.Id == id).Planned;
        var code = Hex.Decode((await dao.Chain.Rpc.CallAsync(
            new RpcCall("eth_getCode", contract.Address.ToLower(), "latest"), _patience)).GetString()!);
        // An instruction that no call of the check reaches: the very last byte.
        code[^1] ^= 1;
        var found = await DifferencesAsync(new RpcCall("anvil_setCode", contract.Address.ToLower(), Hex.Encode(code)));
        Assert.Contains(found, difference => difference.What == $"{id}.code");
        Assert.Contains(found, difference => difference.What == $"{id}.codeHash");
    }

    [Fact]
    public async Task Another_immutable_value_is_found()
    {
        var ledger = Manifest.ActionLedger.Address;
        var code = Hex.Decode((await dao.Chain.Rpc.CallAsync(
            new RpcCall("eth_getCode", ledger.ToLower(), "latest"), _patience)).GetString()!);
        var artifact = ContractArtifacts.Of("ActionLedger");
        foreach (var (start, _) in artifact.Immutables)
        {
            if (UInt256.OfWord(Bytes32.Of(code.AsSpan(start, 32))) == UInt256.Of(600))
                UInt256.Of(601).ToWord().CopyTo(code.AsSpan(start, 32));
        }
        Assert.True(artifact.IsCodeOf(code));
        var found = await DifferencesAsync(new RpcCall("anvil_setCode", ledger.ToLower(), Hex.Encode(code)));
        Assert.Equal(["actionLedger.codeHash", "actionLedger.constructor", "contracts.actionLedger.codeHash",
            "actionLedger.maxLogAge"], found.Select(difference => difference.What));
        Assert.Equal(("600", "601"), (found[^1].Expected, found[^1].Found));
    }

    [Fact]
    public async Task Other_arguments_than_the_manifest_says_are_found()
    {
        var made = Manifest.Deployment!;
        var contracts = made.Contracts.Select(created =>
        {
            if (created.Planned.Id != "policyRegistry")
                return created;
            var words = created.Planned.Arguments.ToArray();
            words[^1]++;
            return created with { Planned = created.Planned with { Arguments = words } };
        });
        var lying = Manifest with { Deployment = made with { Contracts = [.. contracts] } };
        var checks = await new DaoVerifier(dao.Chain.Rpc, lying).RunAsync(_patience);
        Assert.Equal(["factory.plan", "policyRegistry.constructor", "policyRegistry.immunity"],
            checks.Where(check => !check.Holds).Select(check => check.What));
    }

    [Theory]
    [InlineData("grantRole(bytes32,address)", "PROPOSER_ROLE", "authority.proposer")]
    [InlineData("grantRole(bytes32,address)", "EXECUTOR_ROLE", "authority.executor")]
    [InlineData("grantRole(bytes32,address)", "CANCELLER_ROLE", "authority.canceller")]
    [InlineData("grantRole(bytes32,address)", "", "authority.admin")]
    [InlineData("grantRole(bytes32,address)", "OTHER_ROLE", "authority.role")]
    public async Task A_second_holder_of_a_role_is_found(string function, string role, string what)
    {
        var word = role.Length == 0 ? default : Keccak256.Hash(role);
        var found = await DifferencesAsync(AsAuthority(
            Manifest.Authority.Address, function, word, dao.Holders[0].Account.Word));
        var difference = Assert.Single(found);
        Assert.StartsWith(what, difference.What, StringComparison.Ordinal);
        Assert.Contains(dao.Holders[0].Account.ToString(), difference.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_that_was_voted_since_is_told_and_is_no_difference()
    {
        var told = await FindAsync(check => check.Changed, AsAuthority(
            Manifest.Authority.Address, "updateDelay(uint256)", UInt256.Of(1).ToWord()));
        var changed = Assert.Single(told);
        Assert.True(changed.Holds);
        Assert.Equal("authority.getMinDelay: founded with 2, by vote 1", changed.ToString());
    }

    [Fact]
    public async Task Another_chain_is_found_before_anything_else()
    {
        var made = Manifest.Deployment!;
        var elsewhere = Manifest with { Deployment = made with { Genesis = made.Plan } };
        var checks = await new DaoVerifier(dao.Chain.Rpc, elsewhere).RunAsync(_patience);
        Assert.Equal("chain.genesis", Assert.Single(checks, check => !check.Holds).What);
        Assert.Equal(2, checks.Count);
    }

    private RpcCall[] AsAuthority(Address to, string function, params Bytes32[] words)
    {
        var from = Manifest.Authority.Address.ToLower();
        byte[] data = [.. Keccak256.Hash(function).ToArray()[..4], .. words.SelectMany(w => w.ToArray())];
        return
        [
            new RpcCall("anvil_setBalance", from, "0xde0b6b3a7640000"), new RpcCall("anvil_impersonateAccount", from),
            new RpcCall("eth_sendTransaction", new { from, to = to.ToLower(), data = Hex.Encode(data) }),
            new RpcCall("evm_mine"),
        ];
    }

    // What is found after some changes; the chain is then as it was before.
    private Task<IReadOnlyList<DaoCheck>> DifferencesAsync(params RpcCall[] changes) =>
        FindAsync(check => !check.Holds, changes);

    private async Task<IReadOnlyList<DaoCheck>> FindAsync(Func<DaoCheck, bool> wanted, params RpcCall[] changes)
    {
        var rpc = dao.Chain.Rpc;
        var before = (await rpc.CallAsync(new RpcCall("evm_snapshot"), _patience)).GetString();
        try
        {
            foreach (var change in changes)
                await rpc.CallAsync(change, _patience);
            var checks = await new DaoVerifier(rpc, Manifest).RunAsync(_patience);
            return [.. checks.Where(wanted)];
        }
        finally
        {
            await rpc.CallAsync(new RpcCall("evm_revert", before), _patience);
        }
    }
}
