using System.Text.Json;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Values;
using DecentralizedAi.Domain.Tools;
using Microsoft.Extensions.AI;

namespace DecentralizedAi.Inference.Chat;

/// <summary>A tool as models are told of it: a function with a JSON Schema of its arguments.</summary>
/// <param name="Schema">An object type.</param>
public sealed record ToolFunction(string Name, string Description, JsonElement Schema)
{
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        [ToolCatalogue.Reply] = "Answers in words, or asks back when something is missing. Ends the turn.",
        [ToolCatalogue.Refuse] = "Declines what was asked. Ends the turn.",
    };

    /// <summary>A function that other code brings.</summary>
    public static ToolFunction Of(AIFunctionDeclaration function) =>
        new(function.Name, function.Description, function.JsonSchema);

    /// <summary>A tool of the catalogue; its arguments are references and texts.</summary>
    public static ToolFunction Of(ToolDeclaration tool)
    {
        var properties = tool.Arguments.ToDictionary(argument => argument.Signature.Name, Property);
        var required = tool.Arguments.Where(argument => !argument.Signature.Optional)
            .Select(argument => argument.Signature.Name);
        var effect = tool.Effect switch
        {
            ToolEffect.Money => "Moves money.",
            ToolEffect.Write => "Changes or sends something.",
            _ => "Reads and changes nothing.",
        };
        // What its author says comes first, and what it can do is said by us.
        var about = tool.About.Length == 0 ? effect : $"{tool.About} {effect}";
        return new(tool.Name, Words.GetValueOrDefault(tool.Name, about), JsonSerializer.SerializeToElement(
            new { type = "object", properties, required }));
    }

    private static Dictionary<string, object> Property(DeclaredArgument argument)
    {
        var signature = argument.Signature;
        var property = new Dictionary<string, object> { ["type"] = "string" };
        if (signature.Type == ArgumentType.Enum)
            property["enum"] = signature.Members;
        else if (signature.Type == ArgumentType.Bool)
            property["enum"] = (string[])["true", "false"];
        else if (signature.Type == ArgumentType.Amount)
            property["description"] = "a number's reference and an asset, such as @n1 USDC";
        else if (argument.Reference is { } kind)
            property["description"] = $"a reference, such as {Domain.Models.ReferenceKinds.Token(kind, 1)}";
        if (argument.About.Length > 0)
            property["description"] = property.TryGetValue("description", out var form)
                ? $"{argument.About} Written as {form}." : argument.About;
        return property;
    }
}
