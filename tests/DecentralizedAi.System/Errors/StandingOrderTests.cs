using DecentralizedAi.Authoring;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Policy;
using Xunit;

namespace DecentralizedAi.SystemTests.Errors;

/// <summary>What voters ordered beforehand, on a running DAO.</summary>
[Collection(DaoCollection.Name)]
public sealed class StandingOrderTests(LocalDao dao)
{
    [Fact]
    public async Task A_voted_event_of_the_chain_makes_the_agent_act_once_and_the_log_says_who_asked()
    {
        var ballot = new Ballot(dao);
        var written = await File.ReadAllTextAsync(Path.Combine(dao.Home, "policy.yaml"));
        var (before, listening) = (Compile(written), Compile($$"""
            {{written}}
            events:
              funded:
                contract: "{{dao.Contracts.DevToken}}"
                topic: "{{Keccak256.Hash("Transfer(address,address,uint256)")}}"
                say: "What is our balance?"
            """));
        AssetLimit[] limits = [.. listening.Limits.Limits.Select(limit => limit.Limit)];
        await ballot.PublishAsync(listening.Canonical.ToArray(), limits, "Look when money arrives.");
        try
        {
            await dao.UntilAsync(() => dao.InForceAsync(listening.Root));
            var id = Instruction(await FundAsync());
            await dao.UntilAsync(async () => await dao.FindInstructionAsync(id) is not null);
            var answered = await dao.InstructionAsync(id, waitSeconds: 60);
            Assert.Equal("answered", answered.GetProperty("state").GetString());
            Assert.Equal("What is our balance?", answered.GetProperty("text").GetString());
            var action = Assert.Single(answered.GetProperty("actions").EnumerateArray());
            Assert.Equal(("wallet.balance", "done"),
                (action.GetProperty("tool").GetString(), action.GetProperty("outcome").GetString()));
        }
        finally
        {
            await ballot.PublishAsync(before.Canonical.ToArray(), limits, "Back to the law.");
            await dao.UntilAsync(() => dao.InForceAsync(before.Root));
        }
    }

    private async Task<Bytes32> FundAsync()
    {
        using var minter = dao.Sender("deployer");
        var vault = await new AgentService(dao.Contracts, dao.Reader).VaultOfAsync(1, default);
        return (await new VaultService(dao.Reader).MintAsync(
            minter, dao.Contracts.DevToken!.Value, vault, UInt256.Of(1_000_000), default)).Hash;
    }

    private string Instruction(Bytes32 transaction)
    {
        var chain = UInt256.Of(dao.Contracts.ChainId);
        var stream = StreamId.For(chain, dao.Contracts.ActionLedger, UInt256.Of(1));
        return InstructionSource.Event("funded", InstructorProof.EventId(chain, transaction, UInt256.Zero))
            .In(stream).ToString();
    }

    private static PolicySnapshot Compile(string yaml) => ((CompileAnswer.Compiled)PolicyFile.Compile(yaml)).Snapshot;
}
