using DecentralizedAi.Authoring.Configuration;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Where the folders of agents lie that verbs are given by name.</summary>
internal static class AgentFolders
{
    /// <summary>The folder of that name below <c>agents</c> in the home, else below <c>agents</c> of the installation:
    /// the places in which nodes of the home look too.</summary>
    /// <exception cref="ConfigurationException">There is none, or it is not as it has to be.</exception>
    public static AgentFolder Read(VerbCall call, string name)
    {
        var own = Path.Combine(call.Home.Folder, "agents", name);
        var installed = Path.Combine(VerbCall.Root, "agents", name);
        // Where there is none it is missed in the home: that is where people put theirs.
        return AgentFolder.Read(!File.Exists(Path.Combine(own, "agent.yaml"))
            && File.Exists(Path.Combine(installed, "agent.yaml")) ? installed : own);
    }

    /// <summary>The folders of all agents in both places, by name; one in the home hides one of the installation.
    /// </summary>
    public static IEnumerable<string> All(VerbCall call) =>
        new[] { call.Home.Folder, VerbCall.Root }.Select(place => Path.Combine(place, "agents"))
            .Where(Directory.Exists).SelectMany(agents => Directory.GetDirectories(agents))
            .Where(folder => File.Exists(Path.Combine(folder, "agent.yaml")))
            .DistinctBy(folder => Path.GetFileName(folder))
            .OrderBy(folder => Path.GetFileName(folder), StringComparer.Ordinal);
}
