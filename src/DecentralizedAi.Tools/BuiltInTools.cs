using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Tools.BuiltIn;
using DecentralizedAi.Tools.Plugins;
using DecentralizedAi.Tools.Web;

namespace DecentralizedAi.Tools;

/// <summary>Where the built-in tools read and write.</summary>
/// <param name="Documents">Folder of the files that <c>document.read</c> may open.</param>
/// <param name="Channels">Folder of <c>message.post</c>: one file per channel.</param>
/// <param name="Drafts">Folder of <c>proposal.draft</c>: one file per action.</param>
public sealed record ToolFolders(string Documents, string Channels, string Drafts)
{
    /// <summary><c>documents</c>, <c>channels</c> and <c>drafts</c> of a node's home.</summary>
    public static ToolFolders Of(string home) =>
        new(Path.Combine(home, "documents"), Path.Combine(home, "channels"), Path.Combine(home, "drafts"));
}

/// <summary>The tools of <see cref="ToolCatalogue.Default"/>.</summary>
public static class BuiltInTools
{
    /// <summary>A host that runs all of them that hold no money, and those of plugins.</summary>
    /// <param name="plugins">As <see cref="Fitting"/> gives them.</param>
    public static ToolHost Host(
        ToolFolders folders, IVaultBalance balances, ILogSearch log, PageReader pages, TimeProvider time,
        params IReadOnlyCollection<HostedPlugin> plugins) =>
        new(ToolCatalogue.Of([.. ToolCatalogue.Default.Tools, .. plugins.SelectMany(Declared)]), time, plugins,
            [
                new WalletTools(balances), new LedgerTools(log), new WebTools(pages),
                new DocumentTools(folders.Documents), new MessageTools(folders.Channels, time),
                new ProposalTools(folders.Drafts), new CalcTools(),
            ]);

    /// <summary>Those whose tools have names of their own: a tool that is there keeps its name.</summary>
    /// <param name="refused">Hears of each other one why it is left out.</param>
    public static IReadOnlyList<PluginManifest> Fitting(IEnumerable<PluginManifest> plugins, Action<string> refused)
    {
        var (taken, fitting) = (ToolCatalogue.Default.Tools.Select(tool => tool.Name).ToHashSet(),
            new List<PluginManifest>());
        foreach (var plugin in plugins)
        {
            if (plugin.Tools.FirstOrDefault(tool => taken.Contains(tool.Declaration.Name)) is { } clash)
            {
                refused($"{ToolCode.Package} plugin '{plugin.Id}' {plugin.Version} is left out: there is a tool "
                    + $"'{clash.Declaration.Name}' already; rename it, and have the plugin voted");
                continue;
            }
            taken.UnionWith(plugin.Tools.Select(tool => tool.Declaration.Name));
            fitting.Add(plugin);
        }
        return fitting;
    }

    private static IEnumerable<ToolDeclaration> Declared(HostedPlugin plugin) =>
        plugin.Manifest.Tools.Select(tool => tool.Declaration);
}
