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
