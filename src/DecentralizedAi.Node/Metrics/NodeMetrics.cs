using System.Diagnostics;
using System.Globalization;
using DecentralizedAi.Domain.Agents;

namespace DecentralizedAi.Node.Metrics;

/// <summary>Everything that is measured about a node, as one page for a scraper.</summary>
internal sealed class NodeMetrics(IAgentGateway gateway, ModelMeter model)
{
    private static readonly (string, string)[] None = [];

    public async Task<string> WriteAsync(CancellationToken cancellation)
    {
        var node = await gateway.StatusAsync(cancellation);
        var all = await gateway.AgentsAsync(cancellation);
        // Of one that does not answer no figure is known, and 0 is one.
        var agents = all.Where(agent => agent.Answers).ToList();
        var text = new PrometheusText();
        Health(text, node);
        Work(text, node);
        Served(text, all);
        Agents(text, agents);
        Budgets(text, agents);
        model.Write(text);
        Self(text);
        return text.ToString();
    }

    private static void Health(PrometheusText text, NodeView node)
    {
        text.Gauge("dai_node_ready", "1 when the node serves and nothing is red.", (None, node.Ready ? 1 : 0));
        text.Gauge("dai_subsystem_up", "1 when nothing of the subsystem is red.",
            node.Subsystems.Select(part => (Label("subsystem", part.Name), part.Ok ? 1.0 : 0)));
        text.Gauge("dai_cluster_members", "Members of the cluster as this node sees them.",
            node.Members.GroupBy(member => member.State)
                .Select(same => (Label("state", same.Key), (double)same.Count())));
        text.Gauge("dai_chain_head_block", "Number of the newest proven block.", (None, node.HeadNumber));
        text.Gauge("dai_chain_final_block", "Number of the newest final block.", (None, node.FinalNumber));
        text.Gauge("dai_chain_head_age_seconds", "Time since the newest block was heard of.",
            (None, node.HeadAgeSeconds));
        text.Gauge("dai_policy_compiled", "1 when the agent's policy at the head compiles.",
            node.Policies.Select(policy => (Label("agent", policy.Agent), policy.Compiled ? 1.0 : 0)));
    }

    private static void Work(PrometheusText text, NodeView node)
    {
        text.Gauge("dai_leases", "Shards whose lease this node holds.",
            (None, node.Leases.Count(lease => lease.Node == node.Node)));
        text.Counter("dai_checkpoints_total", "Checkpoints of this node on chain.", (None, node.Checkpoints));
        text.Gauge("dai_ledger_pending_leaves", "Leaves that no checkpoint holds yet.", (None, node.PendingLeaves));
        text.Gauge("dai_queue_transactions", "Transactions that are not final yet.", (None, node.QueuedTransactions));
    }

    private static void Served(PrometheusText text, IReadOnlyList<AgentView> agents) => text.Gauge(
        "dai_agent_served", "1 when the agent answers, its lease is held and nothing stops it.",
        agents.Select(agent => (Label("agent", agent.Name),
            agent is { Answers: true, Held: true, Problem: null } ? 1.0 : 0)));

    private static void Agents(PrometheusText text, IReadOnlyList<AgentView> agents)
    {
        text.Counter("dai_agent_leaves_total", "Leaves of the agent's log.",
            agents.Select(agent => (Label("agent", agent.Name), (double)agent.Leaves)));
        text.Gauge("dai_agent_open_actions", "Actions under way.",
            agents.Select(agent => (Label("agent", agent.Name), (double)agent.Open)));
        text.Gauge("dai_agent_waiting_actions", "Actions that wait for an approval.",
            agents.Select(agent => (Label("agent", agent.Name), (double)agent.Waiting)));
        text.Gauge("dai_agent_frozen", "1 while a guardian has frozen the agent.",
            agents.Select(agent => (Label("agent", agent.Name), agent.Frozen ? 1.0 : 0)));
    }

    // In the smallest unit; beyond 2^53 a double is as near as it can be, and this decides nothing.
    private static void Budgets(PrometheusText text, IReadOnlyList<AgentView> agents)
    {
        var budgets = agents.SelectMany(agent => agent.Budgets.Select(budget =>
            (Labels: new[] { ("agent", agent.Name), ("budget", budget.Name) }, Budget: budget))).ToList();
        text.Gauge("dai_budget_level", "What may be used now, in the smallest unit.",
            budgets.Select(one => (one.Labels, Number(one.Budget.Level))));
        text.Gauge("dai_budget_burst", "The most that gathers, in the smallest unit.",
            budgets.Select(one => (one.Labels, Number(one.Budget.Burst))));
        text.Gauge("dai_budget_reserved", "Held for what is under way, in the smallest unit.",
            budgets.Select(one => (one.Labels, Number(one.Budget.Reserved))));
        // A reservation that is given back lowers it, so it is no counter.
        text.Gauge("dai_budget_spent", "Used or reserved since the budget was first listed, in the smallest unit.",
            budgets.Select(one => (one.Labels, Number(one.Budget.Spent))));
    }

    private static void Self(PrometheusText text)
    {
        using var process = Process.GetCurrentProcess();
        text.Counter("process_cpu_seconds_total", "Processor time of this process.",
            (None, process.TotalProcessorTime.TotalSeconds));
        text.Gauge("process_resident_memory_bytes", "Memory of this process.", (None, process.WorkingSet64));
        text.Gauge("process_start_time_seconds", "When this process started, in Unix seconds.",
            (None, new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1_000.0));
    }

    private static (string, string)[] Label(string name, string value) => [(name, value)];

    private static double Number(string units) => double.Parse(units, CultureInfo.InvariantCulture);
}
