using System.Security.Cryptography;
using System.Text;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Models;

namespace DecentralizedAi.Inference.Prompts;

/// <summary>
/// The prompts of this node's compositions by the SHA-256 of their files. They may ask for <c>{{$assets}}</c> (the
/// money of the budgets) and <c>{{$tools}}</c> (what a rule could permit).
/// </summary>
public sealed class PromptShelf
{
    private readonly Dictionary<Bytes32, SystemPrompt> _prompts = [];

    /// <param name="texts">The bytes of each file, UTF-8.</param>
    /// <exception cref="ModelException">A template that calls a function.</exception>
    public PromptShelf(IEnumerable<string> texts)
    {
        foreach (var text in texts)
            _prompts[Bytes32.Of(SHA256.HashData(Encoding.UTF8.GetBytes(text)))] = SystemPrompt.Load(text);
    }

    /// <summary>The prompts of a request with their values, in order, a line between them; empty without prompts.
    /// </summary>
    /// <exception cref="ModelException">One is not here, or asks for a value that nobody knows.</exception>
    public async Task<string> RenderAsync(ModelRequest request, CancellationToken cancellation)
    {
        var values = new Dictionary<string, string>
        {
            ["assets"] = string.Join(' ', request.Turn.Context.Assets),
            ["tools"] = string.Join(' ', request.Tools.Select(tool => tool.Name)),
        };
        var rendered = new List<string>();
        foreach (var hash in request.Prompts)
            rendered.Add(await Find(hash).RenderAsync(values, cancellation));
        return string.Join("\n", rendered);
    }

    private SystemPrompt Find(Bytes32 hash) => _prompts.GetValueOrDefault(hash)
        ?? throw new ModelException(ModelException.NoPrompt,
            $"the composition names prompt {hash}, which this node does not have; give it the agent's folder as voted");
}
