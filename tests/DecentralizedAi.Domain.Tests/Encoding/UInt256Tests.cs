using System.Numerics;
using CsCheck;
using DecentralizedAi.Domain.Encoding;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Encoding;

public sealed class UInt256Tests
{
    private static readonly BigInteger Bound = BigInteger.One << 256;

    private static readonly Gen<UInt256> Number =
        Gen.Select(Gen.ULong, Gen.ULong, Gen.ULong, Gen.ULong, Gen.Int[0, 255])
            .Select((a, b, c, d, shift) => UInt256.Of(new UInt128(a, b), new UInt128(c, d)) >> shift);

    [Fact]
    public void Agrees_with_big_integers_on_every_operation() => Gen.Select(Number, Number, Gen.ULong, Gen.Int[0, 260])
        .Sample((a, b, factor, shift) =>
        {
            var (x, y) = (Big(a), Big(b));
            Assert.Equal(Saturated(x + y), Big(a.SaturatingAdd(b)));
            Assert.Equal(BigInteger.Max(x - y, 0), Big(a.SaturatingSubtract(b)));
            Assert.Equal(Saturated(x * factor), Big(a.SaturatingMultiply(factor)));
            Assert.Equal((x << shift) % Bound, Big(a << shift));
            Assert.Equal(x >> shift, Big(a >> shift));
            Assert.Equal(x.CompareTo(y), Math.Sign(a.CompareTo(b)));
            Assert.Equal(a, UInt256.OfWord(a.ToWord()));
            if (factor > 0)
                Assert.Equal((x / factor, x % factor), (Big(a.DivideBy(factor).Quotient), a.DivideBy(factor).Remainder));
        });

    [Theory]
    [InlineData("")]
    [InlineData("01")]
    [InlineData("-1")]
    [InlineData("1.0")]
    [InlineData(" 1")]
    [InlineData("115792089237316195423570985008687907853269984665640564039457584007913129639936")]
    public void Refuses_text_that_is_not_a_number_of_256_bits(string text) =>
        Assert.False(UInt256.TryParse(text, out _));

    [Fact]
    public void Reads_its_largest_value_back() =>
        Assert.Equal(UInt256.MaxValue, UInt256.Parse(UInt256.MaxValue.ToString()));

    private static BigInteger Big(UInt256 value) => BigInteger.Parse(value.ToString());

    private static BigInteger Saturated(BigInteger value) => BigInteger.Min(value, Bound - 1);
}
