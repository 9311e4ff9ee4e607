using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Runtime.Cluster;
using DecentralizedAi.Testing.Agents;
using DecentralizedAi.Testing.Chain;

namespace DecentralizedAi.Benchmarks.Cluster;

/// <summary>What the actors of a node need, with a chain, a model and tools in memory.</summary>
internal static class BenchPorts
{
    /// <param name="batches">Shared by the nodes of an operator.</param>
    public static RuntimePorts Of(
        FakeChain chain, FakeCalls calls, Address anchor, Address spender, IJournal journal, IBatchStore batches) =>
        new()
        {
            Domain = TestDao.Domain,
            Operator = TestDao.Operator,
            Feed = chain,
            Documents = chain,
            Checkpoints = chain,
            Vault = calls,
            Ledger = calls,
            Spender = chain.Writer(spender),
            Anchor = chain.Writer(anchor),
            Model = new FakeModel(FakeModel.Clerk),
            Tools = new FakeToolHost(FakeToolHost.Answer),
            Journal = journal,
            Batches = batches,
            Compositions = TestDao.Hosted,
            Recover = TestDao.Recover,
            Time = TimeProvider.System,
            Limits = new AgentLimits(),
        };
}
