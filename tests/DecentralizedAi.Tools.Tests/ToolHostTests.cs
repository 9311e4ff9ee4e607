using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;
using DecentralizedAi.Tools.Governed;
using Microsoft.SemanticKernel;
using Xunit;

namespace DecentralizedAi.Tools.Tests;

public sealed class ToolHostTests : IDisposable
{
    private readonly Hosted _hosted = new();

    public void Dispose() => _hosted.Dispose();

    [Fact]
    public async Task Reads_the_vaults_balance_as_chain()
    {
        var done = Done(await _hosted.RunAsync("wallet.balance"));
        Assert.Equal(("balance 7.5 USDC, 0 DAI", Label.Chain), (done.Text, done.Label));
        Assert.Equal(
            """{"balances":[{"amount":"7.5","asset":"USDC"},{"amount":"0","asset":"DAI"}]}""", done.ResultJson);
        Assert.Equal("balance 1 USDC, 0 DAI",
            Done(await _hosted.RunAsync("wallet.balance", ("of", "0x52908400098527886e0f7030069857d2e4169ee7"))).Text);
    }

    [Fact]
    public async Task A_chain_that_does_not_answer_is_a_failure_with_its_reason()
    {
        _hosted.Balances.Fault = new IOException("no answer within 5 s");
        Assert.Contains("no answer within 5 s", Failed(await _hosted.RunAsync("wallet.balance"), "DAI-5215"));
    }

    [Fact]
    public async Task Money_and_unknown_tools_are_not_run_here()
    {
        Failed(await _hosted.RunAsync("wallet.pay", ("to", "0x0"), ("amount", "1 USDC")), "DAI-5201");
        Failed(await _hosted.RunAsync("reply", ("text", "hi")), "DAI-5201");
        Failed(await _hosted.RunAsync("shell.run"), "DAI-5201");
    }

    [Fact]
    public async Task A_call_that_does_not_fit_is_not_run()
    {
        Assert.Contains("'file' is missing", Failed(await _hosted.RunAsync("document.read"), "DAI-5202"));
        Assert.Contains("no argument 'path'",
            Failed(await _hosted.RunAsync("document.read", ("file", "a.txt"), ("path", "/etc")), "DAI-5202"));
    }

    [Fact]
    public async Task At_the_last_moment_it_runs_and_after_it_not()
    {
        var run = _hosted.Run("a", "calc", ("op", "add"), ("a", "1"), ("b", "2"));
        Done(await _hosted.Host.RunAsync(run, CancellationToken.None));
        _hosted.Clock.Now += TimeSpan.FromTicks(1);
        Failed(await _hosted.Host.RunAsync(run, CancellationToken.None), "DAI-5203");
    }

    [Theory]
    [InlineData("add", "0.1", "0.2", "result 0.3")]
    [InlineData("subtract", "1", "1.000000000000000000000000000001", "result -0.000000000000000000000000000001")]
    [InlineData("multiply", "123456789012345678901234567890", "10", "result 1234567890123456789012345678900")]
    [InlineData("divide", "1", "8", "result 0.125")]
    [InlineData("divide", "2", "3", "result 0.666666666666666666 (rounded down)")]
    [InlineData("percent", "12.5", "80", "result 10")]
    public async Task Calculates_without_rounding_in_silence(string op, string a, string b, string text) =>
        Assert.Equal(text, Done(await _hosted.RunAsync("calc", ("op", op), ("a", a), ("b", b))).Text);

    [Theory]
    [InlineData("1", "0")]
    [InlineData("1e3", "2")]
    [InlineData("1.", "2")]
    [InlineData("1,5", "2")]
    public async Task What_is_no_number_is_not_calculated(string a, string b) =>
        Failed(await _hosted.RunAsync("calc", ("op", "divide"), ("a", a), ("b", b)), "DAI-5214");

    [Theory]
    [InlineData(Label.Instruction, Label.Instruction, Label.Instruction)]
    [InlineData(Label.Instruction, Label.Chain, Label.Chain)]
    [InlineData(Label.Foreign, Label.Chain, Label.Foreign)]
    public async Task A_result_of_calc_carries_the_worst_label_of_its_inputs(Label a, Label b, Label joined)
    {
        var run = _hosted.Run("a", "calc", ("op", "add"), ("a", "1"), ("b", "2")) with
        {
            Labels = new Dictionary<string, LabelSet>
            {
                ["op"] = LabelSet.Of(Label.Dao), ["a"] = LabelSet.Of(a), ["b"] = LabelSet.Of(b),
            },
        };
        Assert.Equal(joined, Done(await _hosted.Host.RunAsync(run, CancellationToken.None)).Label);
    }

