using System.Text.Json;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Budgets;

public sealed class BucketVectorTests
{
    public static TheoryData<int, string> Cases
    {
        get
        {
            var data = new TheoryData<int, string>();
            foreach (var (index, vector) in PolicyVectors.Section("buckets").Index())
                data.Add(index, vector.GetProperty("name").GetString()!);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Follows_the_trace(int index, string name)
    {
        Assert.NotEmpty(name);
        var bucket = default(Bucket);
        var steps = PolicyVectors.Section("buckets")[index].GetProperty("steps").EnumerateArray();
        foreach (var (number, step) in steps.Index())
        {
            (bucket, var answer) = Step(bucket, step);
            Assert.Equal(
                $"{number} {Text(step, "answer")} {Text(step, "level")} {Text(step, "spent")}",
                $"{number} {BucketAnswers.Write(answer)} {bucket.Level} {bucket.Spent}");
        }
    }

    private static (Bucket, BucketAnswer) Step(Bucket bucket, JsonElement step)
    {
        var at = UInt256.Parse(Text(step, "at")).ToUInt128();
        return Text(step, "op") switch
        {
            "list" => bucket.List(at, Limits(step)),
            "update" => bucket.Update(at, Limits(step)),
            "unlist" => bucket.Unlist(at),
            "spend" => bucket.Spend(at, UInt256.Parse(Text(step, "amount"))),
            "release" => (bucket.Release(at, UInt256.Parse(Text(step, "amount"))), BucketAnswer.Ok),
            "settle" => (bucket.Settle(at), BucketAnswer.Ok),
            var other => throw new InvalidOperationException($"no step '{other}'"),
        };
    }

    private static BucketLimits Limits(JsonElement step) => new(
        UInt256.Parse(Text(step, "per_action")), UInt256.Parse(Text(step, "burst")), UInt256.Parse(Text(step, "rate")),
        UInt256.Parse(Text(step, "lifetime")));

    private static string Text(JsonElement step, string name) => step.GetProperty(name).GetString()!;
}
