using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Limits;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Policy;

public sealed class LimitVectorTests
{
    public static TheoryData<int> Cases => new(Enumerable.Range(0, PolicyVectors.Section("limits").Count));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Compiles_to_the_limits_of_the_vectors(int index)
    {
        var vector = PolicyVectors.Section("limits")[index];
        var limits = VaultLimits.Of(PolicySamples.Snapshot(vector.GetProperty("doc").GetInt32()).Document);
        Assert.Equal(vector.GetProperty("hash").GetString(), limits.Hash.ToString());
        Assert.Equal(
            vector.GetProperty("limits").EnumerateArray().Select(limit => string.Join(' ',
                limit.EnumerateObject().OrderBy(part => part.Name).Select(part => part.Value.GetString()))),
            limits.Limits.Select(limit => string.Join(' ',
                limit.Limit.AskAbove, limit.Limit.AskBy.ToLower(), limit.Limit.Asset.ToLower(), limit.Limit.Burst,
                limit.Limit.Lifetime, limit.Name, limit.Limit.PayeesRoot, limit.Limit.PerAction, limit.Limit.Rate)));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Proves_every_payee_and_nobody_else(int index)
    {
        var limits = VaultLimits.Of(
            PolicySamples.Snapshot(PolicyVectors.Section("limits")[index].GetProperty("doc").GetInt32()).Document);
        foreach (var limit in limits.Limits)
        {
            Assert.Null(limit.Payees.Find(Address.Parse("0x00000000000000000000000000000000000000ff")));
            foreach (var payee in limit.Payees.Payees)
            {
                var (found, proof) = limit.Payees.Find(payee.Address)!.Value;
                Assert.Equal(limit.Payees.Root, proof.Aggregate(found.Leaf, Pair));
            }
        }
    }

    private static Bytes32 Pair(Bytes32 a, Bytes32 b) => a.CompareTo(b) < 0
        ? Keccak256.Hash([.. a.ToArray(), .. b.ToArray()])
        : Keccak256.Hash([.. b.ToArray(), .. a.ToArray()]);
}
