using System.Collections.Immutable;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Inference.Tests;

/// <summary>Turns and questions that several tests ask.</summary>
internal static class Samples
{
    public const string Hosting = "0x52908400098527886E0F7030069857D2E4169EE7";
    public const string Design = "0x8617E340B3D01FA5F11F306F4090FD50E238070D";

    public static ImmutableArray<ToolDeclaration> AllTools => ToolCatalogue.Default.Tools;

    public static ImmutableArray<ToolDeclaration> Tools(params string[] names) =>
        [.. names.Select(name => ToolCatalogue.Default[name]!)];

    public static Turn Turn(string text, string system = "") => Domain.Models.Turn.Start(new TurnContext(
            ["USDC", "DAI"], [new("Hosting", Hosting, "vendors"), new("Design", Design, "vendors")], system))
        .AddInstruction(text);

    /// <summary>A number that no reference stands for, so that prompts differ by it.</summary>
    public static string Letters(int number) =>
        string.Concat($"{number}".Select(digit => (char)('a' + digit - '0')));

    public static ModelRequest Ask(string text, params string[] tools) =>
        new(Turn(text), tools.Length == 0 ? AllTools : Tools(tools), default(Bytes32));
}
