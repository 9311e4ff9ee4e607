using System.CommandLine;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>The whole command line.</summary>
internal static class Tree
{
    public static RootCommand Root()
    {
        var root = new RootCommand("Agents that a DAO governs: voted, enforced before the act, proven after.");
        foreach (var option in (Option[])[Common.Json, Common.Yes, Common.DryRun, Common.Home, Common.Config,
            Common.Rpc])
            root.Options.Add(option);
        Help.Install(root);
        foreach (var command in (Command[])
            [
                DemoVerb.Make(), SourceVerbs.Test(), SourceVerbs.Bench(), LocalVerbs.Up(), LocalVerbs.Down(),
                LocalVerbs.Status(), DoctorVerb.Make(),
                BackupVerbs.Backup(), BackupVerbs.Restore(), ChaosVerb.Make(), DaoVerbs.Noun(), AgentVerbs.Noun(),
                ApprovalVerbs.Noun(), PolicyVerbs.Noun(), ProposalVerbs.Noun(), TokenVerbs.Noun(), VaultVerbs.Noun(),
                BudgetVerbs.Noun(), FreezeVerbs.Payee(), OperatorVerbs.Noun(), NodeVerbs.Noun(), KeyVerbs.Noun(),
                LogVerbs.Noun(), WhyVerb.Make(), ConfigVerbs.Noun(), ModelVerbs.Noun(), PluginVerbs.Noun(),
                McpVerbs.Noun(),
                ConformanceVerb.Make(), CompletionVerb.Make(), ExplainVerb.Make(), ReferenceVerb.Make(),
            ])
            root.Subcommands.Add(command);
        return root;
    }

    /// <summary>The schema of the verb that was meant, as far as it can be told.</summary>
    public static string SchemaOf(ParseResult parsed) =>
        WordsOf(parsed) is { Count: > 0 } words ? Verb.SchemaOf(string.Join('.', words)) : "dai/1";

    /// <summary>The words of the command, without <c>dai</c>.</summary>
    public static IReadOnlyList<string> WordsOf(ParseResult parsed)
    {
        var words = new List<string>();
        for (var result = parsed.CommandResult; result.Parent is System.CommandLine.Parsing.CommandResult parent;
            result = parent)
            words.Insert(0, result.Command.Name);
        return words;
    }
}
