using System.Text.Json;
using DecentralizedAi.Chain.Abi;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Deployment;

/// <summary>Where the factory of a DAO is or will be, and the transaction that makes it.</summary>
/// <remarks>
/// By CREATE2 where the chain has the deterministic deployer, so that the address follows from the plan alone; else by
/// the owner's own nonce, and then it is searched below the nonces that the owner has used.
/// </remarks>
internal sealed record DeploymentFactory(Address Address, Outgoing Creation, bool Exists)
{
    /// <summary>The deterministic deployer that most chains have: takes a salt and creation code.</summary>
    public static readonly Address Deployer = Address.Parse("0x4e59b44847b379578588920cA78FbF26c0B4956C");

    private const string DeployerCode = "0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601"
        + "600081602082378035828234f58015156039578182fd5b8082525050506014600cf3";

    private const ulong Searched = 256;
    private const ulong Gas = 900_000;

    public static async Task<DeploymentFactory> FindAsync(
        RpcEndpoint rpc, Address owner, Bytes32 plan, CancellationToken cancellation)
    {
        byte[] init = [.. ContractArtifacts.Of("DaoFactory").Bytecode.Span, .. owner.Word.ToArray(), .. plan.ToArray()];
        var answers = await rpc.BatchAsync(
            [CodeOf(Deployer), new RpcCall("eth_getTransactionCount", owner.ToLower(), "latest")], cancellation)
            .ConfigureAwait(false);
        if (answers[0].GetString() != DeployerCode)
            return await SearchAsync(rpc, owner, answers[1].ToNumber(), init, plan, cancellation).ConfigureAwait(false);
        var address = Create2(Deployer, plan, init);
        var code = await rpc.CallAsync(CodeOf(address), cancellation).ConfigureAwait(false);
        return new DeploymentFactory(
            address, new Outgoing(Deployer, [.. plan.ToArray(), .. init], Gas), IsFactory(code));
    }

    /// <summary>The address of EIP-1014.</summary>
    public static Address Create2(Address deployer, Bytes32 salt, ReadOnlySpan<byte> init) => Address.Of(Keccak256.Hash(
        [0xff, .. deployer.ToArray(), .. salt.ToArray(), .. Keccak256.Hash(init).ToArray()]).ToArray().AsSpan(12));

    public static RpcCall CodeOf(Address address) => new("eth_getCode", address.ToLower(), "latest");

    private static async Task<DeploymentFactory> SearchAsync(
        RpcEndpoint rpc, Address owner, ulong nonce, byte[] init, Bytes32 plan, CancellationToken cancellation)
    {
        var places = Enumerable.Range(0, (int)Math.Min(nonce, Searched))
            .Select(back => DaoPlan.Created(owner, nonce - 1 - (ulong)back)).ToList();
        var codes = await rpc.BatchAsync([.. places.Select(CodeOf)], cancellation).ConfigureAwait(false);
        foreach (var place in places.Where((_, index) => IsFactory(codes[index])))
        {
            if (await PlanOfAsync(rpc, place, cancellation).ConfigureAwait(false) == plan)
                return new DeploymentFactory(place, new Outgoing(null, init, Gas), true);
        }
        return new DeploymentFactory(DaoPlan.Created(owner, nonce), new Outgoing(null, init, Gas), false);
    }

    private static async Task<Bytes32> PlanOfAsync(RpcEndpoint rpc, Address factory, CancellationToken cancellation)
    {
        var selector = Hex.Encode(Keccak256.Hash("plan()").ToArray().AsSpan(0, 4));
        var request = new { to = factory.ToLower(), data = selector };
        var answer = await rpc.CallAsync(new RpcCall("eth_call", request, "latest"), cancellation)
            .ConfigureAwait(false);
        return Bytes32.Parse(answer.GetString() ?? "");
    }

    private static bool IsFactory(JsonElement code) =>
        ContractArtifacts.Of("DaoFactory").IsCodeOf(Hex.Decode(code.GetString() ?? "0x"));
}
