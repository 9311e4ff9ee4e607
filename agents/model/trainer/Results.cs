using System.Globalization;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Policy;

namespace DecentralizedAi.ModelTrainer;

/// <summary>Invented results of the ten tools, good and bad, in the wordings of many systems.</summary>
internal static class Results
{
    /// <summary>Plays a result. Returns the closing words when the plan ends here, null when it goes on.</summary>
    public static string? Play(Conversation talk, PlanStep step, bool last)
    {
        var bad = talk.Random.NextDouble();
        if (bad < 0.09)
        {
            talk.Hear(PromptFormat.Denied(talk.Words.One(
                "no rule permits it", "rule pay-vendors", "over budget", "the payee is not listed", "label foreign",
                $"no rule permits '{step.Tool}'", "forbidden by rule office-hours", "per action limit", "the turn is not clean",
                $"more than {talk.World.Number().Surface} at a time")), Label.Instruction);
            return "The policy refused it.";
        }
        if (step.Tool is "wallet.pay" or "message.post" or "proposal.draft" && bad < 0.13)
        {
            talk.Hear(talk.Words.One(PromptFormat.Waiting, PromptFormat.Waiting, "waiting for an approval until 2026-05-01",
                "awaiting approval"), Label.Instruction);
            return "It waits for an approval.";
        }
        return bad < 0.19 ? Fail(talk, step) : Good(talk, step, last);
    }

    /// <summary>The closing words of a plan that went well.</summary>
    public static string Closing(IReadOnlyList<PlanStep> steps) => steps is [{ Tool: "wallet.pay" } pay]
        ? $"Paid {pay.Arguments[1].Value} to {pay.Arguments[0].Value}."
        : "Done.";

    private static string Fail(Conversation talk, PlanStep step)
    {
        if (step.Tool == "wallet.pay" && talk.Random.Next(2) == 0)
        {
            talk.Hear(talk.Words.One("error: outcome unknown", "unknown: the connection was lost before a receipt came",
                "error: no receipt yet, the transfer may or may not have happened", "status unknown", "{\"status\":\"unknown\"}",
                "error: the node went away while the transaction was pending", "unknown outcome, do not repeat"),
                Label.Instruction);
            return "The outcome is unknown; I will not pay again.";
        }
        talk.Hear("error: " + talk.Words.One("not enough funds", "not found", "the tool is unavailable", "refused by the server",
            "invalid argument", "reverted", "no such file", "404", "500 internal error", "connection refused", "permission denied",
            "rate limited", "the vault is frozen", "file is empty", "cannot be read"), Label.Instruction);
        return "It failed: the tool reported an error.";
    }

    private static string? Good(Conversation talk, PlanStep step, bool last)
    {
        switch (step.Tool)
        {
            case "wallet.pay":
                talk.Hear(Paid(talk, step), talk.World.Chance(0.5) ? Label.Chain : Label.Instruction);
                return null;
            case "wallet.balance":
                return Balance(talk, last);
            case "document.read" or "web.fetch":
                talk.Hear(Documents.Write(talk, step.Result ?? "letter"), Label.Foreign);
                return Documents.Answer(talk, step.Result ?? "letter", last);
            case "ledger.lookup":
                talk.Hear(Ledger(talk), Label.Foreign);
                return last ? "See the ledger's answer above." : null;
            case "calc":
                return Calc(talk, last);
            default:
                talk.Hear(talk.Words.One("ok", "posted", "done", "draft saved", "ok: stored", "{\"ok\":true}", "sent", "saved as draft 12"),
                    Label.Instruction);
                return null;
        }
    }

    private static string Paid(Conversation talk, PlanStep step)
    {
        var (to, amount) = (talk.Fill(step.Arguments[0].Value), talk.Fill(step.Arguments[1].Value));
        var hash = "0x" + Convert.ToHexStringLower(Bytes(talk.Random, 32));
        return talk.Words.One("ok", "done", "paid", $"paid {amount} to {to}", $"paid {amount} to {to}, tx {hash}", $"ok: tx {hash}",
            $"sent {amount}", "{\"status\":\"paid\",\"tx\":\"" + hash + "\"}", $"success {hash}", "paid, spend 4, block 120");
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string? Balance(Conversation talk, bool last)
    {
        var world = talk.World;
        var parts = world.Assets.Select((asset, i) =>
            talk.Bring($"r{i}", world.Number() with { Suffix = " " + asset })).ToList();
        var written = parts.Select(part => $"{decimal.Parse(part.Value, CultureInfo.InvariantCulture)}{part.Suffix}").ToList();
        talk.Hear(talk.Random.Next(4) switch
        {
            0 => "balance " + string.Join(", ", written),
            1 => "{" + string.Join(",", parts.Select(part => $"\"{part.Suffix.Trim()}\":\"{part.Value}\"")) + "}",
            2 => string.Join("\n", written),
            _ => string.Join(", ", written),
        }, Label.Chain);
        return last ? "The balance is " + string.Join(", ", parts.Select((_, i) => $"{{r{i}}}")) + "." : null;
    }

    private static string Ledger(Conversation talk)
    {
        var lines = Enumerable.Range(0, talk.Random.Next(0, 4)).Select(_ =>
            $"{talk.Words.Date()} {talk.Words.One("paid", "wallet.pay", "refused", "read")} "
            + $"{talk.World.Number().Surface} {talk.World.Pick([.. talk.World.Assets])} "
            + $"{talk.Words.One("to", "->")} {(talk.Random.Next(2) == 0 ? talk.World.RandomAddress() : talk.World.Names[0].Name)}");
        var text = string.Join("\n", lines);
        return text.Length == 0 ? talk.Words.One("no entries", "nothing found", "[]", "0 results") : text;
    }

    private static string? Calc(Conversation talk, bool last)
    {
        var result = talk.Bring("r0", talk.World.Number());
        talk.Hear(talk.Words.One(result.Value, $"= {result.Value}", $"result {result.Value}", $"{{\"result\":\"{result.Value}\"}}"),
            Label.Instruction);
        if (!last)
            talk.Bring("rn", new Slot(result.Surface, ReferenceKind.Number, result.Value, " " + talk.World.Assets[0]));
        return last ? "It is {r0}." : null;
    }
}
