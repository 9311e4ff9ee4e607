using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Runtime.Cluster;

namespace DecentralizedAi.Runtime.Gateway;

/// <summary>What a node says of its agents' plugins.</summary>
internal static class PluginViews
{
    /// <summary>Those that the approved compositions of agents name, where their files are here.</summary>
    public static IEnumerable<PluginView> Of(GovernanceView head, RuntimePorts ports)
    {
        var packages = ports.Tools.Packages.ToDictionary(one => one.Package);
        return from agent in head.Agents.Values.OrderBy(one => one.Name, StringComparer.Ordinal)
               from named in ports.Compositions.GetValueOrDefault(agent.Composition)?.Plugins ?? []
               let here = packages.GetValueOrDefault(named.Package)
                   ?? new HostedPackage(named.Package, HostedPackage.Refused, false, null, named.Refused)
               select new PluginView(agent.Name, named.Id, named.Version, named.Package.ToString(), here.State,
                   here.InProcess, here.Process, here.Why);
    }
}
