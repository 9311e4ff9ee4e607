using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Backups;

/// <summary>How far the chain had come with an operator: what its database must know at least.</summary>
/// <param name="Nodes">Checkpoints of each of its nodes, by address.</param>
/// <param name="Vaults">Number of the next spend of each vault of its agents, by address.</param>
internal sealed record ChainMark(
    ulong Operator, IReadOnlyDictionary<string, ulong> Nodes, IReadOnlyDictionary<string, ulong> Vaults)
{
    /// <summary>Of the operator to which the nodes of the home belong.</summary>
    /// <exception cref="CliException">DAI-1223: no key of the home is bound to an operator.</exception>
    public static async Task<ChainMark> ReadAsync(
        DaoServices dao, DevelopmentHome home, CancellationToken cancellation)
    {
        var id = await OperatorAsync(dao, home, cancellation);
        var nodes = new SortedDictionary<string, ulong>(StringComparer.Ordinal);
        foreach (var key in await dao.Operators.KeysAsync(id, cancellation))
            if (key.Role == KeyRole.Anchor)
                nodes[key.Key.ToString()] = (await dao.Ledger.NodeAsync(key.Key, cancellation)).Checkpoints;
        var vaults = new SortedDictionary<string, ulong>(StringComparer.Ordinal);
        foreach (var agent in await dao.Agents.ListAsync(cancellation))
            if (agent.Operator == id)
                vaults[agent.Vault.ToString()] = (await dao.Vaults.ShowAsync(agent.Vault, cancellation)).NextNumber;
        return new ChainMark(id, nodes, vaults);
    }

    private static async Task<ulong> OperatorAsync(
        DaoServices dao, DevelopmentHome home, CancellationToken cancellation)
    {
        foreach (var index in home.Nodes())
            if (Path.Combine(home.Node(index), "anchor.json") is var file && File.Exists(file)
                && await dao.Operators.OperatorOfAsync(KeystoreFile.AccountOf(file), cancellation) is { } id)
                return id;
        throw CliException.Usage("DAI-1223", $"no node of '{home.Folder}' has an anchor key that an operator bound",
            "--home", "put the nodes' keys there first: nodes/N/anchor.json and spender.json");
    }
}
