using System.Text;
using System.Text.Json;
using DecentralizedAi.Authoring;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using Xunit;

namespace DecentralizedAi.SystemTests.Errors;

/// <summary>What goes wrong around a running DAO: said clearly, no money astray, nothing lost.</summary>
[Collection(DaoCollection.Name)]
public sealed class RunningErrorTests(LocalDao dao)
{
    private const int Pays = 20;

    private static readonly UInt256 Paid = UInt256.Of(Pays * 1_000_000);

    private Address Hosting => KeystoreFile.AccountOf(Path.Combine(dao.Home, "keys", "vendor-0.json"));

    [Fact]
    public void Ctrl_C_in_the_middle_of_up_ends_it_with_130_and_down_and_up_work_afterwards()
    {
        var (interrupted, down, up) = dao.Starts;
        Refusal.Is(interrupted, 130, "DAI-1036", "interrupted");
        Assert.True(down.Exit == 0, down.Story);
        Assert.True(up.Exit == 0, up.Story);
        Assert.Equal(3, up.Json().GetProperty("nodes").GetArrayLength());
    }

    [Fact]
    public async Task A_second_up_in_the_same_folder_is_refused_and_the_first_goes_on()
    {
        var chain = dao.Chain;
        Refusal.Is(await dao.UpAsync(), 2, "DAI-1060", dao.Home, "dai down");
        Assert.Equal(chain, dao.Chain);
        var status = await dao.StatusAsync();
        Assert.True(status.Exit == 0, status.Story);
    }

    [Fact]
    public async Task Doctor_finds_nothing_wrong_with_a_DAO_that_runs()
    {
        var doctor = await Dai.RunAsync("doctor", "--json", "--home", dao.Home);
        Assert.True(doctor.Exit == 0, doctor.Story);
        var parts = doctor.Json().GetProperty("findings").EnumerateArray()
            .Select(finding => finding.GetProperty("part").GetString());
        Assert.Superset(
            (HashSet<string?>)["chain", "head", "contracts", "approved treasurer", "node 0", "node 1", "node 2", "gas"],
            parts.ToHashSet());
    }

    [Fact]
    public async Task A_queue_that_waits_for_coins_is_found_by_doctor_and_goes_on_with_the_operator_s()
    {
        var nodes = await Task.WhenAll(Enumerable.Range(0, 3).Select(node => dao.HealthAsync(node)));
        var home = (await Dai.RunAsync("agent", "show", LocalDao.Agent, "--json", "--home", dao.Home)).Json()
            .GetProperty("node").GetString();
        var node = Array.FindIndex(nodes, one => one.GetProperty("node").GetString() == home);
        var key = Address.Parse(home!).ToLower();
        await dao.Endpoint.CallAsync(new RpcCall("anvil_setBalance", key, "0x0"), default);
        await dao.HandOverAsync("What is our balance?");
        await dao.UntilAsync(async () => (await dao.HealthAsync(node)).GetProperty("pendingLeaves").GetInt32() > 0);

        string[] doctor = ["doctor", "--fix", "--json", "--home", dao.Home];
        var plan = await Dai.RunAsync([.. doctor, "--dry-run"]);
        Assert.Contains(home!, Assert.Single(plan.Json().GetProperty("plan").EnumerateArray()).GetString());
        var mended = await Dai.RunAsync([.. doctor, "--yes"]);
        Assert.Single(mended.Json().GetProperty("repaired").EnumerateArray());
        Assert.True(mended.Json().GetProperty("findings").EnumerateArray()
            .Single(finding => finding.GetProperty("part").GetString() == "gas").GetProperty("ok").GetBoolean());
        await dao.UntilAsync(async () => (await dao.HealthAsync(node)).GetProperty("pendingLeaves").GetInt32() == 0);
    }

    [Fact]
    public async Task Money_stops_while_the_RPC_is_gone_in_the_middle_of_a_payment_and_then_moves_once()
    {
        var before = await dao.MoneyAsync(Hosting);
        var chain = dao.Chain.ProcessId;
        var (payments, id) = await StopInPaymentAsync(chain);
        try
        {
            var meanwhile = await dao.InstructionAsync(id, waitSeconds: 3);
            Assert.Equal("open", Outcome(meanwhile));
            Assert.NotEqual("answered", meanwhile.GetProperty("state").GetString());
            var vault = await Dai.RunAsync("vault", "show", LocalDao.Agent, "--json", "--home", dao.Home);
            Refusal.Is(vault, 4, "DAI-1031", "dai status");
        }
        finally
        {
            await Dai.SignalAsync("CONT", chain);
        }
        var after = await dao.InstructionAsync(id, waitSeconds: 120);
        Assert.Equal("answered", after.GetProperty("state").GetString());
        Assert.True(Outcome(after) == "done", after.GetRawText());
        var money = await dao.MoneyAsync(Hosting);
        Assert.Equal(before.Spends + (ulong)payments, money.Spends);
        Assert.Equal(before.Has + Paid.SaturatingMultiply((ulong)payments), money.Has);
    }

