using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Encoding;
using Nethereum.Contracts;
using static DecentralizedAi.Chain.Abi.TimelockControllerAbi;

namespace DecentralizedAi.Chain.Dao;

/// <summary>The two transactions by which a proposer of an OpenZeppelin timelock carries calls out.</summary>
public static class TimelockBatch
{
    // More than a publication with its document takes; a wallet estimates on its own anyway.
    private const ulong Gas = 12_000_000;

    /// <summary>Schedule, and after the delay execute.</summary>
    /// <param name="description">Its hash is the salt, so that the same calls can be decided again.</param>
    public static IReadOnlyList<(string Id, string Sentence, Outgoing Transaction)> Of(
        AdoptedAuthority timelock, IReadOnlyList<ProposalCall> calls, string description)
    {
        var schedule = new ScheduleBatchFunction
        {
            Targets = [.. calls.Select(c => c.Target.ToLower())], Values = [.. calls.Select(c => c.Value.ToBig())],
            Payloads = [.. calls.Select(c => c.Data.ToArray())], Predecessor = new byte[32],
            Salt = Keccak256.Hash(description).ToArray(), Delay = timelock.Delay,
        };
        var execute = new ExecuteBatchFunction
        {
            Targets = schedule.Targets, Values = schedule.Values, Payloads = schedule.Payloads,
            Predecessor = schedule.Predecessor, Salt = schedule.Salt,
        };
        return
        [
            ("schedule", $"By a proposer: start the delay of {timelock.Delay} s for: {description}",
                new Outgoing(timelock.Account, schedule.GetCallData(), Gas)),
            ("execute", $"By an executor, {timelock.Delay} s later: carry out: {description}",
                new Outgoing(timelock.Account, execute.GetCallData(), Gas)),
        ];
    }
}
