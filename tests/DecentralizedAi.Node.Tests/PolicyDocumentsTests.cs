using System.Text;
using DecentralizedAi.Authoring;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Node.Hosting;
using Xunit;

namespace DecentralizedAi.Node.Tests;

public sealed class PolicyDocumentsTests
{
    [Fact]
    public async Task Knows_the_payees_of_what_it_has_read()
    {
        var policy = ((CompileAnswer.Compiled)PolicyFile.Compile(
            await File.ReadAllTextAsync(Path.Combine(Root(), "governance", "policies", "treasurer.yaml")))).Snapshot;
        var documents = new PolicyDocuments(new Shelf(policy.Canonical.ToArray()));
        Assert.Empty(documents.Payees);
        await documents.ReadAsync(policy.Root, default);
        Assert.Equal(
            [
                Address.Parse("0x52908400098527886E0F7030069857D2E4169EE7"),
                Address.Parse("0x8617E340B3D01FA5F11F306F4090FD50E238070D"),
            ],
            documents.Payees.Order());
    }

    [Fact]
    public async Task A_document_that_does_not_compile_is_passed_on_and_names_nobody()
    {
        var bytes = Encoding.UTF8.GetBytes("{}");
        var documents = new PolicyDocuments(new Shelf(bytes));
        Assert.Equal(bytes, await documents.ReadAsync(Keccak256.Hash(bytes), default));
        Assert.Empty(documents.Payees);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DecentralizedAi.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("no DecentralizedAi.sln above the tests");
        return folder.FullName;
    }

    private sealed class Shelf(byte[] bytes) : IDocumentSource
    {
        public Task<byte[]?> ReadAsync(Bytes32 root, CancellationToken cancellation) => Task.FromResult<byte[]?>(bytes);
    }
}