    [Fact]
    public async Task A_policy_that_does_not_compile_denies_everything_loudly_until_another_vote()
    {
        var ballot = new Ballot(dao);
        var law = ((CompileAnswer.Compiled)PolicyFile.Compile(
            await File.ReadAllTextAsync(Path.Combine(dao.Home, "policy.yaml")))).Snapshot;
        var limits = law.Limits.Published;
        var before = await dao.MoneyAsync(Hosting);

        // The vault would still pay: it is the node that has no law.
        var garbage = await ballot.PublishAsync(
            Encoding.UTF8.GetBytes("pay everybody whatever they ask for"), limits, "Be generous.");
        Bytes32 restored;
        try
        {
            await dao.UntilAsync(() => dao.InForceAsync(garbage));
            var status = await dao.StatusAsync();
            Assert.True(status.Exit == 4, status.Story);
            Assert.Contains(
                $"agent {LocalDao.Agent} is denied everything: policy {garbage} is no law", status.Output);
            Refusal.Is(await dao.AskAsync($"Pay Hosting {Pays} USDC."), 3, "DAI-3106", garbage.ToString());
            Assert.Equal(before, await dao.MoneyAsync(Hosting));
        }
        finally
        {
            restored = await ballot.PublishAsync(law.Canonical.ToArray(), limits, "Back to the law.");
        }
        Assert.Equal(law.Root, restored);
        await dao.UntilAsync(() => dao.InForceAsync(restored));
        var paid = await dao.AskAsync($"Pay Hosting {Pays} USDC.");
        Assert.True(paid.Exit == 0, paid.Story);
        Assert.Equal((before.Spends + 1, before.Has + Paid), await dao.MoneyAsync(Hosting));
    }

    [Fact]
    public async Task A_model_file_that_nobody_approved_is_not_served_and_the_approved_one_goes_on()
    {
        using var clone = Clone.Make(installed: true);
        await using (var model = new FileStream(clone.Model, FileMode.Open))
        {
            // The last byte of the weights: the header still reads well.
            model.Seek(-1, SeekOrigin.End);
            var last = model.ReadByte();
            model.Seek(-1, SeekOrigin.End);
            model.WriteByte((byte)(last ^ 1));
        }
        var before = await dao.MoneyAsync(Hosting);
        Assert.Equal(0, (await dao.DownAsync()).Exit);
        var up = await clone.RunAsync(null, "up", "--detach", "--json", "--home", dao.Home);
        Refusal.Is(up, 2, "DAI-5101", clone.Model, "token holders");
        Assert.Equal(4, (await dao.StatusAsync()).Exit);

        var again = await dao.UpAsync();
        Assert.True(again.Exit == 0, again.Story);
        Assert.Equal(before, await dao.MoneyAsync(Hosting));
        var paid = await dao.AskAsync($"Pay Hosting {Pays} USDC.");
        Assert.True(paid.Exit == 0, paid.Story);
        Assert.Equal((before.Spends + 1, before.Has + Paid), await dao.MoneyAsync(Hosting));
    }

    /// <summary>Pays until the chain was stopped while a payment was open; those before it are done.</summary>
    private async Task<(int Payments, string Instruction)> StopInPaymentAsync(int chain)
    {
        for (var payments = 1; payments <= 5; payments++)
        {
            var id = await dao.HandOverAsync($"Pay Hosting {Pays} USDC.");
            while (await dao.InstructionAsync(id, waitSeconds: 0) is var asked && Outcome(asked) is null)
                Assert.True(asked.GetProperty("state").GetString() != "answered", asked.GetRawText());
            await Dai.SignalAsync("STOP", chain);
            if (Outcome(await dao.InstructionAsync(id, waitSeconds: 1)) == "open")
                return (payments, id);
            await Dai.SignalAsync("CONT", chain);
            await dao.InstructionAsync(id, waitSeconds: 60);
        }
        throw new InvalidOperationException("every payment was faster than the signal");
    }

    private static string? Outcome(JsonElement instruction) => instruction.GetProperty("actions").EnumerateArray()
        .Select(action => action.GetProperty("outcome").GetString()).FirstOrDefault();
}
