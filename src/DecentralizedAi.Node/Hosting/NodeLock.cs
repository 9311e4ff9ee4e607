using System.Globalization;

namespace DecentralizedAi.Node.Hosting;

/// <summary>One process per node: two with the same keys would fight over every nonce.</summary>
internal static class NodeLock
{
    /// <summary>Held until it is disposed or the process ends, however it ends.</summary>
    /// <exception cref="NodeFaultException">DAI-6005: another process has it.</exception>
    public static FileStream Take(string folder)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "lock");
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException held)
        {
            throw new NodeFaultException("DAI-6005", string.Create(CultureInfo.InvariantCulture,
                $"another process runs the node of '{folder}'; stop it first: dai down"), held);
        }
    }
}
