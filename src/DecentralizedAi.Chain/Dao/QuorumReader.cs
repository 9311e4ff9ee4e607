using DecentralizedAi.Chain.Abi;
using DecentralizedAi.Chain.Feed;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Encoding;
using Nethereum.ABI.FunctionEncoding;
using Nethereum.Contracts;

namespace DecentralizedAi.Chain.Dao;

/// <summary>Views at a block that a quorum of endpoints agrees on, believed where as many say the same.</summary>
/// <remarks>Where a token keeps its balances nobody knows beforehand, so no slot proves them.</remarks>
public sealed class QuorumReader(DaoContracts dao, IReadOnlyList<RpcEndpoint> endpoints, int quorum)
{
    private readonly HeadQuorum _quorum = new(endpoints, quorum);

    /// <summary>Root of the agent's policy and its vault.</summary>
    /// <exception cref="ChainException">No quorum answers, or none says the same.</exception>
    public async Task<(Bytes32 Root, Address Vault)> AgentAsync(ulong agent, CancellationToken cancellation)
    {
        var answers = await AskAsync(block =>
        [
            View(dao.PolicyRegistry, new PolicyRegistryAbi.PolicyOfFunction { AgentId = agent }, block),
            View(dao.AgentRegistry, new AgentRegistryAbi.VaultOfFunction { AgentId = agent }, block),
        ], cancellation).ConfigureAwait(false);
        var policy = new FunctionCallDecoder().DecodeFunctionOutput<PolicyRegistryAbi.PolicyOfOutput>(answers[0]);
        return (Bytes32.Of(policy.Value.Root), Address.OfWord(answers[1].ToWide().ToWord()));
    }

    /// <summary>What an account holds of each asset, in its smallest unit.</summary>
    /// <exception cref="ChainException">No quorum answers, or none says the same.</exception>
    public async Task<IReadOnlyList<UInt256>> BalancesAsync(
        IReadOnlyList<Address> assets, Address owner, CancellationToken cancellation)
    {
        var answers = await AskAsync(
            block => [.. assets.Select(asset => asset == VaultService.Native
                ? new RpcCall("eth_getBalance", owner.ToLower(), block)
                : View(asset, new DevTokenAbi.BalanceOfFunction { Account = owner.ToLower() }, block))],
            cancellation).ConfigureAwait(false);
        return [.. answers.Select(answer => answer.ToWide())];
    }

    private async Task<string[]> AskAsync(Func<string, RpcCall[]> calls, CancellationToken cancellation)
    {
        var head = await _quorum.ReadAsync(cancellation).ConfigureAwait(false);
        var answers = await QuorumViews.AskAsync(
            head.Endpoints, quorum, calls(RpcValues.Quantity(head.Header.Head.Number)), cancellation)
            .ConfigureAwait(false);
        return [.. answers.Select(answer => answer.GetString() ?? "")];
    }

    private static RpcCall View<T>(Address contract, T message, string block) where T : FunctionMessage, new() =>
        new("eth_call", new { to = contract.ToLower(), data = Hex.Encode(message.GetCallData()) }, block);
}
