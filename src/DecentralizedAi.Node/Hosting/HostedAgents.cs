using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Tools;
using Microsoft.Extensions.Logging;

namespace DecentralizedAi.Node.Hosting;

/// <summary>What this node can host: agent folders on its disk, named by what the voters approve.</summary>
/// <param name="Compositions">By hash.</param>
/// <param name="ModelFiles">By SHA-256.</param>
internal sealed record HostedAgents(
    IReadOnlyList<AgentFolder> Folders, IReadOnlyDictionary<Bytes32, HostedComposition> Compositions,
    IReadOnlyDictionary<Bytes32, string> ModelFiles)
{
    /// <summary>Reads <c>agents</c> in the home and the folder that holds the default model's folder.</summary>
    /// <param name="host">Makes a plugin ready to be run; why it cannot be, or null.</param>
    /// <exception cref="ConfigurationException">A folder is not as it has to be.</exception>
    public static HostedAgents Read(string home, string defaultModel, Func<AgentPlugin, string?> host)
    {
        var beside = Path.GetDirectoryName(Path.GetDirectoryName(defaultModel));
        var folders = AgentFolder.ReadAll(Path.Combine(home, "agents"))
            .Concat(beside is null ? [] : AgentFolder.ReadAll(beside)).ToList();
        return new(folders,
            folders.GroupBy(folder => folder.Composition.Hash()).ToDictionary(
                same => same.Key, same => Hosted([.. same], host)),
            folders.DistinctBy(folder => folder.Composition.ModelSha256)
                .ToDictionary(folder => folder.Composition.ModelSha256, folder => folder.ModelFile));
    }

    private static HostedComposition Hosted(List<AgentFolder> same, Func<AgentPlugin, string?> host) =>
        new(same[0].Composition, same[0].Tools)
        {
            Narrowed = [.. same.Where(folder => folder.NarrowPayees).Select(folder => folder.Name)],
            Brought = [.. same[0].Plugins.SelectMany(one => one.Manifest.Tools).Select(tool => tool.Declaration.Name)],
            Plugins = [.. same[0].Plugins.Select(one =>
                new NamedPackage(one.Hash, one.Manifest.Id, one.Manifest.Version, host(one)))],
        };

    /// <summary>
    /// Compares with the agents that the chain gives this operator, and says which of them it will not serve and why.
    /// </summary>
    public async Task SayWhatIsMissingAsync(
        AgentService agents, ulong operatorId, ILogger log, CancellationToken cancellation)
    {
        foreach (var agent in await agents.ListAsync(cancellation))
        {
            if (agent.Operator != operatorId || Compositions.ContainsKey(agent.Composition))
                continue;
            var here = Folders.FirstOrDefault(folder => folder.Name == agent.Name);
            log.Trouble("DAI-6020", here is null
                ? $"agent '{agent.Name}' runs under composition {agent.Composition}; this node has no folder of it: "
                    + "put its agent.yaml, prompts and model below 'agents'"
                : $"agent '{agent.Name}' runs under composition {agent.Composition}, but '{here.Folder}' makes "
                    + $"{here.Composition.Hash()} (model {here.Composition.ModelSha256}"
                    + string.Concat(here.Plugins.Select(one =>
                        $", plugin {one.Manifest.Id} {one.Manifest.Version} {one.Hash}"))
                    + "); restore the approved files, or have these voted: "
                    + $"'dai plugin approve {agent.Name}'. Until then every call is denied");
        }
    }
}
