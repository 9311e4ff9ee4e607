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
    public static ToolHost Host(
        ToolFolders folders, IVaultBalance balances, ILogSearch log, PageReader pages, TimeProvider time,
        params IReadOnlyCollection<HostedPlugin> plugins) =>
        new(ToolCatalogue.Default, time, plugins,
            [
                new WalletTools(balances), new LedgerTools(log), new WebTools(pages),
                new DocumentTools(folders.Documents), new MessageTools(folders.Channels, time),
                new ProposalTools(folders.Drafts), new CalcTools(),
            ]);
}
