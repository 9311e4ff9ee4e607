using System.Globalization;
using System.Runtime.InteropServices;
using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Chain.Hosting;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Verbs;
using DecentralizedAi.Inference.Native;
using DecentralizedAi.Storage;

namespace DecentralizedAi.Cli.Doctor;

/// <summary>This machine and the files of the home; nothing is asked over a network.</summary>
internal static class MachineChecks
{
    /// <summary>Less than this on the disk of the journal ends in actions that do not run.</summary>
    private const long LeastFree = 256L << 20;

    public static IReadOnlyList<Finding> Run(VerbCall call) =>
    [
        Finding.Good("runtime", $".NET {Environment.Version}, {RuntimeInformation.RuntimeIdentifier}"),
        Built(),
        LocalChain(),
        Disk(call.Home.Folder),
        .. Secrets(call),
        .. Configured(call),
    ];

    private static Finding Built()
    {
        var project = Path.Combine(VerbCall.Root, "src", "DecentralizedAi.Node", "DecentralizedAi.Node.csproj");
        var found = Check("build", NodeProcess.Program);
        return found.Well || !File.Exists(project) ? found : found with
        {
            Repair = new Repair($"build {project}", cancel => NodeTool.DemandAsync(
                "dotnet", ["build", project, "-c", "Release", "-v", "quiet", "--nologo"], VerbCall.Root, cancel)),
        };
    }

    private static Finding LocalChain()
    {
        var found = Check("local chain", () => AnvilBinary.Find(VerbCall.Root));
        var folder = Path.Combine(VerbCall.Root, "governance");
        return found.Well || !File.Exists(Path.Combine(folder, "package-lock.json")) ? found : found with
        {
            Repair = new Repair($"install what {folder} names: npm ci --ignore-scripts", cancel => NodeTool.DemandAsync(
                "npm", ["ci", "--ignore-scripts", "--no-fund", "--no-audit", "--loglevel=error"], folder, cancel)),
        };
    }

    private static Finding Disk(string folder)
    {
        var place = folder;
        while (!Directory.Exists(place))
            place = Path.GetDirectoryName(place)!;
        var free = new DriveInfo(place).AvailableFreeSpace;
        var found = string.Create(CultureInfo.InvariantCulture, $"{free >> 20} MiB free at '{place}'");
        return free >= LeastFree
            ? Finding.Good("disk", found)
            : Finding.Fault("disk", found, $"make room: below {LeastFree >> 20} MiB the journal soon takes no action");
    }

    // Whoever reads the token speaks as the operator, whoever reads a key and its password signs; what people asked
    // stands in the database.
    private static IEnumerable<Finding> Secrets(VerbCall call)
    {
        if (!Directory.Exists(call.Home.Folder))
            yield break;
        var keys = call.KeysAnyway;
        string[] secret =
        [
            call.TokenAnyway, Path.Combine(keys, "password"), .. Keystores(keys),
            .. call.Home.Nodes().SelectMany(index => NodeKeyCheck.Files(call.Home, index)), .. Database(call),
        ];
        var open = secret.Where(file => File.Exists(file) && OthersReach(file, call.Home.Folder)).ToList();
        yield return open.Count == 0
            ? Finding.Good("secrets", "only this user reads them")
            : Finding.Fault("secrets", $"others can read '{string.Join("' and '", open)}'",
                $"chmod 600 {string.Join(' ', open)}")
                with
                {
                    Repair = Repair.Of($"let only this user read {string.Join(" and ", open)}",
                        () => open.ForEach(PrivateFile.Close)),
                };
    }

    private static IEnumerable<string> Database(VerbCall call)
    {
        try
        {
            var file = BackupVerbs.Journal(call);
            return BackupVerbs.Ends.Select(end => file + end);
        }
        catch (ConfigurationException)
        {
            // A finding of its own.
            return [];
        }
    }

    private static string[] Keystores(string folder) =>
        Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json") : [];

    // The file itself can be read, and every folder from the home, or from the root, down to it can be entered.
    private static bool OthersReach(string file, string home)
    {
        if (OperatingSystem.IsWindows())
            return false;
        const UnixFileMode read = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode enter = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        if ((File.GetUnixFileMode(file) & read) == 0)
            return false;
        for (var folder = Path.GetDirectoryName(file); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if ((File.GetUnixFileMode(folder) & enter) == 0)
                return false;
            if (folder == home)
                return true;
        }
        return true;
    }

    private static IEnumerable<Finding> Configured(VerbCall call)
    {
        var files = Settings.Files(call).Where(File.Exists).ToList();
        if (files.Count == 0)
        {
            yield return Finding.Good("configuration", "no dai.yaml: defaults hold");
            yield break;
        }
        DaiConfiguration? configuration = null;
        yield return Check("configuration", () =>
        {
            configuration = Settings.Read(call);
            return files[0];
        });
        if (configuration is not null)
            yield return Graphics(configuration.Model.GpuLayers);
    }

    /// <summary>The processor serves where no card does, so only layers that were demanded make it a fault.</summary>
    private static Finding Graphics(int? layers)
    {
        if (layers == 0)
            return Finding.Good("graphics", "model.gpu_layers is 0: the model runs on the processor");
        if (NativeLibrary.TryLoad(CudaLibraries.Driver, out var driver))
        {
            NativeLibrary.Free(driver);
            return HasBackend() ? Finding.Good("graphics", "a CUDA driver is there, and this build uses it")
                : layers is null ? Finding.Good("graphics",
                    "a CUDA driver is there; this build has no CUDA backend and uses the processor, one with "
                    + "-p:UseCuda12=true uses the card")
                : Finding.Fault("graphics", $"model.gpu_layers is {layers} and this build has no CUDA backend",
                    "build with -p:UseCuda12=true, or write gpu_layers: auto");
        }
        return layers is null
            ? Finding.Good("graphics", "no CUDA driver: the model runs on the processor")
            : Finding.Fault("graphics", $"model.gpu_layers is {layers} and there is no CUDA driver "
                    + $"({CudaLibraries.Driver})",
                "install the graphics card's driver, or write gpu_layers: auto");
    }

    // Beside the program that loads models.
    private static bool HasBackend()
    {
        try
        {
            return CudaLibraries.AreIn(Path.GetDirectoryName(NodeProcess.Program())!);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static Finding Check(string part, Func<string> look)
    {
        try
        {
            return Finding.Good(part, look());
        }
        catch (Exception failure)
        {
            return Finding.Of(part, failure);
        }
    }
}