    [Fact]
    public async Task Without_labels_a_result_of_calc_is_foreign() =>
        Assert.Equal(Label.Foreign, Done(await _hosted.RunAsync("calc", ("op", "add"), ("a", "1"), ("b", "2"))).Label);

    [Fact]
    public async Task Finds_lines_of_the_own_log_as_foreign()
    {
        var done = Done(await _hosted.RunAsync("ledger.lookup", ("query", "rent")));
        Assert.Equal(("2026-02-25 paid 310 DAI to Rent", Label.Foreign), (done.Text, done.Label));
        Assert.Equal("nothing found", Done(await _hosted.RunAsync("ledger.lookup", ("query", "boat"))).Text);
    }

    [Fact]
    public async Task Posts_once_per_action_whatever_is_retried()
    {
        var first = _hosted.Run("a", "message.post", ("channel", "#events"), ("text", "doors 18:30\nbring cake"));
        Done(await _hosted.Host.RunAsync(first, CancellationToken.None));
        _hosted.Clock.Now += TimeSpan.FromSeconds(1);
        Done(await _hosted.Host.RunAsync(first with { NotAfter = _hosted.Clock.Now }, CancellationToken.None));
        var second = _hosted.Run("b", "message.post", ("channel", "#events"), ("text", "two"));
        Done(await _hosted.Host.RunAsync(second, CancellationToken.None));
        var lines = await File.ReadAllLinesAsync(Path.Combine(_hosted.Home, "channels", "events.jsonl"));
        Assert.Equal(2, lines.Length);
        Assert.Contains("doors 18:30\\nbring cake", lines[0]);
    }

