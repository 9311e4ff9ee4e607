using System.ComponentModel;
using System.Text;
using System.Text.Json;
using DecentralizedAi.Authoring;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Bundles.Verification;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using ModelContextProtocol;
using ModelContextProtocol.Server;

namespace DecentralizedAi.Node.Http.Mcp;

/// <summary>What a DAO shows to other people's agents: nothing here changes anything.</summary>
internal sealed class DaoTools(IAgentReader reader)
{
    [McpServerTool(
        Name = "status", Title = "Health of this node", ReadOnly = true, OpenWorld = false,
        UseStructuredContent = true)]
    [Description("Whether this node is ready, its cluster, chain head, leases, checkpoints, and what is red.")]
    public Task<NodeView> StatusAsync(CancellationToken cancellation) => reader.StatusAsync(cancellation);

    [McpServerTool(
        Name = "agents", Title = "Agents", ReadOnly = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Every agent that this operator hosts: its policy root, composition, vault, lease and log.")]
    public async Task<AgentsAnswer> AgentsAsync(CancellationToken cancellation) =>
        new(await reader.AgentsAsync(cancellation));

    [McpServerTool(
        Name = "budget", Title = "Budgets of an agent", ReadOnly = true, OpenWorld = false,
        UseStructuredContent = true)]
    [Description("What an agent may still spend of each asset and resource, by the node's own count.")]
    public async Task<BudgetAnswer> BudgetAsync(
        [Description("Name of the agent.")] string agent, CancellationToken cancellation)
    {
        var view = await reader.AgentAsync(agent, cancellation) ?? throw NoAgent(agent);
        return new BudgetAnswer(view.Name, view.Frozen, view.PolicyRoot, view.Budgets, view.Problem);
    }

    [McpServerTool(
        Name = "log", Title = "Log of an agent", ReadOnly = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("The leaves of an agent's log in order: what was asked, decided, done; at most 1,000.")]
    public async Task<LogAnswer> LogAsync(
        [Description("Name of the agent.")] string agent,
        [Description("Number of the first leaf, from 1.")] ulong from = 1,
        CancellationToken cancellation = default) =>
        new(await reader.LogAsync(agent, from, cancellation) ?? throw NoAgent(agent));

    [McpServerTool(
        Name = "why", Title = "Why an agent acted or refused", ReadOnly = true, OpenWorld = false,
        UseStructuredContent = true)]
    [Description("What came of an instruction: each call with verdict, rule, reason, transaction and leaf.")]
    public async Task<InstructionView> WhyAsync(
        [Description("Id of the instruction: 0x and 64 digits.")] string instruction, CancellationToken cancellation)
    {
        if (!Bytes32.TryParse(instruction, out var id))
            throw new McpException($"DAI-6010 '{instruction}' is not 0x and 64 hexadecimal digits");
        return await reader.InstructionAsync(id, TimeSpan.Zero, cancellation) switch
        {
            InstructionAnswer.Known known => known.View,
            InstructionAnswer.NotNow later => throw new McpException($"{later.Code} {later.Message}"),
            _ => throw new McpException($"DAI-6011 no agent of this operator knows instruction {id}"),
        };
    }

    [McpServerTool(
        Name = "policy_explain", Title = "Explain a policy", ReadOnly = true, OpenWorld = false,
        UseStructuredContent = true)]
    [Description("Whether a policy allows a call, by which rule, and what would have to change.")]
    public ExplainAnswer Explain(
        [Description("The policy document, YAML or JSON.")] string policy,
        [Description("The call: {\"tool\":..., \"args\":{...}}.")] JsonElement call,
        [Description("The facts: {\"instructor\":..., \"time\":..., \"turn\":[...]}.")] JsonElement facts)
    {
        var snapshot = PolicyFile.Compile(policy) switch
        {
            CompileAnswer.Compiled compiled => compiled.Snapshot,
            CompileAnswer.Refused refused => throw new McpException($"the policy is no law: {refused.Faults[0]}"),
            var other => throw new InvalidOperationException($"unknown answer {other}"),
        };
        try
        {
            var asked = FactsJson.Call(call);
            var explained = PolicyExplain.Of(snapshot, asked, FactsJson.Facts(facts));
            return new ExplainAnswer(explained.Decision.Verdict, explained.Decision.Rule,
                explained.Decision.Policy.ToString(), explained.Change,
                [.. PolicyExplain.ToLines(snapshot, asked, explained)]);
        }
        catch (Exception wrong) when (wrong is FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw new McpException($"DAI-6010 call or facts are not of the form: {wrong.Message}");
        }
    }

    [McpServerTool(
        Name = "log_verify", Title = "Verify a bundle", ReadOnly = true, OpenWorld = false,
        UseStructuredContent = true)]
    [Description("Checks an exported log against the hash of a block that you trust; believes no node, this one "
        + "included only as far as you trust it to compute.")]
    public VerifyAnswer Verify(
        [Description("The bundle, as `dai log export` writes it.")] string bundle,
        [Description("Hash of the trusted block: 0x and 64 digits.")] string trust,
        [Description("The DAO's manifest; without it less is checked.")] string? manifest = null)
    {
        if (!Bytes32.TryParse(trust, out var hash))
            throw new McpException($"DAI-5002 '{trust}' is not 0x and 64 hexadecimal digits");
        var result = Verified(Encoding.UTF8.GetBytes(bundle), hash, manifest);
        return new VerifyAnswer(result.Failure is null, result.Checks, result.Failure, result.Void, result.Disowned,
            result.Outside, result.NotOpened, result.NotChecked);
    }

    private static VerificationResult Verified(byte[] bundle, Bytes32 trust, string? manifest)
    {
        try
        {
            var dao = manifest is null ? null : ManifestReader.Read(Encoding.UTF8.GetBytes(manifest));
            return new BundleVerifier(new NethereumSignatureRecovery(), new PolicyJudge())
                .Verify(BundleReader.Read(bundle), trust, dao);
        }
        catch (DocumentRefused refused)
        {
            return VerificationResult.Refused(refused);
        }
    }

    private static McpException NoAgent(string name) =>
        new($"DAI-6011 this operator hosts no agent '{name}'; the tool 'agents' names those it hosts");
}
