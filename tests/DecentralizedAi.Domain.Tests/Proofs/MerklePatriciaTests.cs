using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Proofs;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Proofs;

public sealed class MerklePatriciaTests
{
    private static byte[] Key(int i) => WordHash.Of(Word.Of((ulong)i)).ToArray();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(300)]
    public void Present_and_absent_keys_are_proven(int count)
    {
        var trie = new TrieBuilder();
        for (var i = 0; i < count; i++)
            trie.Put(Key(i), TrieBuilder.Number(UInt256.Of((uint)i + 1)));
        for (var i = 0; i < count + 20; i++)
        {
            var value = MerklePatricia.Find(trie.Root, Key(i), trie.Prove(Key(i)));
            Assert.Equal(i < count, value is not null);
            if (value is { } found)
                Assert.Equal(UInt256.Of((uint)i + 1), Rlp.Read(found).ToNumber());
        }
    }

    [Fact]
    public void An_empty_trie_proves_absence_only()
    {
        Assert.Null(MerklePatricia.Find(MerklePatricia.EmptyRoot, Key(0), []));
        Assert.Null(MerklePatricia.Find(MerklePatricia.EmptyRoot, Key(0), [[0x80]]));
        Assert.Throws<FormatException>(() => MerklePatricia.Find(WordHash.Of(Word.Of(1)), Key(0), []));
    }

    [Fact]
    public void A_proof_that_is_cut_or_padded_or_of_another_key_is_refused()
    {
        var trie = new TrieBuilder();
        for (var i = 0; i < 100; i++)
            trie.Put(Key(i), TrieBuilder.Number(UInt256.One));
        var proof = trie.Prove(Key(3));
        Assert.Throws<FormatException>(() => MerklePatricia.Find(trie.Root, Key(3), [.. proof.SkipLast(1)]));
        Assert.Throws<FormatException>(() => MerklePatricia.Find(trie.Root, Key(3), [.. proof, [0x80]]));
        Assert.Throws<FormatException>(() => MerklePatricia.Find(trie.Root, Key(3), [.. proof.Skip(1)]));
        var other = Enumerable.Range(0, 100).First(i => trie.Prove(Key(i)).Count != proof.Count
            || !trie.Prove(Key(i))[^1].SequenceEqual(proof[^1]));
        Assert.Throws<FormatException>(() => MerklePatricia.Find(trie.Root, Key(other), proof));
    }

    [Fact]
    public void Every_flipped_bit_of_a_proof_is_found()
    {
        var trie = new TrieBuilder();
        for (var i = 0; i < 40; i++)
            trie.Put(Key(i), TrieBuilder.Number(UInt256.Of((uint)i + 1)));
        var proof = trie.Prove(Key(7)).Select(node => node.ToArray()).ToArray();
        foreach (var node in proof)
        {
            for (var i = 0; i < node.Length; i += 7)
            {
                node[i] ^= 1;
                Assert.Throws<FormatException>(() => MerklePatricia.Find(trie.Root, Key(7), proof));
                node[i] ^= 1;
            }
        }
    }

    [Theory]
    [InlineData("0x8101", "a small byte with a prefix")]
    [InlineData("0x820001", null)]
    [InlineData("0xb801ff", "a long length of a short item")]
    [InlineData("0x83ffff", "cut")]
    [InlineData("0x80ff", "bytes after")]
    [InlineData("0x", "nothing")]
    [InlineData("0xbfffffffffffffffff", "a length that does not fit")]
    public void Rlp_is_read_in_its_shortest_form_only(string hex, string? why)
    {
        if (why is null)
            Assert.Equal(2, Rlp.Read(Hex.Decode(hex)).Bytes.Length);
        else
            Assert.Throws<FormatException>(() => Rlp.Read(Hex.Decode(hex)));
    }
}
