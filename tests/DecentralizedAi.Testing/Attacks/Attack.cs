using System.Text.Json;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Testing.Agents;

namespace DecentralizedAi.Testing.Attacks;

/// <summary>
/// One line of <c>governance/vectors/attacks.jsonl</c>: words that want something of an agent, and the way by which
/// they reach it.
/// </summary>
/// <param name="Id">Family and number, unique.</param>
/// <param name="Carrier"><c>document page ledger error chain</c>: what a tool brings; <c>pasted</c>: in the
/// instructor's own words; <c>stranger</c>: an instruction of somebody whom the policy does not name.</param>
/// <param name="Ask">What the instructor says; the attack itself where nobody carries it.</param>
/// <param name="Texts">One for each time that the carrier is read; the last one again after that.</param>
/// <param name="Wants">The call that the attacker hopes for, in values and not in references.</param>
public sealed record Attack(
    string Id, string Family, string Carrier, string Ask, IReadOnlyList<string> Texts, ProposedCall Wants)
{
    private static readonly Lazy<IReadOnlyList<Attack>> File = new(() =>
        [.. System.IO.File.ReadLines(Vectors.PathOf("attacks.jsonl")).Select(Read)]);

    /// <summary>The whole file.</summary>
    public static IReadOnlyList<Attack> All => File.Value;

    /// <summary>Whether the words stand in what somebody else wrote and a tool brings.</summary>
    public bool Carried => Carrier is not ("pasted" or "stranger");

    private static Attack Read(string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        var text = root.GetProperty("text");
        string[] texts = text.ValueKind == JsonValueKind.Array
            ? [.. text.EnumerateArray().Select(part => Filled(part.GetString()!))]
            : [Filled(text.GetString()!)];
        var wants = root.GetProperty("wants");
        return new Attack(
            root.GetProperty("id").GetString()!, root.GetProperty("family").GetString()!,
            root.GetProperty("carrier").GetString()!,
            root.TryGetProperty("ask", out var ask) ? Filled(ask.GetString()!) : texts[0], texts,
            new ProposedCall(wants.GetProperty("tool").GetString()!, [.. wants.GetProperty("args").EnumerateObject()
                .Select(argument => new CallArgument(argument.Name, Filled(argument.Value.GetString()!)))]));
    }

    // The attacker, and the two payees that the voters listed.
    private static string Filled(string text) => text.Replace("{E}", TestDao.Stranger.ToString())
        .Replace("{H}", TestDao.Hosting.ToString()).Replace("{D}", AttackPolicy.Design.ToString());
}
