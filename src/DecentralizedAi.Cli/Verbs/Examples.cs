namespace DecentralizedAi.Cli.Verbs;

/// <summary>A line to type for each verb, as its help and the reference show it.</summary>
internal static class Examples
{
    private const string Id = "0x5d1c7b0e3f2a49866d1c7b0e3f2a49865d1c7b0e3f2a49866d1c7b0e3f2a4986";
    private const string Account = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    private const string Proposal = "31415926535897932384626433832795028841971693993751058209749445923078164062862";

    // By the words of the verb joined by points; a test types each of them.
    private static readonly Dictionary<string, string> Lines = new(StringComparer.Ordinal)
    {
        ["demo"] = "--seed 3 --keep",
        ["test"] = "--suite Domain.Tests",
        ["bench"] = "--only policy",
        ["up"] = "--nodes 3 --detach",
        ["down"] = "",
        ["status"] = "",
        ["doctor"] = "--fix --dry-run",
        ["backup"] = "--out backups/monday",
        ["restore"] = "backups/monday --dry-run",
        ["chaos"] = "--minutes 5 --seed 7",
        ["dao.deploy"] = "--rpc http://127.0.0.1:8545 --settings dao.json --key deployer --dry-run",
        ["dao.show"] = "",
        ["dao.verify"] = "dao.json --rpc http://127.0.0.1:8545",
        ["dao.descriptors"] = "wallet-files",
        ["agent.list"] = "",
        ["agent.show"] = "treasurer",
        ["agent.run"] = "treasurer \"Pay Hosting 20 USDC.\" --as manager --wait",
        ["agent.log"] = "treasurer",
        ["agent.freeze"] = "treasurer --as guardian",
        ["agent.unfreeze"] = "treasurer --as holder-0",
        ["agent.add"] = "clerk --policy clerk.yaml --as holder-0",
        ["approval.list"] = "",
        ["approval.grant"] = $"{Id} --as approver",
        ["approval.deny"] = $"{Id} --reason \"The invoice is paid.\" --as approver",
        ["policy.lint"] = "treasurer.yaml",
        ["policy.test"] = "treasurer.yaml",
        ["policy.explain"] = "treasurer.yaml --case case.json",
        ["policy.diff"] = "treasurer.yaml treasurer-new.yaml",
        ["policy.backtest"] = "treasurer-new.yaml --out report.json",
        ["policy.grammar"] = "treasurer.yaml --say \"Pay Hosting 20 USDC.\"",
        ["policy.attest"] = "treasurer-new.yaml --report report.json --as operator",
        ["policy.gate"] = "on --as holder-0",
        ["policy.propose"] = "treasurer-new.yaml --as holder-0",
        ["proposal.list"] = "",
        ["proposal.show"] = Proposal,
        ["proposal.vote"] = $"{Proposal} for --reason \"The new host is cheaper.\" --as holder-0",
        ["proposal.submit"] = "ballot.json --as manager",
        ["proposal.queue"] = $"{Proposal} --wait",
        ["proposal.execute"] = $"{Proposal} --wait",
        ["token.show"] = Account,
        ["token.delegate"] = $"{Account} --as holder-0",
        ["vault.show"] = "treasurer",
        ["vault.fund"] = "treasurer 250 USDC --as manager",
        ["vault.forecast"] = $"treasurer {Account} 20 USDC",
        ["budget.show"] = "treasurer",
        ["budget.forecast"] = "treasurer",
        ["payee.deny"] = $"{Account} --as guardian",
        ["operator.list"] = "",
        ["operator.add"] = "\"Pantry Hosting\" --as operator",
        ["operator.freeze"] = "2 --as guardian",
        ["node.list"] = "",
        ["node.run"] = "0",
        ["node.join"] = "3 --as operator",
        ["node.drain"] = "2",
        ["key.new"] = "keys/approver.json",
        ["key.import"] = "keys/deployer.json",
        ["key.list"] = "",
        ["log.tail"] = "--agent treasurer",
        ["log.export"] = "--out bundle.json",
        ["log.verify"] = $"bundle.json --trust {Id} --dao dao.json",
        ["why"] = Id,
        ["config.show"] = "--origin",
        ["config.validate"] = "",
        ["model.show"] = "default.gguf",
        ["model.add"] = "other.gguf --agent agents/treasurer --as holder-0",
        ["model.bench"] = "default.gguf",
        ["model.eval"] = "cases.jsonl",
        ["model.replay"] = Id,
        ["model.list"] = "",
        ["model.verify"] = "default.gguf --agent treasurer",
        ["mcp.serve"] = "",
        ["plugin.list"] = "",
        ["plugin.new"] = "Acme.Weather",
        ["plugin.dev"] = "Acme.Weather",
        ["plugin.test"] = "Acme.Weather",
        ["plugin.check"] = "Acme.Weather.dll",
        ["plugin.pack"] = "Acme.Weather.dll --out acme.weather.nupkg",
        ["plugin.approve"] = "treasurer --as holder-0",
        ["plugin.feed"] = "",
        ["conformance"] = "",
        ["completion"] = "bash",
        ["explain"] = "1042",
        ["reference"] = "",
    };

    /// <summary>The line to type for a verb; null for a noun.</summary>
    /// <param name="words">The words of the verb, without <c>dai</c>.</param>
    public static string? Of(IReadOnlyList<string> words) =>
        Lines.TryGetValue(string.Join('.', words), out var rest)
            ? string.Join(' ', (string[])["dai", .. words, rest]).TrimEnd()
            : null;
}
