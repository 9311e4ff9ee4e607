using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Bundles.Verification;

/// <summary>The facts of a decision are those of its leaf: instructor, time, asset, amount, payee.</summary>
internal static class FactsComparison
{
    private const ulong LastSecond = 253402300799;

    public static void Check(Workspace work, ChainLeaf leaf, Decided decided)
    {
        var element = $"{leaf.Element}.facts";
        var seconds = leaf.Leaf.Time / 1000;
        Workspace.Require(seconds <= LastSecond && decided.Facts.TextOf("time") == FactsDocument.Time(seconds),
            element, $"time '{decided.Facts.TextOf("time")}', the leaf's is {leaf.Leaf.Time} ms");
        Instructor(work, leaf, decided.Facts.TextOf("instructor"), element);
        var money = decided.Judgement.Money;
        if (leaf.Kind != LeafKind.Refused)
            Workspace.Require(leaf.IsMoney == money is not null, element,
                leaf.IsMoney ? "the tool moves no money" : "the tool moves money, the leaf says it does not");
        if (money is { } paid)
            Money(leaf, paid, decided.Call, element);
        if (leaf.Kind == LeafKind.Awaiting && leaf.Opens.Extension is LeafExtension.Awaiting awaiting)
            Workspace.Require(awaiting.Deadline == leaf.Leaf.Time + (UInt128)decided.Judgement.WithinSeconds * 1000,
                $"{leaf.Element}.extension",
                $"deadline {awaiting.Deadline}, not {leaf.Leaf.Time} + {decided.Judgement.WithinSeconds} s");
    }

    private static void Money(ChainLeaf leaf, PolicyMoney money, JcsValue.Map call, string element)
    {
        Workspace.Require(leaf.Leaf.Asset == money.Asset.Word && leaf.Leaf.Amount == money.Amount, element,
            $"asset {money.Asset}, amount {money.Amount}; the leaf has {leaf.Leaf.Asset}, {leaf.Leaf.Amount}");
        if (leaf.Opens.Extension is not LeafExtension.Opened opened)
            return;
        Workspace.Require(call["args"] is JcsValue.Map args && Address.TryParse(args.TextOf("to"), out var to)
            && to == opened.To, element, $"pays another payee than {opened.To}");
    }

    private static void Instructor(Workspace work, ChainLeaf leaf, string? text, string element)
    {
        if (leaf.Opens.Instructor is not { } instructor)
            throw new CheckFailure(element, "a decision without an instructor");
        var same = (InstructorKind)instructor.Kind switch
        {
            InstructorKind.Account => Address.TryParse(text, out var account) && account.Word == instructor.Id,
            InstructorKind.Schedule => After(text, "schedule/") is { } name && Keccak256.Hash(name) == instructor.Id,
            InstructorKind.Event => After(text, "event/") is { } name && Keccak256.Hash(name) == instructor.Id,
            InstructorKind.Agent => After(text, "agent/") is { } number && UInt256.TryParse(number, out var id)
                && StreamId.For(work.Bundle.ChainId, work.Bundle.Contracts.ActionLedger, id).Value == instructor.Id,
            InstructorKind.Operator => text == "operator",
            _ => true,
        };
        Workspace.Require(same, element, $"instructor '{text}' is not the leaf's");
    }

    private static string? After(string? text, string prefix) =>
        text is not null && text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : null;
}
