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
        return AgentFolder.Read(File.Exists(Path.Combine(own, "agent.yaml"))
            ? own : Path.Combine(VerbCall.Root, "agents", name));
    }
}
