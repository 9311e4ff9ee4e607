using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Transactions;
using DecentralizedAi.Testing.Agents;

namespace DecentralizedAi.Chain.Tests.Live;

/// <summary>Payments as an agent hands them to its node's queue.</summary>
internal static class LiveSpends
{
    private static readonly VaultCalls Calls = new();

    public static Bytes32 Action(LiveAgent agent, ulong number) => Keccak256.Hash($"action {agent.Id}/{number}");

    public static QueuedCall Of(LiveDao dao, LiveAgent agent, ulong number, ulong epoch = 1)
    {
        var limit = agent.Policy.Limits.Limits.Single();
        var payee = agent.Policy.Limits.PayeeOf(limit.Limit.Asset, TestDao.Hosting)!.Value;
        var action = Action(agent, number);
        var order = new SpendOrder(agent.Vault, epoch, number, Keccak256.Hash($"opened {agent.Id}/{number}"), action,
            default, limit.Limit.Asset, TestDao.Hosting, UInt256.One,
            (ulong)dao.Clock.GetUtcNow().AddHours(2).ToUnixTimeMilliseconds(), payee.Mode, payee.Path, null);
        return new QueuedCall(WordHash.Of(action, Word.Of(epoch)), agent.Vault, Calls.Spend(order), Calls.SpendGas,
            order.NotAfter, agent.Id);
    }
}
