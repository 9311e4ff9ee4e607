using DecentralizedAi.Domain.Encoding;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Encoding;

public sealed class Keccak256Tests
{
    [Theory]
    [InlineData("", "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("abc", "0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")]
    public void Gives_the_published_hashes(string text, string hash) =>
        Assert.Equal(hash, Keccak256.Hash(text).ToString());

    [Fact]
    public void Hashes_several_messages_side_by_side_as_it_does_each_alone()
    {
        var random = new Random(7);
        for (var length = 0; length <= 600; length += random.Next(1, 30))
            for (var count = 0; count <= 21; count++)
            {
                var messages = new byte[count * length];
                random.NextBytes(messages);
                var each = new Bytes32[count];
                Keccak256.HashEach(messages, each);
                var alone = Enumerable.Range(0, count)
                    .Select(i => Keccak256.Hash(messages.AsSpan(i * length, length))).ToArray();
                Assert.Equal(alone, each);
                Assert.Equal(alone, Hashed<OneLane>(messages, length, count));
                Assert.Equal(alone, Hashed<FourLanes>(messages, length, count));
                Assert.Equal(alone, Hashed<EightLanes>(messages, length, count));
            }
        Assert.Throws<ArgumentException>(() => Keccak256.HashEach(new byte[7], new Bytes32[2]));
        Assert.Throws<ArgumentException>(() => Keccak256.HashEach(new byte[1], []));
    }

    // With registers that this processor may not have: what it does then is as right, and slow.
    private static Bytes32[] Hashed<T>(byte[] messages, int length, int count) where T : unmanaged, ILane<T>
    {
        var hashes = new Bytes32[count];
        ReadOnlySpan<byte> rest = messages;
        Span<Bytes32> open = hashes;
        Keccak256.HashEach<T>(ref rest, length, ref open);
        Assert.True(open.Length < T.Count);
        Keccak256.HashEach(rest, open);
        return hashes;
    }

    [Theory]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359")]
    [InlineData("0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB")]
    public void Writes_and_demands_the_checksum_of_eip_55(string address)
    {
        Assert.Equal(address, Address.Parse(address.ToLowerInvariant()).ToString());
        Assert.Equal(address, Address.Parse(address).ToString());
        Assert.False(Address.TryParse(address.Replace('f', 'F').Replace('d', 'D'), out _));
    }
}
