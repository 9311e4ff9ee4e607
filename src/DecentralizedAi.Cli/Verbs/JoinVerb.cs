using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Makes the keys of another node and binds them to the operator.</summary>
internal static class JoinVerb
{
    private static readonly Option<ulong?> Operator = new("--operator")
    {
        Description = "The operator; default the only one whose admin signs", HelpName = "ID",
    };

    public static Command Make() => Verb.Make("node.join",
        "Makes the two keys of another node and binds them to its operator, whose admin signs", RunAsync,
        NodeVerbs.Index, Operator, Common.As);

    private static async Task<Answer> RunAsync(VerbCall call, CancellationToken cancellation)
    {
        var index = NodeVerbs.Number(call);
        var folder = call.Home.Node(index);
        using var dao = call.OpenDao();
        var admin = call.Key("operator");
        var own = (await dao.Operators.ListAsync(cancellation)).Where(one => one.Admin == admin.Account
            && (call.Value(Operator) is not { } named || one.Id == named)).ToList();
        // Of several the last was registered on purpose; but whoever has several says which.
        if (own is not [var host])
            throw CliException.Usage("DAI-1213", $"{admin.Account} is the admin of {own.Count} operators that fit",
                "--operator", own.Count == 0 ? "register with 'dai operator add', or sign with --as"
                    : $"name one of: {string.Join(", ", own.Select(one => one.Id))}");
        string[] files = [Path.Combine(folder, "anchor.json"), Path.Combine(folder, "spender.json")];
        if (call.Plan(
                [.. files.Select(file => File.Exists(file)
                    ? $"use the key {KeystoreFile.AccountOf(file)} of {file}" : $"write a new key to {file}"),
                $"bind both to operator {host.Id} as its admin {admin.Account}"]) is { } plan)
            return plan;
        var password = VerbCall.Password(files[0], Path.Combine(call.Keys, "password"));
        var keys = files.Select(file => OpenOrMake(file, password)).ToList();
        using var sender = dao.Sender(admin);
        if (await dao.Operators.OperatorOfAsync(keys[0].Account, cancellation) != host.Id)
            await dao.Operators.AddNodeAsync(sender, host.Id, keys[0], keys[1], cancellation);
        return Answer.Lines(new JsonObject
        {
            ["index"] = index, ["operator"] = host.Id.ToString(CultureInfo.InvariantCulture),
            ["anchor"] = keys[0].Account.ToString(), ["spender"] = keys[1].Account.ToString(),
        },
            $"node {index} belongs to operator {host.Id}: anchor {keys[0].Account}, spender {keys[1].Account}",
            "  both pay gas: send each some of the chain's coin",
            $"  then: dai node run {index}");
    }

    private static EthereumKey OpenOrMake(string file, string password)
    {
        if (!File.Exists(file))
            KeystoreFile.Write(file, EthereumKey.Create(), password);
        return KeystoreFile.Read(file, password);
    }
}
