using Akka.Actor;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Domain.Transactions;
using DecentralizedAi.Runtime.Models;
using DecentralizedAi.Runtime.Policy;
using Address = DecentralizedAi.Domain.Encoding.Address;

namespace DecentralizedAi.Runtime.Agents;

/// <summary>What every agent of a node works with.</summary>
internal sealed record AgentParts(
    SigningDomain Domain, Address Node, LawCell Law, IToolHost Tools, IVaultCalls Vault,
    IActorRef Approvals, IActorRef Model, IActorRef Spender, IActorRef Ledger, StoreHealth Health, TimeSpan Tick,
    CancellationToken Stopping)
{
    /// <summary>Starts what somebody else does for an agent, who tells it when that has ended; false when the step is
    /// the agent's own.</summary>
    public bool Begin(AgentStep step, ulong agent, IActorRef self)
    {
        switch (step)
        {
            case AgentStep.Think think:
                Model.Tell(new ModelAsked(think.Instruction, think.Request), self);
                return true;
            case AgentStep.Act act:
                RunAsync(act.Run).PipeTo(self);
                return true;
            case AgentStep.Pay pay:
                Spender.Tell(Call(pay, agent), self);
                return true;
            default:
                return false;
        }
    }

    private QueuedCall Call(AgentStep.Pay pay, ulong agent) => new(
        pay.Id, pay.Order.Vault, Vault.Spend(pay.Order), Vault.SpendGas, pay.Order.NotAfter, agent);

    // What the host throws is an outcome that nobody knows.
    private async Task<ToolEnded> RunAsync(ToolRun run)
    {
        try
        {
            return new ToolEnded(run.Action, await Tools.RunAsync(run, Stopping).ConfigureAwait(false));
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            return new ToolEnded(run.Action, new ToolOutcome.Unknown($"the tool host failed: {fault.Message}"));
        }
    }
}

internal sealed record ToolEnded(Bytes32 Action, ToolOutcome Outcome);

/// <summary>Look again: time passed.</summary>
internal sealed record AgentTick
{
    public static AgentTick Now { get; } = new();
}

/// <summary>Another node takes the agent: it ends when what runs here has ended.</summary>
/// <param name="IsLast">It ends whatever runs.</param>
internal sealed record AgentLeave(bool IsLast)
{
    public static AgentLeave Soon { get; } = new(IsLast: false);

    public static AgentLeave AtLast { get; } = new(IsLast: true);

    /// <summary>How long a tool that changes something is waited for; shorter than any patience with a node that
    /// stops.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(8);
}
