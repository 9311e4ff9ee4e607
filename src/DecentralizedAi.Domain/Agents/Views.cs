using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Agents;

/// <summary>An instruction as HTTP and the command line show it. Hashes are 0x and 64 digits.</summary>
/// <param name="Instruction">Its id.</param>
/// <param name="Agent">The agent's name.</param>
/// <param name="State"><c>queued, thinking, acting, waiting</c> (for an approval) or <c>answered</c>.</param>
/// <param name="Text">What was asked.</param>
/// <param name="Actions">What came of it, in order.</param>
/// <param name="Answer">The agent's last words; null until <c>answered</c>.</param>
public sealed record InstructionView(
    string Instruction, string Agent, string State, string Text, IReadOnlyList<ActionView> Actions, string? Answer)
{
    /// <summary>What the model used for it so far.</summary>
    public TokensView Tokens { get; init; } = new(0, 0);
}

/// <summary>Tokens that the model read and wrote.</summary>
public sealed record TokensView(int Prompt, int Answer);

/// <summary>One proposed call and its fate.</summary>
/// <param name="Id">Action id.</param>
/// <param name="Tool">The tool's name.</param>
/// <param name="Args">Arguments as decided, after references were put back.</param>
/// <param name="Verdict"><c>allowed, approval</c> or <c>denied</c>.</param>
/// <param name="Rule">The rule cited, null when no rule decided.</param>
/// <param name="Reason"><c>rule, silence, budget, frozen, stale, approver</c>, then a colon and a sentence for people.
/// </param>
/// <param name="Outcome"><c>open, waiting, done, failed, unknown, expired, refused, denied</c>.</param>
/// <param name="Tx">Hash of the payment's transaction, when there is one.</param>
/// <param name="Leaf">Hash of the leaf that holds the decision.</param>
/// <param name="Result">What the tool returned, as JSON text; null until closed.</param>
public sealed record ActionView(
    string Id, string Tool, IReadOnlyDictionary<string, string> Args, string Verdict, string? Rule, string Reason,
    string Outcome, string? Tx, string Leaf, string? Result);

/// <summary>A waiting action with every value of its <c>Approval</c> typed data.</summary>
/// <param name="Call">Body word of the Awaiting leaf.</param>
/// <param name="Asset">Token address, 0 without money.</param>
/// <param name="Amount">Smallest unit, decimal.</param>
/// <param name="Deadline">Unix seconds: the latest deadline that may be signed.</param>
/// <param name="Approvers">Who must sign, all of them.</param>
/// <param name="Approved">Who has.</param>
public sealed record ApprovalView(
    string Agent, string Action, string Stream, string Call, string Tool, IReadOnlyDictionary<string, string> Args,
    string Asset, string Amount, string To, string PolicyRoot, ulong Deadline, string Rule, string Instructor,
    IReadOnlyList<string> Approvers, IReadOnlyList<string> Approved);

/// <summary>An agent as its node sees it.</summary>
/// <param name="Id">The agent's number in the registry, decimal.</param>
/// <param name="Node">Anchor address of the node that serves it now.</param>
/// <param name="Epoch">Lease epoch of its shard; 0 before the first lease.</param>
/// <param name="Held">Whether that node holds the lease, so that money may move.</param>
/// <param name="Leaves">Length of its chain of leaves.</param>
/// <param name="Head">Hash of the last leaf.</param>
/// <param name="Problem">Why it refuses or waits, null when all is well.</param>
public sealed record AgentView(
    string Name, string Id, string Operator, string Node, ulong Epoch, bool Held, ulong Incarnation, bool Frozen,
    string PolicyRoot, string Composition, string Vault, ulong Leaves, string Head, int Open, int Waiting,
    IReadOnlyList<BudgetView> Budgets, string? Problem)
{
    /// <summary>False = only the registries were asked: leaves, actions and budgets are not known.</summary>
    public bool Answers { get; init; } = true;
}

/// <summary>One budget by the node's own count. Amounts are decimal strings in whole smallest units.</summary>
public sealed record BudgetView(string Name, string Level, string Burst, string Spent, string Reserved)
{
    /// <summary>The token's address; null where it is a resource.</summary>
    public string? Asset { get; init; }

    /// <summary>Digits after the point; 0 of a resource.</summary>
    public int Decimals { get; init; }

    /// <summary>What gathers in a day, up to the burst.</summary>
    public string PerDay { get; init; } = "0";

    /// <summary>The most that is ever spent; null without a limit.</summary>
    public string? Lifetime { get; init; }
}

