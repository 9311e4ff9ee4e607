using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Runtime.Agents;
using DecentralizedAi.Storage;
using DecentralizedAi.Testing.Agents;
using DecentralizedAi.Testing.Postgres;
using Xunit;

namespace DecentralizedAi.Runtime.Tests;

/// <summary>The server of journal, bodies and batches is killed and comes back.</summary>
public sealed class LostDatabaseTests
{
    [Fact]
    public async Task It_is_told_though_nobody_asks_an_agent_and_all_goes_on_when_it_is_back()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var one = new TestOperator(database: PostgresDatabase.Open(await server.NewDatabaseAsync()));
        var gateway = one.Start().Gateway;
        await TestOperator.AskAsync(gateway, "Pay 10 USDC to Hosting.", "0");

        await server.KillAsync();
        const string Silent = $"{StoreHealth.Code} the database does not answer, so nothing is done: ";
        var problem = Assert.Single((await gateway.StatusAsync(default)).Problems);
        Assert.StartsWith(Silent, problem, StringComparison.Ordinal);
        Assert.Contains("start the server that store.connection names", problem);

        var order = TestOperator.Order("Pay 11 USDC to Hosting.", "1");
        var refused = Assert.IsType<CommandAnswer.NotNow>(await gateway.InstructAsync(order, default));
        Assert.StartsWith(Silent, refused.Message, StringComparison.Ordinal);
        var agent = Assert.Single(await gateway.AgentsAsync(default));
        Assert.Equal(agent.Problem, (await gateway.AgentAsync(TestDao.Name, default))?.Problem);
        Assert.Equal((TestDao.Name, 0UL, false), (agent.Name, agent.Incarnation, agent.Held));
        Assert.StartsWith(Silent, agent.Problem, StringComparison.Ordinal);

        await server.StartAgainAsync();
        var view = await TestOperator.AskAsync(gateway, "Pay 11 USDC to Hosting.", "1");
        Assert.Equal("done", Assert.Single(view.Actions).Outcome);
        Assert.Equal(2, one.Chain.Spends.Count());
        await Until.TrueAsync(async () => (await gateway.StatusAsync(default)).Ready, ready => ready);
    }
}
