using DecentralizedAi.Authoring;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Documents;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Policy files as verbs need them.</summary>
internal static class Policies
{
    /// <summary>A file that compiles.</summary>
    /// <exception cref="CliException">DAI-1056: it does not; the first fault with its place.</exception>
    public static PolicySnapshot Compile(string file) => PolicyFile.Compile(File.ReadAllBytes(file)) switch
    {
        CompileAnswer.Compiled compiled => compiled.Snapshot,
        CompileAnswer.Refused refused => throw Fault(file, refused.Faults[0]),
        var other => throw new InvalidOperationException($"unknown answer {other}"),
    };

    /// <summary>The policy that the registry of the home's DAO names for an agent.</summary>
    /// <exception cref="CliException">DAI-1074: there is none, or it does not compile.</exception>
    public static async Task<PolicySnapshot> InForceAsync(
        VerbCall call, string name, CancellationToken cancellation)
    {
        using var dao = call.OpenDao();
        var agent = await dao.AgentAsync(name, cancellation);
        var root = (await dao.Policies.ShowAsync(agent.Id, cancellation)).Root;
        var canonical = root.IsZero ? null : await dao.Policies.ReadAsync(root, cancellation);
        return canonical is not null && PolicySnapshot.Compile(canonical)
            is CompileAnswer.Compiled { Snapshot: var policy }
            ? policy
            : throw CliException.Usage("DAI-1074", $"no policy is in force for '{name}' (root {root})", "FILE",
                "name two files: the old version, then the new one");
    }

    /// <exception cref="CliException">DAI-1057: the document is for another chain.</exception>
    public static void CheckChain(PolicySnapshot policy, DaoServices dao)
    {
        if (policy.Chain != dao.Contracts.ChainId)
            throw CliException.Usage("DAI-1057", $"the policy is for chain eip155:{policy.Chain}, this DAO is on "
                + $"eip155:{dao.Contracts.ChainId}", "chain", $"write chain: eip155:{dao.Contracts.ChainId}");
    }

    public static CliException Fault(string file, PolicyFault fault) => CliException.Usage(
        "DAI-1056", fault.ToString(), $"{file}:{fault.Place.Line}:{fault.Place.Column}",
            "mend that place; 'dai policy lint' shows all of them");
}
