using DecentralizedAi.Domain.Transactions;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Live;

/// <summary>One spend through a queue that ends at a named point and is opened again from its journal.</summary>
[Collection(LiveCollection.Name)]
public sealed class QueueCrashTests(QueueStage stage) : IClassFixture<QueueStage>
{
    public static TheoryData<string> Points =>
    [
        "queued, not signed", "signed, not stored", "stored, not sent", "sent, the answer not heard",
        "sent, mined and final while nobody looks", "seen as mined, not as final", "recorded as ended, not told",
    ];

    [Theory]
    [MemberData(nameof(Points))]
    public async Task A_spend_happens_once_wherever_its_queue_ends(string point)
    {
        var agent = stage.Dao.Agents[0];
        var number = (ulong)(await stage.Dao.SpendsAsync(agent)).Count + 1;
        await using var law = new LiveLaw(stage.Dao);
        await law.SeesAsync(await stage.Dao.HeadAsync());
        var before = law.Cell.Snapshot!.Head.Accounts[stage.Dao.Nodes[0].Spender.Account].Nonce;
        var broken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var writer = new BreakingWriter(stage.Dao.Writer(stage.Dao.Nodes[0].Spender));
        await using var queue = new LiveQueue(law, writer, stage.Journal(point));
        void Break()
        {
            if (broken.Task.IsCompleted)
                return;
            broken.SetResult();
            queue.Kill();
            throw new InvalidOperationException($"the process ends: {point}");
        }
        bool SeenAsMined() => point == "seen as mined, not as final"
            && law.Cell.Snapshot!.Head.Accounts[queue.Account].Nonce > before;
        Arm(point, writer, queue, Break);
        queue.Open();
        queue.Submit(LiveSpends.Of(stage.Dao, agent, number));
        await stage.RunAsync(law, queue, until: () => broken.Task.IsCompleted || SeenAsMined(), point);
        queue.Kill();
        await queue.EndedAsync();
        if (point == "sent, mined and final while nobody looks")
            await law.SeesAsync(await stage.Dao.MineAsync(5));
        queue.Open();
        await stage.RunAsync(law, queue, until: () => queue.Waiting == 0, point);
        Assert.IsType<CallEnd.Mined>(queue.Ends.Values.Single());
        Assert.Equal(LiveSpends.Action(agent, number), (await stage.Dao.SpendsAsync(agent))[(int)number - 1].Action);
        Assert.Equal((int)number, (await stage.Dao.SpendsAsync(agent)).Count);
        Assert.Equal(before + 1, law.Cell.Snapshot!.Head.Accounts[queue.Account].Nonce);
    }

    [Fact]
    public async Task A_spend_that_the_vault_refuses_ends_with_the_reason_and_holds_nobody_up()
    {
        var agent = stage.Dao.Agents[0];
        var number = (ulong)(await stage.Dao.SpendsAsync(agent)).Count + 1;
        await using var law = new LiveLaw(stage.Dao);
        await using var queue = new LiveQueue(
            law, stage.Dao.Writer(stage.Dao.Nodes[0].Spender), stage.Journal("refused"));
        queue.Open();
        var wrong = LiveSpends.Of(stage.Dao, agent, number + 7);
        var right = LiveSpends.Of(stage.Dao, agent, number);
        queue.Submit(wrong);
        queue.Submit(right);
        await stage.RunAsync(law, queue, until: () => queue.Waiting == 0, "refused");
        Assert.Contains("AgentVault", Assert.IsType<CallEnd.Reverted>(queue.Ends[wrong.Id]).Reason);
        Assert.IsType<CallEnd.Mined>(queue.Ends[right.Id]);
    }

    [Fact]
    public async Task A_call_whose_nonce_a_stranger_used_is_made_with_the_next_one()
    {
        var agent = stage.Dao.Agents[0];
        var number = (ulong)(await stage.Dao.SpendsAsync(agent)).Count + 1;
        var key = stage.Dao.Nodes[0].Spender;
        await using var law = new LiveLaw(stage.Dao);
        await law.SeesAsync(await stage.Dao.MineAsync());
        var held = new BreakingWriter(stage.Dao.Writer(key));
        var stolen = false;
        held.BeforeSend = () =>
        {
            if (stolen)
                return;
            stolen = true;
            stage.StealNonceAsync(key).GetAwaiter().GetResult();
        };
        await using var queue = new LiveQueue(law, held, stage.Journal("stranger"));
        queue.Open();
        queue.Submit(LiveSpends.Of(stage.Dao, agent, number));
        await stage.RunAsync(law, queue, until: () => queue.Waiting == 0, "stranger");
        Assert.True(stolen);
        Assert.IsType<CallEnd.Mined>(queue.Ends.Values.Single());
        Assert.Equal((int)number, (await stage.Dao.SpendsAsync(agent)).Count);
    }

    private static void Arm(string point, BreakingWriter writer, LiveQueue queue, Action stop)
    {
        switch (point)
        {
            case "queued, not signed":
                writer.BeforeSign = stop;
                break;
            case "signed, not stored":
                writer.AfterSign = stop;
                break;
            case "stored, not sent":
                writer.BeforeSend = stop;
                break;
            case "sent, the answer not heard" or "sent, mined and final while nobody looks":
                writer.AfterSend = stop;
                break;
            case "recorded as ended, not told":
                queue.Telling = stop;
                break;
            default:
                // The test ends the queue by itself, between two blocks.
                break;
        }
    }
}
