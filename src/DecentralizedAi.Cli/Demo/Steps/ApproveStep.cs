using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Demo.Steps;

/// <summary>A payment above the threshold needs somebody else.</summary>
internal sealed class ApproveStep : DemoStep
{
    public override string Id => "approve";
    public override string Claim => "a large payment waits for an approval, then runs";

    public override async Task<JsonObject> RunAsync(DemoWorld world, CancellationToken cancellation)
    {
        var payment = world.Words.Large;
        var vendor = world.Dao.Vendor(payment.Vendor);
        var before = await world.Dao.BalanceAsync(vendor, cancellation);
        var asked = await world.AskAsync(payment.Text, cancellation);
        var waiting = Payments.Single(asked, vendor, payment.Amount);
        Demand(asked.State == "waiting" && waiting is { Verdict: "approval", Outcome: "waiting" },
            $"'{payment.Text}' became {Payments.Describe(asked)}");
        Demand(await world.Dao.BalanceAsync(vendor, cancellation) == before, "money moved before the approval");

        using var client = world.Client();
        var approval = (await client.ApprovalsAsync(cancellation)).Single(item => item.Action == waiting.Id);
        var approver = world.Dao.Keys.Approver;
        var signature = approver.Sign(ApprovalSigning.Yes(approval).Digest(world.Dao.Domain));
        await client.JudgeAsync(
            new Approve(Bytes32.Parse(approval.Action), approver.Account, approval.Deadline, signature), cancellation);
        var done = await client.InstructionAsync(
            Bytes32.Parse(asked.Instruction), TimeSpan.FromSeconds(60), cancellation);
        var action = done.Actions.Single(item => item.Id == waiting.Id);
        Demand(action is { Outcome: "done", Tx: not null }, $"after the approval: {Payments.Describe(done)}");
        await Payments.MovedAsync(world, payment, before, cancellation);
        var detail = DemoWorld.Detail(done, action);
        detail["approver"] = approver.Account.ToString();
        detail["waited"] = waiting.Leaf;
        return detail;
    }
}
