using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Deployment;

/// <summary>One transaction of a deployment.</summary>
/// <param name="Id">Name in the deployment plan; <c>factory</c> for the first.</param>
/// <param name="Sentence">What it does, for the person who signs it.</param>
/// <param name="Done">Its contract is on the chain already.</param>
public sealed record DeploymentStep(
    string Id, string Contract, Address Address, Outgoing Transaction, string Sentence, bool Done);

/// <summary>
/// How a DAO gets onto a chain: every address is known before the first transaction, and what is done already is read
/// from the chain itself.
/// </summary>
/// <param name="Owner">Sends the transactions; has no right over the contracts.</param>
/// <param name="Salt">Tells two DAOs of one owner with the same settings apart.</param>
/// <param name="Hash">Of salt, code and arguments of all contracts; the factory's address commits to it.</param>
/// <param name="Authority">Owner of every contract: the timelock of the plan, or another DAO.</param>
public sealed record DeploymentPlan(
    ulong ChainId, Bytes32 Genesis, Address Owner, Bytes32 Salt, Bytes32 Hash, Address Factory, Address Authority,
    DaoSettings Settings, IReadOnlyList<PlannedContract> Contracts, IReadOnlyList<DeploymentStep> Steps)
{
    /// <summary>What is still to be sent, in order.</summary>
    public IReadOnlyList<DeploymentStep> Open => [.. Steps.Where(step => !step.Done)];
}
