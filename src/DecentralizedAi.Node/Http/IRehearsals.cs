using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Node.Http;

/// <summary>What proposals would change, and what they would have changed.</summary>
internal interface IRehearsals
{
    /// <summary>
    /// The object of <c>GET /v1/proposals/{id}/rehearsal</c>: for each policy that the proposal would put in force its
    /// root, what operators say about it, its comparison with the policy in force and its backtest over this
    /// operator's log; null where there is no such proposal.
    /// </summary>
    /// <exception cref="HttpProblemException">Not now.</exception>
    Task<JsonObject?> OfAsync(UInt256 proposal, CancellationToken cancel);
}
