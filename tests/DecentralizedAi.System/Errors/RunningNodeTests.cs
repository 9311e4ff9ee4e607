using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Signing;
using Xunit;

namespace DecentralizedAi.SystemTests.Errors;

/// <summary>A fourth node that is started before anybody bound its keys.</summary>
[Collection(DaoCollection.Name)]
public sealed class RunningNodeTests(LocalDao dao)
{
    private const int Index = 7;

    private string Folder => Path.Combine(dao.Home, "nodes", $"{Index}");

    [Fact]
    public async Task A_node_that_nobody_bound_says_so_and_comes_up_when_it_is_bound()
    {
        var (anchor, spender) = (await KeyAsync("anchor"), await KeyAsync("spender"));
        using var node = Dai.Start(Dai.Command("dotnet",
        [
            Path.Combine(Dai.Root, "src", "DecentralizedAi.Node", "bin", "Release", "net10.0", "DecentralizedAi.Node.dll"),
            "run", "--home", dao.Home, "--config", Path.Combine(dao.Home, "dai.yaml"), "--node", $"{Index}",
        ]));
        var (output, error) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        try
        {
            await dao.UntilAsync(() => SaysAsync(anchor.Account.ToString()));
            var status = await dao.StatusAsync();
            Assert.True(status.Exit == 4, status.Story);
            Assert.Contains("DAI-6007", status.Output);

            using var admin = dao.Sender("operator");
            // A founding that was interrupted may have registered another one before.
            var hosting = ulong.Parse((await dao.HealthAsync()).GetProperty("operator").GetString()!);
            await new OperatorService(dao.Contracts, dao.Reader).AddNodeAsync(admin, hosting, anchor, spender, default);
            await dao.UntilAsync(async () => (await dao.HealthAsync(Index)).GetProperty("ready").GetBoolean());
        }
        finally
        {
            await Dai.SignalAsync("TERM", node.Id);
            await node.WaitForExitAsync().WaitAsync(Dai.Patience);
            Directory.Delete(Folder, recursive: true);
        }
        Assert.True(node.ExitCode == 0, await output + await error);
    }

    private async Task<EthereumKey> KeyAsync(string role)
    {
        Directory.CreateDirectory(Folder);
        var key = EthereumKey.Create();
        var password = await File.ReadAllTextAsync(Path.Combine(dao.Home, "keys", "password"));
        KeystoreFile.Write(Path.Combine(Folder, $"{role}.json"), key, password.Trim(), light: true);
        await dao.Endpoint.CallAsync(
            new RpcCall("anvil_setBalance", key.Account.ToLower(), "0xde0b6b3a7640000"), default);
        return key;
    }

    // Before it has written its card there is nobody to ask.
    private async Task<bool> SaysAsync(string words) => File.Exists(Path.Combine(Folder, "node.json"))
        && (await dao.HealthAsync(Index)).GetProperty("problems").EnumerateArray()
            .Any(problem => problem.GetString()!.Contains(words, StringComparison.Ordinal));
}
