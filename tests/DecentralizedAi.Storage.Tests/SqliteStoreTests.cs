using System.Text;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Testing.Storage;
using Xunit;

namespace DecentralizedAi.Storage.Tests;

public sealed class SqliteBodyStoreTests : BodyStoreCompliance, IDisposable
{
    private readonly TemporaryDatabase _database = new();

    protected override IBodyStore Open() => new SqlBodyStore(_database.File);

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task An_erased_text_is_gone_from_the_disk()
    {
        var secret = new SaltedDocument(Keccak256.Hash("salt"), "\"only-in-this-body\"");
        await Open().PutAsync([secret], default);
        await Open().EraseAsync(secret.Word, default);
        _database.Close();
        foreach (var file in Directory.GetFiles(_database.Folder))
            Assert.DoesNotContain("only-in-this-body", Encoding.UTF8.GetString(await File.ReadAllBytesAsync(file)));
    }

    [Fact]
    public async Task Two_openers_of_one_file_see_each_other()
    {
        var document = new SaltedDocument(Keccak256.Hash("salt"), "1");
        await Open().PutAsync([document], default);
        var other = new SqlBodyStore(SqliteFile.Open(_database.File.Path));
        Assert.Equal(document, await other.GetAsync(document.Word, default));
    }
}

public sealed class SqliteBatchStoreTests : BatchStoreCompliance, IDisposable
{
    private readonly TemporaryDatabase _database = new();

    protected override IBatchStore Open() => new SqlBatchStore(_database.File);

    public void Dispose() => _database.Dispose();
}

public sealed class SqliteFileTests : IDisposable
{
    private readonly TemporaryDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public void The_file_is_in_wal_mode() => Assert.Equal("wal", _database.Scalar("pragma journal_mode;"));

    [Fact]
    public void A_file_of_a_later_version_is_refused()
    {
        _database.Scalar("update dai_schema set version = 99; select 1;");
        var refusal = Assert.Throws<StorageException>(() => SqliteFile.Open(_database.File.Path));
        Assert.Equal("DAI-7002", refusal.Code);
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_and_kept()
    {
        var path = Path.Combine(_database.Folder, "other.db");
        File.WriteAllText(path, new string('x', 4096));
        Assert.Equal("DAI-7001", Assert.Throws<StorageException>(() => SqliteFile.Open(path)).Code);
        Assert.Equal(4096, new FileInfo(path).Length);
    }

    [Fact]
    public async Task A_file_of_the_first_version_is_brought_up_with_what_it_holds()
    {
        var store = new SqlBatchStore(_database.File);
        await store.SaveAsync(
            SampleBatches.Account("node"), 1, SampleBatches.Batch((1UL, SampleBatches.Leaves(1, 2))), default);
        _database.Scalar("alter table dai_entry drop column void; update dai_schema set version = 1; select 1;");
        SqliteFile.Open(_database.File.Path);
        Assert.Equal(2L, _database.Scalar("select version from dai_schema;"));
        Assert.Equal(0L, _database.Scalar("select void from dai_entry;"));
    }

    [Fact]
    public void A_file_of_this_version_opens_as_it_is()
    {
        var before = _database.Scalar("select version from dai_schema;");
        SqliteFile.Open(_database.File.Path);
        Assert.Equal(before, _database.Scalar("select version from dai_schema;"));
        Assert.Equal(1L, _database.Scalar("select count(*) from dai_schema;"));
    }

    [Theory]
    [InlineData("nfs")]
    [InlineData("cifs")]
    [InlineData("fuse.sshfs")]
    public void A_network_share_is_refused(string format)
    {
        var refusal = Assert.Throws<StorageException>(() => NetworkShare.Refuse("/mnt/journal.db", format));
        Assert.Equal("DAI-7004", refusal.Code);
        Assert.Contains($"'/mnt/journal.db' lies on a network share ({format})", refusal.Message);
    }
}
