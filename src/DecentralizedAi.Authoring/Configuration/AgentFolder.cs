using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Authoring.Configuration;

/// <summary>A prompt of an agent: its file and its text.</summary>
public sealed record AgentPrompt(string File, string Text);

/// <summary>An agent as people define it: <c>agent.yaml</c> and the files it names. Paths are absolute.</summary>
/// <param name="Name">Its name in the registry.</param>
/// <param name="Folder">Where <c>agent.yaml</c> lies.</param>
/// <param name="ModelFile">A GGUF file.</param>
/// <param name="Prompts">In the order of the file.</param>
/// <param name="Tools">What it may be given; a policy narrows them.</param>
/// <param name="Plugins">Packages whose tools stand among <paramref name="Tools"/>.</param>
/// <param name="NarrowPayees">The grammar hides addresses outside the policy's lists.</param>
/// <param name="Evals">Files with cases.</param>
/// <param name="Composition">What is voted: everything above that changes how the agent acts.</param>
public sealed record AgentFolder(
    string Name, string Folder, string ModelFile, ImmutableArray<AgentPrompt> Prompts, ToolCatalogue Tools,
    ImmutableArray<AgentPlugin> Plugins, bool NarrowPayees, ImmutableArray<string> Evals,
    CompositionDocument Composition)
{
    private static readonly string[] Lists = ["prompts", "tools", "plugins", "narrow", "evals"];
    private static readonly string[] Texts = ["agent", "model.file", "model.template"];
    private static readonly string[] Top = [.. Lists, "agent", "model"];

    /// <summary>Reads <c>agent.yaml</c> of a folder and hashes what it names.</summary>
    /// <exception cref="ConfigurationException">DAI-1101 to DAI-1106, with the place.</exception>
    public static AgentFolder Read(string folder)
    {
        var file = Path.Combine(Path.GetFullPath(folder), "agent.yaml");
        var values = WrittenFile.Read(file, Below, IsList);
        var name = Required(values, file, "agent");
        var model = PathOf(values, file, "model.file");
        var template = values.TryGetValue("model.template", out var written) ? written.Text : "chatml";
        if (template is not ("chatml" or "file"))
            throw ConfigurationException.Wrong(written!.Origin, "model.template", template,
                "chatml, as the default model is written to, or file, for the chat template in the model's file");
        ImmutableArray<AgentPrompt> prompts = [.. Files(values, "prompts").Select(Prompt)];
        ImmutableArray<AgentPlugin> plugins = [.. Files(values, "plugins").Select(one => Plugin(values, one))];
        var tools = Catalogue(values, plugins);
        var narrow = values.TryGetValue("narrow", out var narrowed) ? narrowed.Texts : [];
        foreach (var word in narrow)
            if (word != "payees")
                throw ConfigurationException.Wrong(narrowed!.Origin, "narrow", word, "payees");
        return new(name, Path.GetDirectoryName(file)!, model, prompts, tools, plugins, narrow.Count > 0,
            [.. Files(values, "evals")],
            new CompositionDocument(Sha256(model), template, null, [.. plugins.Select(plugin => plugin.Hash)],
                [.. prompts.Select(prompt => Sha256(prompt.File))], tools.Hash));
    }

    /// <summary>Every agent below <paramref name="agents"/>, by name; none where there is no such folder.</summary>
    /// <exception cref="ConfigurationException">As <see cref="Read"/>; one wrong folder refuses all.</exception>
    public static IReadOnlyList<AgentFolder> ReadAll(string agents) => Directory.Exists(agents)
        ? [.. Directory.GetDirectories(agents).Where(folder => File.Exists(Path.Combine(folder, "agent.yaml")))
            .Select(Read).OrderBy(agent => agent.Name, StringComparer.Ordinal)]
        : [];

    private static ToolCatalogue Catalogue(
        Dictionary<string, WrittenValue> values, ImmutableArray<AgentPlugin> plugins)
    {
        var added = plugins.SelectMany(plugin => plugin.Manifest.Tools).Select(tool => tool.Declaration).ToList();
        var twice = ToolCatalogue.Default.Tools.Concat(added).GroupBy(tool => tool.Name)
            .FirstOrDefault(same => same.Count() > 1);
        return twice is null ? ToolCatalogue.Of([.. BuiltIn(values), .. added])
            : throw ConfigurationException.Wrong(values["plugins"].Origin, "plugins", twice.Key,
                "the name of one tool alone; a built-in tool keeps its name");
    }

    private static IEnumerable<ToolDeclaration> BuiltIn(Dictionary<string, WrittenValue> values)
    {
        if (!values.TryGetValue("tools", out var written))
            return ToolCatalogue.Default.Tools;
        var groups = ToolCatalogue.Default.Tools.Select(tool => Group(tool.Name)).ToHashSet();
        foreach (var word in written.Texts)
            if (!groups.Contains(word))
                throw ConfigurationException.Wrong(written.Origin, "tools", word,
                    $"one of {string.Join(", ", groups.Order(StringComparer.Ordinal))}");
        return ToolCatalogue.Default.Tools.Where(tool =>
            tool.Name is ToolCatalogue.Reply or ToolCatalogue.Refuse || written.Texts.Contains(Group(tool.Name)));
    }

    private static string Group(string tool) => tool.Split('.')[0];

    private static IReadOnlyCollection<string> Below(string path) => path switch
    {
        "" => Top,
        "model" => ["file", "template"],
        _ => [],
    };

    private static bool? IsList(string path) =>
        Lists.Contains(path) ? true : Texts.Contains(path) ? false : null;

    private static string Required(Dictionary<string, WrittenValue> values, string file, string path) =>
        values.TryGetValue(path, out var value)
            ? value.Text
            : throw ConfigurationException.Missing(file, path, "the agent's name in the registry");

    private static string PathOf(Dictionary<string, WrittenValue> values, string file, string path) =>
        values.TryGetValue(path, out var value)
            ? Existing(Path.GetFullPath(value.Text, value.Folder), value)
            : throw ConfigurationException.Missing(file, path, "the path of a GGUF file");

    private static IEnumerable<string> Files(Dictionary<string, WrittenValue> values, string path) =>
        values.TryGetValue(path, out var value)
            ? value.Texts.Select(text => Existing(Path.GetFullPath(text, value.Folder), value))
            : [];

    private static string Existing(string file, WrittenValue value) => File.Exists(file)
        ? file
        : throw ConfigurationException.Missing(value.Origin, $"the file '{file}'", "a path that exists");

    private static AgentPlugin Plugin(Dictionary<string, WrittenValue> values, string file)
    {
        try
        {
            return AgentPlugin.Read(file);
        }
        catch (FormatException wrong)
        {
            throw ConfigurationException.Wrong(
                values["plugins"].Origin, "plugins", file, $"a package of a plugin: {wrong.Message}");
        }
    }

    private static AgentPrompt Prompt(string file) => new(file, File.ReadAllText(file, Encoding.UTF8));

    private static Bytes32 Sha256(string file)
    {
        using var stream = File.OpenRead(file);
        return Bytes32.Of(SHA256.HashData(stream));
    }
}
