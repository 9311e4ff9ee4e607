using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Compiling;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Policy;

public sealed class NumberTableTests
{
    [Fact]
    public void Finds_every_number_that_it_holds_and_no_other()
    {
        var table = new NumberTable();
        Assert.Equal(-1, table.Find(UInt256.Zero));
        var numbers = Enumerable.Range(0, 200).Select(i => UInt256.Of((UInt128)i))
            .SelectMany(number => new[] { number, UInt256.MaxUInt128 + number + UInt256.One,
                UInt256.MaxValue - number }).ToArray();
        for (var i = 0; i < numbers.Length; i++)
            Assert.Equal(i, table.Add(numbers[i]));
        for (var i = 0; i < numbers.Length; i++)
            Assert.Equal((i, i), (table.Find(numbers[i]), table.Add(numbers[i])));
        Assert.Equal(numbers.Length, table.Count);
        Assert.Equal((-1, -1), (table.Find(UInt256.Of(200)), table.Find(UInt256.MaxValue - UInt256.Of(200))));
    }
}