/// <summary>One leaf in a line. <paramref name="Time"/> is RFC 3339 with milliseconds.</summary>
public sealed record LeafView(
    ulong Seq, string Hash, string Kind, string Time, string Action, string Verdict, string? Rule, string Law)
{
    /// <summary>The instruction that it gives or that its action serves; null where it names none.</summary>
    public string? Instruction { get; init; }

    /// <summary><c>None, Read, Write</c> or <c>Money</c>.</summary>
    public string Effect { get; init; } = nameof(LeafEffect.None);

    /// <summary>The least trusted value in it: <c>None, Dao, Instruction, Chain</c> or <c>Foreign</c>.</summary>
    public string Label { get; init; } = nameof(LeafLabel.None);

    /// <summary>Of money, the token's address; null otherwise.</summary>
    public string? Asset { get; init; }

    /// <summary>In the smallest unit of the asset, decimal.</summary>
    public string Amount { get; init; } = "0";
}

/// <summary>A node's health.</summary>
/// <param name="Ready">Member of the cluster, head fresh, model answering.</param>
/// <param name="Problems">What is red, each with its fix; empty when ready.</param>
public sealed record NodeView(
    string Node, string Spender, string Operator, bool Ready, IReadOnlyList<MemberView> Members, ulong HeadNumber,
    ulong FinalNumber, double HeadAgeSeconds, IReadOnlyList<LeaseView> Leases, ulong Checkpoints,
    int PendingLeaves, int QueuedTransactions, IReadOnlyList<PolicyView> Policies, IReadOnlyList<string> Problems)
{
    /// <summary>The same problems by what they are of: <c>cluster, chain, policy, plugins, journal, model,
    /// ledger, queues</c>.</summary>
    public IReadOnlyList<SubsystemView> Subsystems { get; init; } = [];

    /// <summary>Those of <see cref="Problems"/> that hinder one agent and nobody else.</summary>
    public IReadOnlyList<AgentProblemView> OfAgents { get; init; } = [];

    /// <summary>The plugins of its agents as they are on this node, by agent.</summary>
    public IReadOnlyList<PluginView> Plugins { get; init; } = [];

    /// <summary>Of each key the transaction that no block has taken and for which its others wait.</summary>
    public IReadOnlyList<TransactionView> InLine { get; init; } = [];
}

/// <summary>A transaction of a node's key that waits for its block. Fees are decimal, in wei for a unit of gas.
/// </summary>
/// <param name="Hash">Of its last attempt.</param>
/// <param name="Attempts">Signed so far, all of one nonce, of which one is mined at most.</param>
/// <param name="Blocks">Since it was handed to the chain first.</param>
/// <param name="BaseFee">What the head asks for.</param>
/// <param name="Agent">The agent that pays by it; null where the node itself calls.</param>
/// <param name="Cancels">It does nothing but use the nonce of a call that was given up.</param>
/// <param name="Stuck">It waits for its fee: longer than blocks take, or below what the head asks.</param>
public sealed record TransactionView(
    string Key, string Hash, ulong Nonce, string To, string MaxFee, string PriorityFee, int Attempts, ulong Blocks,
    string BaseFee, string? Agent, bool Cancels, bool Stuck);

/// <summary>A part of a node: well when nothing of it is red.</summary>
public sealed record SubsystemView(string Name, IReadOnlyList<string> Problems)
{
    public bool Ok => Problems.Count == 0;
}

/// <summary>What keeps one agent from acting on a node.</summary>
/// <param name="Agent">The agent's name.</param>
public sealed record AgentProblemView(string Agent, string Problem);

/// <summary>A plugin of an agent on one node.</summary>
/// <param name="Agent">The agent's name.</param>
/// <param name="Plugin">Its id.</param>
/// <param name="Package">SHA-256 of its package, which the vote names.</param>
/// <param name="State"><c>running, waiting</c> (a call or the next look starts it), <c>suspended</c> (until it is
/// approved again) or <c>refused</c> (it is not what was approved, or does not start).</param>
/// <param name="InProcess">Whether it shares the node's process when it runs.</param>
/// <param name="Process">In which it is; null while it is in none.</param>
/// <param name="Why">What is wrong; null when nothing is.</param>
public sealed record PluginView(
    string Agent, string Plugin, string Version, string Package, string State, bool InProcess, int? Process,
    string? Why);

/// <summary>A cluster member: <c>host:port</c> and its state (<c>Up, Leaving, Unreachable...</c>).</summary>
public sealed record MemberView(string Address, string State, bool Self);

/// <summary>A shard's lease at the head.</summary>
public sealed record LeaseView(int Shard, string Node, ulong Epoch);

/// <summary>The policy of one agent on this node: root at the head, root at the final block, and why it denies.
/// </summary>
public sealed record PolicyView(string Agent, string HeadRoot, string FinalRoot, bool Compiled, string? Fault);
