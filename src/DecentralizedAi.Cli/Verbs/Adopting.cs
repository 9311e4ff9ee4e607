using System.Text.Json.Nodes;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Deployment;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Writes calls for an authority that decides in its own way: a Safe, a timelock, another DAO.</summary>
internal static class Adopting
{
    public static async Task<Answer> WriteAsync(
        VerbCall call, DaoServices dao, IReadOnlyList<ProposalCall> calls, string description,
        CancellationToken cancellation)
    {
        var authority = await AdoptedAuthority.ReadAsync(dao.Endpoint, dao.Contracts.Authority, cancellation);
        var decoder = new CallDecoder(dao.Contracts);
        var words = calls.Select(one => decoder.Decode(one).ToString()).ToList();
        var file = Path.GetFullPath(call.Value(Common.Out) ?? Path.Combine(call.Home.Folder, "proposals",
            $"{Keccak256.Hash(description).ToString()[2..10]}.json"));
        var dry = call.Value(Common.DryRun);
        if (!dry)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, Text(call, dao, authority, calls, words, description), cancellation);
        }
        var kind = authority.Kind.ToString().ToLowerInvariant();
        return Answer.Lines(new JsonObject
        {
            ["dryRun"] = dry,
            ["authority"] = authority.Account.ToString(),
            ["kind"] = kind,
            ["description"] = description,
            ["file"] = file,
            ["calls"] = new JsonArray([.. calls.Select((one, index) => new JsonObject
            {
                ["to"] = one.Target.ToString(), ["value"] = one.Value.ToString(), ["data"] = Hex.Encode(one.Data.Span),
                ["words"] = words[index],
            })]),
        },
        [
            Terminal.Visible(description),
            .. words.Select(word => Terminal.Visible($"  {word}")),
            $"{(dry ? "would be" : "is")} in {file}",
            Next(authority),
        ]);
    }

    private static string Text(
        VerbCall call, DaoServices dao, AdoptedAuthority authority, IReadOnlyList<ProposalCall> calls,
        List<string> words, string description) => authority.Kind switch
        {
            AuthorityKind.Safe => SafeBatch.Of(
                dao.Contracts.ChainId, authority.Account, description, calls, call.Clock.GetUtcNow()),
            AuthorityKind.Timelock => UnsignedTransactions.Of(
                dao.Contracts.ChainId, null, TimelockBatch.Of(authority, calls, description)),
            _ => UnsignedTransactions.Of(dao.Contracts.ChainId, authority.Account, calls.Select((one, index) =>
                ($"call {index + 1}", words[index], new Outgoing(one.Target, one.Data.ToArray(), 0, one.Value)))),
        };

    private static string Next(AdoptedAuthority authority) => authority.Kind switch
    {
        AuthorityKind.Safe => $"open it in the Transaction Builder of the Safe {authority.Account}; "
            + $"{authority.Threshold} owners sign",
        AuthorityKind.Timelock => $"a proposer of the timelock {authority.Account} sends the first, an executor the "
            + $"second {authority.Delay} s later",
        _ => $"{authority.Account} has to make these calls",
    };
}
