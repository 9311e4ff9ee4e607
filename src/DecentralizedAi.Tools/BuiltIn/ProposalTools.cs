using System.ComponentModel;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;
using DecentralizedAi.Tools.Governed;
using Microsoft.SemanticKernel;

namespace DecentralizedAi.Tools.BuiltIn;

/// <summary>Writes a proposal down for people; proposing it is theirs. One file per action.</summary>
internal sealed class ProposalTools(string folder)
{
    [KernelFunction("draft"), DaiTool("proposal.draft", ToolEffect.Write, Idempotency.Keyed)]
    [Description("Drafts a proposal.")]
    public async Task<ToolReport> DraftAsync(
        Kernel kernel, [DaiType("text")] string title, [DaiType("body")] string text,
        CancellationToken cancellationToken = default)
    {
        var run = ToolMethod.Run(kernel);
        var name = $"{run.Action}.json";
        var path = Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(folder);
            var draft = JcsValue.Members(("action", JcsValue.Of(run.Action.ToString())),
                ("agent", JcsValue.Of(run.Agent.ToString())), ("text", JcsValue.Of(text)),
                ("title", JcsValue.Of(title)));
            // A draft is there whole or not at all.
            await File.WriteAllTextAsync(path + ".part", draft.ToJson(), cancellationToken);
            File.Move(path + ".part", path, overwrite: true);
        }
        return ToolReport.Of("draft saved", Label.Instruction, ("draft", JcsValue.Of(name)));
    }
}
