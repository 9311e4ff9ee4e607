using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Deployment;

/// <summary>Who holds which role of an OpenZeppelin timelock, from all its grants and revocations.</summary>
public sealed class TimelockRoles(RpcEndpoint rpc, DaoContracts dao)
{
    private static readonly Bytes32 Granted = Keccak256.Hash("RoleGranted(bytes32,address,address)");
    private static readonly Bytes32 Revoked = Keccak256.Hash("RoleRevoked(bytes32,address,address)");

    /// <summary>Names and identifiers; the admin's is zero.</summary>
    public static IReadOnlyList<(string Name, Bytes32 Role)> Roles { get; } =
    [
        ("admin", default), ("proposer", Keccak256.Hash("PROPOSER_ROLE")),
        ("canceller", Keccak256.Hash("CANCELLER_ROLE")), ("executor", Keccak256.Hash("EXECUTOR_ROLE")),
    ];

    /// <summary>The Governor alone proposes, cancels and executes; the timelock alone is its admin.</summary>
    public async Task<IReadOnlyList<DaoCheck>> CheckAsync(CancellationToken cancellation)
    {
        var holders = await HoldersAsync(dao.FirstBlock, cancellation).ConfigureAwait(false);
        var known = Roles.Select(r => r.Role).ToHashSet();
        return
        [
            .. Roles.Select(role => new DaoCheck($"authority.{role.Name}",
                (role.Name == "admin" ? dao.Authority : dao.Governor!.Value).ToString(), Text(holders, role.Role))),
            .. holders.Keys.Where(role => !known.Contains(role)).Select(role =>
                new DaoCheck($"authority.role {role}", "nobody", Text(holders, role))),
        ];
    }

    /// <summary>The holders of every role that was ever granted.</summary>
    public async Task<IReadOnlyDictionary<Bytes32, SortedSet<Address>>> HoldersAsync(
        ulong fromBlock, CancellationToken cancellation)
    {
        var filter = LogFilter.Of([dao.Authority], [Granted, Revoked]);
        filter["fromBlock"] = RpcValues.Quantity(fromBlock);
        filter["toBlock"] = "latest";
        var logs = await rpc.CallAsync(new RpcCall("eth_getLogs", filter), cancellation).ConfigureAwait(false);
        var holders = new Dictionary<Bytes32, SortedSet<Address>>();
        foreach (var log in logs.EnumerateArray().Select(RawLog.Of))
        {
            var role = holders.TryGetValue(log.Topics[1], out var set) ? set : holders[log.Topics[1]] = [];
            var account = Address.OfWord(log.Topics[2]);
            if (log.Topics[0] == Granted)
                role.Add(account);
            else
                role.Remove(account);
        }
        return holders;
    }

    private static string Text(IReadOnlyDictionary<Bytes32, SortedSet<Address>> holders, Bytes32 role) =>
        holders.TryGetValue(role, out var set) && set.Count > 0 ? string.Join(", ", set) : "nobody";
}
