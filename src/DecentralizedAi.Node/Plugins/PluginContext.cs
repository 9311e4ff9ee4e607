using System.Reflection;
using System.Runtime.Loader;

namespace DecentralizedAi.Node.Plugins;

/// <summary>A plugin and the assemblies beside it; what is not beside it comes from the node.</summary>
internal sealed class PluginContext(string folder) : AssemblyLoadContext("plugin")
{
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var file = Path.Combine(folder, assemblyName.Name + ".dll");
        return File.Exists(file) ? LoadFromAssemblyPath(file) : null;
    }
}
