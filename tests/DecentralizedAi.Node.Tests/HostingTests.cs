using System.Diagnostics;
using System.Globalization;
using DecentralizedAi.Node.Hosting;
using Xunit;

namespace DecentralizedAi.Node.Tests;

public sealed class HostingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dai-hosting-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_lock_is_free_again_when_it_is_let_go()
    {
        using (NodeLock.Take(_folder))
            Assert.Equal("DAI-6005", Assert.Throws<NodeFaultException>(() => NodeLock.Take(_folder)).Code);
        NodeLock.Take(_folder).Dispose();
    }

    [Fact]
    public void A_card_is_taken_away_by_its_own_process_alone()
    {
        var card = new NodeCard(7, new Uri("http://127.0.0.1:1"), "127.0.0.1:2", "0x3");
        card.Write(_folder);
        NodeCard.Remove(_folder, 8);
        Assert.Contains("\"pid\":7", File.ReadAllText(Path.Combine(_folder, "node.json")));
        NodeCard.Remove(_folder, 7);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task Sees_its_starter_go()
    {
        using var starter = Process.Start(new ProcessStartInfo("cat") { RedirectStandardInput = true })!;
        var gone = ParentWatch.GoneAsync(starter.Id.ToString(CultureInfo.InvariantCulture), default);
        Assert.False(gone.IsCompleted);
        starter.StandardInput.Close();
        await gone.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_starter_that_is_gone_already_is_gone()
    {
        using var starter = Process.Start("true");
        var id = starter.Id.ToString(CultureInfo.InvariantCulture);
        await starter.WaitForExitAsync();
        await ParentWatch.GoneAsync(id, default).WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_starter_that_is_no_process_id_is_a_fault() => Assert.Equal("DAI-6003",
        (await Assert.ThrowsAsync<NodeFaultException>(() => ParentWatch.GoneAsync("me", default))).Code);

    [Fact]
    public async Task Nobody_is_watched_where_nobody_is_named()
    {
        using var stop = new CancellationTokenSource();
        var gone = ParentWatch.GoneAsync(null, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
    }
}
