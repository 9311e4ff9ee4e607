using DecentralizedAi.Inference;

namespace DecentralizedAi.Node.Hosting;

/// <summary>How the verbs about models end.</summary>
internal static class ModelRuns
{
    /// <summary>Prints one JSON line. 0; 2 usage or file; 4 the model does not run.</summary>
    public static async Task<int> EndAsync(Func<Task<string>> run)
    {
        try
        {
            await Console.Out.WriteLineAsync(await run());
            return 0;
        }
        catch (ModelException failure)
        {
            return await EndAsync(failure.Code == ModelException.Unreadable ? 2 : 4, failure.Message);
        }
        catch (Exception wrong) when (wrong is NodeFaultException or IOException or UnauthorizedAccessException)
        {
            return await EndAsync(2, wrong.Message);
        }
    }

    private static async Task<int> EndAsync(int exit, string words)
    {
        await Console.Error.WriteLineAsync(words);
        return exit;
    }
}
