using System.Text.Json;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Inference;
using DecentralizedAi.Inference.Grammars;

namespace DecentralizedAi.Node.Hosting;

/// <summary>Writes the grammar that a policy leaves to the model in one turn; asks no model.</summary>
internal static class PolicyGrammarRun
{
    /// <summary>Words: a file with the policy's canonical JSON, then <c>--say TEXT</c>, the instruction.</summary>
    /// <returns>0 with one JSON line <c>{root, tools, unspeakable, strangers, grammar, hash}</c>; 2 usage or file.
    /// </returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> words)
    {
        try
        {
            if (words.Count == 0)
                throw NodeCommandLine.Wrong("the file with the policy is missing");
            var values = NodeCommandLine.Pairs([.. words.Skip(1)], ["--say"]);
            var policy = await ReadAsync(words[0]);
            await Console.Out.WriteLineAsync(Write(policy, values.GetValueOrDefault("--say") ?? ""));
            return 0;
        }
        catch (Exception wrong) when (wrong is NodeFaultException or ModelException or IOException
            or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 2;
        }
    }

    internal static string Write(PolicySnapshot policy, string text)
    {
        var tools = ToolCatalogue.Default;
        var request = AgentTurn.Rehearse(policy.Document, text, tools, Bytes32.Zero);
        var grammar = CallGrammar.Of(request);
        var speakable = request.Tools.Select(tool => tool.Name).ToHashSet();
        return JsonSerializer.Serialize(new
        {
            root = policy.Root.ToString(),
            tools = speakable.Order(StringComparer.Ordinal),
            unspeakable = tools.Tools.Select(tool => tool.Name)
                .Where(name => !speakable.Contains(name) && name is not (ToolCatalogue.Reply or ToolCatalogue.Refuse)),
            strangers = tools.Strangers(policy.Document.Tools.Values).Select(tool => tool.Name),
            grammar = grammar.Text,
            hash = grammar.Hash.ToString(),
        });
    }

    /// <summary>A policy in its canonical form.</summary>
    /// <exception cref="NodeFaultException">DAI-6001: it is none.</exception>
    internal static async Task<PolicySnapshot> ReadAsync(string file) =>
        PolicySnapshot.Compile(await File.ReadAllBytesAsync(file)) is CompileAnswer.Compiled { Snapshot: var policy }
            ? policy
            : throw NodeCommandLine.Wrong($"'{file}' is no policy in its canonical form");
}
