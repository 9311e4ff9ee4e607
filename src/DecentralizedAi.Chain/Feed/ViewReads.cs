using System.Numerics;
using System.Text.Json;
using DecentralizedAi.Chain.Abi;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using Nethereum.ABI.FunctionEncoding;
using Nethereum.ABI.FunctionEncoding.Attributes;
using Nethereum.Contracts;

namespace DecentralizedAi.Chain.Feed;

/// <summary>
/// What a view has besides its proven part: levels of vaults and unlogged spends, the word of a quorum.
/// </summary>
internal sealed class ViewReads
{
    private readonly List<RpcCall> _calls = [];
    private readonly List<Action<string>> _readers = [];

    public Dictionary<Address, Dictionary<Address, AssetLevel>> Levels { get; } = [];
    public Dictionary<Address, uint> Unlogged { get; } = [];
    public IReadOnlyList<RpcCall> Calls => _calls;

    public static ViewReads For(DaoContracts dao, GovernanceFold fold, ulong operatorId, ulong block)
    {
        var reads = new ViewReads();
        foreach (var node in ProofSet.NodesOf(fold, operatorId))
            reads.AddNode(dao, node, block);
        foreach (var agent in fold.AgentsOf(operatorId))
        {
            var vault = fold.Compositions.Steps(agent).Last().Vault;
            foreach (var asset in fold.Assets.GetValueOrDefault(agent) ?? [])
                reads.AddAsset(vault, asset, block);
        }
        return reads;
    }

    /// <summary>Takes the answers to <see cref="Calls"/>, in their order.</summary>
    /// <exception cref="RpcLiedException">An answer is not what the function returns.</exception>
    public void Take(ReadOnlySpan<JsonElement> answers)
    {
        for (var i = 0; i < answers.Length; i++)
        {
            try
            {
                _readers[i](answers[i].GetString() ?? "");
            }
            catch (Exception cause) when (cause is not OutOfMemoryException)
            {
                throw new RpcLiedException($"the answer to a view is not of its type: {cause.Message}");
            }
        }
    }

    private void AddNode(DaoContracts dao, Address node, ulong block) => Add(dao.ActionLedger,
        new ActionLedgerAbi.NodeOfFunction { Node = node.ToLower() }, block,
        answer => Unlogged[node] = Decode<ActionLedgerAbi.NodeOfOutput>(answer).Value.Unlogged);

    private void AddAsset(Address vault, Address asset, ulong block)
    {
        if (!Levels.TryGetValue(vault, out var levels))
            Levels[vault] = levels = [];
        Add(vault, new AgentVaultAbi.BucketOfFunction { Asset = asset.ToLower() }, block, answer =>
        {
            var bucket = Decode<AgentVaultAbi.BucketOfOutput>(answer).Value;
            // A level has 64 bits behind the point.
            levels[asset] = new AssetLevel(bucket.Level.ToUInt256() >> 64, bucket.Spent.ToUInt256(), default);
        });
        if (asset == VaultService.Native)
        {
            _calls.Add(new RpcCall("eth_getBalance", vault.ToLower(), RpcValues.Quantity(block)));
            _readers.Add(answer => levels[asset] = levels[asset] with { Balance = answer.ToWide() });
        }
        else
        {
            Add(asset, new DevTokenAbi.BalanceOfFunction { Account = vault.ToLower() }, block,
                answer => levels[asset] = levels[asset] with { Balance = Decode<Word>(answer).Value.ToUInt256() });
        }
    }

    private void Add<T>(Address contract, T message, ulong block, Action<string> reader)
        where T : FunctionMessage, new()
    {
        var request = new { to = contract.ToLower(), data = Hex.Encode(message.GetCallData()) };
        _calls.Add(new RpcCall("eth_call", request, RpcValues.Quantity(block)));
        _readers.Add(reader);
    }

    private static T Decode<T>(string answer) where T : new() =>
        new FunctionCallDecoder().DecodeFunctionOutput<T>(answer);

    [FunctionOutput]
    internal sealed class Word : IFunctionOutputDTO
    {
        [Parameter("uint256", "", 1)] public BigInteger Value { get; set; }
    }
}
