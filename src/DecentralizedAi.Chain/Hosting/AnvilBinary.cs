using System.Runtime.InteropServices;

namespace DecentralizedAi.Chain.Hosting;

/// <summary>Where npm put the chain's program.</summary>
public static class AnvilBinary
{
    /// <summary>
    /// Finds it below <c>governance/node_modules</c> in <paramref name="start"/> or a folder above it.
    /// </summary>
    /// <exception cref="ChainException">DAI-4105: it is not installed.</exception>
    public static string Find(string start)
    {
        var relative = Path.Combine("governance", "node_modules", "@foundry-rs", Package(), "bin", Program());
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, relative);
            if (File.Exists(file))
                return file;
        }
        throw new ChainException("DAI-4105", $"the local chain is not installed: no {relative} in '{start}' or above; "
            + "run 'npm ci --ignore-scripts' in the folder governance");
    }

    private static string Program() => OperatingSystem.IsWindows() ? "anvil.exe" : "anvil";

    private static string Package()
    {
        var system = OperatingSystem.IsWindows() ? "win32" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var processor = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "amd64";
        return $"anvil-{system}-{processor}";
    }
}
