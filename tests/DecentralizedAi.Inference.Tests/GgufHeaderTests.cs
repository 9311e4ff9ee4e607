using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Inference.Files;
using DecentralizedAi.Testing.Models;
using Xunit;

namespace DecentralizedAi.Inference.Tests;

public sealed class GgufHeaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Reads_what_a_sound_file_says()
    {
        var header = GgufHeader.Read(new MemoryStream(TinyGguf.Bytes()));
        Assert.Equal((3u, "llama", 11), (header.Version, header.Architecture, header.Tensors));
        Assert.StartsWith("{% for", header.ChatTemplate);
        Assert.Null(header.MoneyMargin);
        Assert.Equal(2.5f, GgufHeader.Read(new MemoryStream(TinyGguf.Bytes(margin: 2.5f))).MoneyMargin);
    }

    public static TheoryData<string, byte[]> Broken => new()
    {
        { "start with GGUF", "not a model file at all..."u8.ToArray() },
        { "version 4", Start(4, 1, 1).ToArray() },
        { "version 50331648", Start(0x03000000, 1, 1).ToArray() },
        { "tensors; from 1", Start(3, 0, 1).ToArray() },
        { "tensors; from 1", Start(3, ulong.MaxValue, 1).ToArray() },
        { "entries; from 1", Start(3, 1, 1UL << 40).ToArray() },
        { "a key claims", Start(3, 1, 1).U64(1UL << 60).ToArray() },
        { "claims 1048577 bytes", Start(3, 1, 1).Text("general.name").U32(8).U64((1 << 20) + 1).ToArray() },
        { "are left", Start(3, 1, 1).Text("general.name").U32(8).U64(100).Bytes(1, 2).ToArray() },
        { "unknown type 13", Start(3, 1, 1).Text("a").U32(13).ToArray() },
        { "arrays of arrays", Start(3, 1, 1).Text("a").U32(9).U32(9).U64(1).ToArray() },
        { "elements; the limit", Start(3, 1, 1).Text("a").U32(9).U32(4).U64(ulong.MaxValue).ToArray() },
        { "needs 4000000 bytes", Start(3, 1, 1).Text("a").U32(9).U32(4).U64(1_000_000).ToArray() },
        { "occurs twice", Start(3, 1, 2).Entry("a", 1u).Entry("a", 2u).ToArray() },
        { "other characters", Start(3, 1, 1).Entry("a b", 1u).ToArray() },
        { "architecture is missing", Start(3, 1, 1).Entry("a", 1u).ToArray() },
        { "alignment", Llama(2).Entry("general.alignment", 24u).ToArray() },
        { "alignment", Llama(2).Entry("general.alignment", "32").ToArray() },
        { "money_margin", Llama(2).Entry("dai.money_margin", -1f).ToArray() },
        { "money_margin", Llama(2).Entry("dai.money_margin", float.NaN).ToArray() },
        { "money_margin", Llama(2).Entry("dai.money_margin", 2u).ToArray() },
        { "0 dimensions", Llama().Text("w").U32(0).ToArray() },
        { "5 dimensions", Llama().Text("w").U32(5).ToArray() },
        { "impossible size", Llama().Tensor("w", [ulong.MaxValue, ulong.MaxValue], 0, 0).ToArray() },
        { "impossible size", Llama().Tensor("w", [0], 0, 0).ToArray() },
        { "unknown type 99", Llama().Tensor("w", [32], 99, 0).ToArray() },
        { "blocks of 32", Llama().Tensor("w", [33], 8, 0).ToArray() },
        { "starts at 64", Llama().Tensor("w", [8], 0, 64).ToArray() },
        { "the file has", Llama().Tensor("w", [100], 0, 0).Pad().ToArray() },
        { "the file goes on", Llama().Tensor("w", [8], 0, 0).Pad().Bytes(new byte[33]).ToArray() },
        { "tensors; from 1", Start(3, 1UL << 60, 1).ToArray() },
        { "tensors; from 1", Start(3, 1UL << 63, 1).ToArray() },
        { "entries; from 1", Start(3, 1, 1UL << 60).ToArray() },
        { "entries; from 1", Start(3, 1, 1UL << 63).ToArray() },
        { "9 dimensions", Llama().Text("w").U32(9).ToArray() },
        { "impossible size", Llama().Tensor("w", [ulong.MaxValue, 2], 0, 0).ToArray() },
        { "impossible size", Llama().Tensor("w", [1UL << 62, 4], 0, 0).ToArray() },
        { "alignment", Llama(2).Entry("general.alignment", 1u << 30).ToArray() },
        { "alignment", Llama(2).Entry("general.alignment", 0u).ToArray() },
        { "alignment", Llama(2).Entry("general.alignment", 3u).ToArray() },
        { "claims 1073741824 bytes", Start(3, 1, 1).Text("general.name").U32(8).U64(1 << 30).ToArray() },
        { "array of type 99", Start(3, 1, 1).Text("a").U32(9).U32(99).U64(1UL << 60).ToArray() },
        { "starts at 18446744073709551584", Llama().Tensor("w", [8], 0, ulong.MaxValue - 31).ToArray() },
        { "is not UTF-8", Start(3, 1, 1).U64(1).Bytes(0xff).ToArray() },
        { "no array of type 8", Llama(2).Text("tokenizer.ggml.tokens").U32(9).U32(0).U64(2).Bytes(1, 2).ToArray() },
        { "no array of type 8", Llama(2).Entry("tokenizer.ggml.tokens", "a").ToArray() },
        { "no array of type 5", Tokens().Text("tokenizer.ggml.token_type").U32(9).U32(0).U64(2).Bytes(1, 1).ToArray() },
        { "1 elements beside 2", Tokens().Entry("tokenizer.ggml.token_type", [1]).ToArray() },
        { "0 elements beside 2", Tokens().Text("tokenizer.ggml.scores").U32(9).U32(6).U64(0).ToArray() },
        { "token 3 has the text", Llama(2).Entry("tokenizer.ggml.tokens", ["", "", "a", "a"]).ToArray() },
        { "block_count", Llama(2).Entry("llama.block_count", 0u).ToArray() },
        { "block_count", Llama(2).Entry("llama.block_count", 513u).ToArray() },
        { "block_count", Llama(2).Entry("llama.block_count", "1").ToArray() },
        { "2 elements beside 0", Llama(2).Entry("tokenizer.ggml.token_type", [1, 1]).ToArray() },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Refuses_before_native_code_sees_it(string fault, byte[] bytes)
    {
        var refusal = Assert.Throws<ModelException>(() => GgufHeader.Read(new MemoryStream(bytes)));
        Assert.Equal(ModelException.BadHeader, refusal.Code);
        Assert.Contains(fault, refusal.Message);
    }

    [Fact]
    public void No_cut_of_a_sound_file_gets_through()
    {
        var bytes = TinyGguf.Bytes();
        for (var length = 0; length < bytes.Length - 32; length += length < 8000 ? 61 : 4099)
            Assert.Throws<ModelException>(() => GgufHeader.Read(new MemoryStream(bytes, 0, length)));
    }

    [Fact]
    public void A_file_that_was_not_approved_names_both_hashes()
    {
        var path = TinyGguf.Write(_folder.Path);
        var approved = Keccak256.Hash("another");
        var refusal = Assert.Throws<ModelException>(() => ModelFile.Open(path, approved));
        Assert.Equal(ModelException.NotApproved, refusal.Code);
        Assert.Contains(approved.ToString(), refusal.Message);
        Assert.Contains(ModelFile.Hash(path).ToString(), refusal.Message);
    }

    [Fact]
    public void A_file_that_nobody_approved_yet_says_its_own_hash()
    {
        var path = TinyGguf.Write(_folder.Path);
        var file = ModelFile.OpenUnapproved(path);
        var approved = ModelFile.Open(path, file.Sha256);
        Assert.Equal((path, ModelFile.Hash(path)), (file.Path, file.Sha256));
        Assert.Equal((approved.Header.Architecture, approved.Header.Vocabulary.Tokens),
            (file.Header.Architecture, file.Header.Vocabulary.Tokens));
    }

    [Fact]
    public void A_missing_file_is_a_typed_refusal()
    {
        var path = Path.Combine(_folder.Path, "none.gguf");
        Assert.Equal(ModelException.Unreadable,
            Assert.Throws<ModelException>(() => ModelFile.Open(path, default)).Code);
        Assert.Equal(ModelException.Unreadable,
            Assert.Throws<ModelException>(() => ModelFile.OpenUnapproved(path)).Code);
    }

    private static GgufText Start(uint version, ulong tensors, ulong entries) =>
        new GgufText().Bytes("GGUF"u8.ToArray()).U32(version).U64(tensors).U64(entries);

    private static GgufText Tokens() => Llama(3).Entry("tokenizer.ggml.tokens", ["a", "b"]);

    private static GgufText Llama(ulong entries = 1) => Start(3, 1, entries).Entry("general.architecture", "llama");
}
