using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Verbs;

namespace DecentralizedAi.Cli.Doctor;

/// <summary>The folders of agents, and whether a node would read their model files: only its program opens those.</summary>
internal static class AgentChecks
{
    /// <summary>Reads each folder once, for all who look at it.</summary>
    /// <returns>What was found, and the folders that are as they have to be.</returns>
    public static async Task<(List<Finding> Findings, List<AgentFolder> Agents)> RunAsync(
        VerbCall call, CancellationToken cancellation)
    {
        var (findings, agents) = (new List<Finding>(), new List<AgentFolder>());
        var (models, asks) = (new HashSet<string>(), HasProgram());
        foreach (var path in AgentFolders.All(call))
        {
            var part = $"agent {Path.GetFileName(path)}";
            try
            {
                var folder = AgentFolder.Read(path);
                agents.Add(folder);
                if (asks && models.Add(folder.ModelFile))
                    await ModelVerbs.AskAsync(["model-show", folder.ModelFile], folder.ModelFile,
                        "fetch the file anew, or name another one in agent.yaml", cancellation);
                findings.Add(Finding.Good(part, $"composition {folder.Composition.Hash()}, model {folder.ModelFile}"));
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                findings.Add(Finding.Of(part, failure));
            }
        }
        return (findings, agents);
    }

    // Where it was not built yet another check says so.
    private static bool HasProgram()
    {
        try
        {
            return NodeProcess.Program().Length > 0;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }
}