    [Fact]
    public async Task A_line_cut_by_a_crash_counts_as_not_posted_and_spoils_no_other()
    {
        var run = _hosted.Run("a", "message.post", ("channel", "#events"), ("text", "one"));
        var path = Path.Combine(_hosted.Home, "channels", "events.jsonl");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, $"{{\"action\":\"{run.Action}\",\"agent\":\"7\",\"te");
        Done(await _hosted.Host.RunAsync(run, CancellationToken.None));
        var lines = await File.ReadAllLinesAsync(path);
        Assert.Equal(2, lines.Length);
        Assert.EndsWith("}", lines[1]);
    }

    [Theory]
    [InlineData("events")]
    [InlineData("#")]
    [InlineData("#../keys")]
    [InlineData("#a/b")]
    public async Task What_is_no_channel_is_not_posted_to(string channel)
    {
        Failed(await _hosted.RunAsync("message.post", ("channel", channel), ("text", "x")), "DAI-5212");
        Assert.False(Directory.Exists(Path.Combine(_hosted.Home, "channels")));
    }

    [Fact]
    public async Task Drafts_a_proposal_once_per_action()
    {
        var run = _hosted.Run("a", "proposal.draft", ("title", "Raise the budget"), ("text", "Because."));
        var done = Done(await _hosted.Host.RunAsync(run, CancellationToken.None));
        Assert.Equal(done, Done(await _hosted.Host.RunAsync(run, CancellationToken.None)));
        var file = Assert.Single(Directory.GetFiles(Path.Combine(_hosted.Home, "drafts")));
        Assert.Equal(Jcs.Canonicalise(await File.ReadAllTextAsync(file)), await File.ReadAllTextAsync(file));
        Assert.Contains("Raise the budget", await File.ReadAllTextAsync(file));
    }

    [Fact]
    public void A_method_that_is_declared_otherwise_than_in_the_catalogue_stops_the_start()
    {
        var refusal = Assert.Throws<ToolException>(() =>
            new ToolHost(ToolCatalogue.Default, TimeProvider.System, new OtherBalance()));
        Assert.Equal(ToolException.AnotherTool, refusal.Code);
        Assert.Contains("write()", refusal.Message);
    }

    [Fact]
    public void A_function_that_says_nothing_about_governance_stops_the_start()
    {
        var refusal = Assert.Throws<ToolException>(() =>
            new ToolHost(ToolCatalogue.Default, TimeProvider.System, new Silent()));
        Assert.Contains("[DaiTool]", refusal.Message);
    }

    [Fact]
    public async Task A_write_that_breaks_is_unknown_and_a_read_failed()
    {
        var catalogue = ToolCatalogue.Of(
            ToolDeclaration.Of("broken.write", ToolEffect.Write, Idempotency.AtMostOnce),
            ToolDeclaration.Of("broken.read", ToolEffect.Read, Idempotency.Safe));
        var host = new ToolHost(catalogue, _hosted.Clock, new Broken());
        Assert.IsType<ToolOutcome.Unknown>(
            await host.RunAsync(_hosted.Run("a", "broken.write"), CancellationToken.None));
        Failed(await host.RunAsync(_hosted.Run("a", "broken.read"), CancellationToken.None), "DAI-5205");
    }

    [Theory]
    [InlineData("slow.write", typeof(ToolOutcome.Unknown))]
    [InlineData("slow.read", typeof(ToolOutcome.Failed))]
    public async Task A_tool_that_does_not_end_is_left_at_its_limit(string tool, Type outcome)
    {
        var catalogue = ToolCatalogue.Of(
            ToolDeclaration.Of("slow.write", ToolEffect.Write, Idempotency.Keyed),
            ToolDeclaration.Of("slow.read", ToolEffect.Read, Idempotency.Safe));
        var run = new ToolHost(catalogue, _hosted.Clock, new Slow())
            .RunAsync(_hosted.Run("a", tool), CancellationToken.None);
        Assert.False(run.IsCompleted);
        _hosted.Clock.Expire!();
        Assert.IsType(outcome, await run);
        Assert.Contains("within 20 s", (await run).ToString());
    }

    [Fact]
    public async Task A_caller_that_gives_up_gets_no_outcome()
    {
        var catalogue = ToolCatalogue.Of(ToolDeclaration.Of("slow.read", ToolEffect.Read, Idempotency.Safe),
            ToolDeclaration.Of("slow.write", ToolEffect.Write, Idempotency.Keyed));
        using var gone = new CancellationTokenSource();
        var run = new ToolHost(catalogue, _hosted.Clock, new Slow())
            .RunAsync(_hosted.Run("a", "slow.read"), gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public void Names_the_signatures_of_a_policy_that_are_other_tools()
    {
        ToolSignature[] policy =
        [
            ToolDeclaration.Of("calc", ToolEffect.Read, Idempotency.Safe,
                "b: text", "a: text", "op: enum(percent, add, divide, multiply, subtract)").Signature,
            ToolDeclaration.Of("web.fetch", ToolEffect.Write, Idempotency.Safe, "url: url").Signature,
            ToolDeclaration.Of("shell.run", ToolEffect.Write, Idempotency.Safe).Signature,
        ];
        Assert.Equal(["web.fetch", "shell.run"], ToolCatalogue.Default.Strangers(policy).Select(tool => tool.Name));
    }

    [Fact]
    public void The_catalogue_hashes_its_canonical_text()
    {
        Assert.Equal(Jcs.Canonicalise(ToolCatalogue.Default.Text), ToolCatalogue.Default.Text);
        Assert.Contains("""
            "wallet.pay":{"args":{"amount":"amount","note":"text?","to":"address"},"effect":"money"}
            """.Trim(), ToolCatalogue.Default.Text);
        Assert.Equal(Keccak256.Hash(ToolCatalogue.Default.Text), ToolCatalogue.Default.Hash);
    }

    internal static ToolOutcome.Done Done(ToolOutcome outcome) =>
        outcome as ToolOutcome.Done ?? throw new Xunit.Sdk.XunitException(outcome.ToString());

    internal static string Failed(ToolOutcome outcome, string code)
    {
        var reason = Assert.IsType<ToolOutcome.Failed>(outcome).Reason;
        Assert.StartsWith(code + " ", reason);
        return reason;
    }

    private sealed class OtherBalance
    {
        [KernelFunction, DaiTool("wallet.balance", ToolEffect.Write, Idempotency.Safe)]
        public string Balance() => "all yours";
    }

    private sealed class Silent
    {
        [KernelFunction]
        public string Balance() => "all yours";
    }

    private sealed class Slow
    {
        [KernelFunction, DaiTool("slow.write", ToolEffect.Write, Idempotency.Keyed)]
        public Task WriteAsync(CancellationToken cancellation) => new TaskCompletionSource().Task.WaitAsync(cancellation);

        [KernelFunction, DaiTool("slow.read", ToolEffect.Read, Idempotency.Safe)]
        public Task ReadAsync(CancellationToken cancellation) => new TaskCompletionSource().Task.WaitAsync(cancellation);
    }

    private sealed class Broken
    {
        [KernelFunction, DaiTool("broken.write", ToolEffect.Write, Idempotency.AtMostOnce)]
        public string Write() => throw new InvalidOperationException("half done");

        [KernelFunction, DaiTool("broken.read", ToolEffect.Read, Idempotency.Safe)]
        public string Read() => throw new InvalidOperationException("nothing there");
    }
}
