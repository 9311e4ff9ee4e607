using System.Buffers.Binary;
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

public sealed class SqliteSqlJournalTests : JournalCompliance, IDisposable
{
    private const int WalHeader = 32, FrameHeader = 24, PageSize = 4096;
    private readonly TemporaryDatabase _database = new();

    protected override IOperatorDatabase Database => _database.File;

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task An_entry_and_its_documents_are_one_commit()
    {
        var journal = Open();
        await journal.AppendAsync(SampleEntries.Entry("agent-1", 1), default);
        var before = Commits(await WalAsync());
        for (var number = 2; number <= 11; number++)
            await journal.AppendAsync(SampleEntries.Entry("agent-1", number), default);
        Assert.Equal(10, Commits(await WalAsync()) - before);
    }

    [Fact]
    public async Task Wherever_power_goes_no_event_is_there_without_its_document()
    {
        var journal = Open();
        for (var number = 1; number <= 12; number++)
            await journal.AppendAsync(SampleEntries.Entry("agent-1", number), default);
        var (file, wal) = (await File.ReadAllBytesAsync(_database.File.Path), await WalAsync());
        var (cut, most) = (Path.Combine(_database.Folder, "cut.db"), 0);
        // At each page that reached the disk, and in the middle of the next.
        for (var kept = WalHeader; kept <= wal.Length; kept += (FrameHeader + PageSize) / 2)
        {
            await File.WriteAllBytesAsync(cut, file);
            await File.WriteAllBytesAsync(cut + "-wal", wal[..kept]);
            var left = SqliteFile.Open(cut);
            var (events, bodies) = (0, new SqlBodyStore(left));
            foreach (var happened in await SampleEntries.StoredAsync(left, "agent-1"))
            {
                Assert.Equal(++events, happened.Number);
                Assert.NotNull(await bodies.GetAsync(SampleEntries.Document("agent-1", events).Word, default));
            }
            Assert.True(events >= most);
            most = events;
            _database.Close();
            File.Delete(cut + "-wal");
        }
        Assert.Equal(12, most);
    }

    private async Task<byte[]> WalAsync()
    {
        await using var wal = new FileStream(
            _database.File.Path + "-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var bytes = new MemoryStream();
        await wal.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    // The last page of a commit says how long the file is after it.
    private static int Commits(byte[] wal) => Enumerable.Range(0, (wal.Length - WalHeader) / (FrameHeader + PageSize))
        .Count(frame => BinaryPrimitives.ReadUInt32BigEndian(
            wal.AsSpan(WalHeader + frame * (FrameHeader + PageSize) + 4)) > 0);
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
        _database.Scalar("alter table dai_entry drop column void; drop index dai_leaf_stream; "
            + "update dai_schema set version = 1; select 1;");
        SqliteFile.Open(_database.File.Path);
        Assert.Equal(4L, _database.Scalar("select version from dai_schema;"));
        Assert.Equal(0L, _database.Scalar("select void from dai_entry;"));
    }

    // What is searched first is what the rest is read for: the leaves of the page, not all entries of the stream.
    [Fact]
    public async Task A_page_of_a_log_is_found_without_reading_the_rest_of_it()
    {
        var page = SqlBatchStore.PageOfLog.Replace("@stream", "x'00'").Replace("@from", "1").Replace("@limit", "9");
        var plan = new List<string>();
        await using var connection = await _database.File.ConnectAsync(default);
        await using var command = connection.CreateCommand();
        command.CommandText = "explain query plan " + page;
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
            plan.Add(row.GetString(3));
        Assert.Equal("SEARCH l USING INDEX dai_leaf_stream (stream=? AND seq>?)", plan[0]);
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

public sealed class DatabaseCopyTests : IDisposable
{
    private readonly TemporaryDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task What_people_asked_is_read_by_the_owner_alone_in_the_file_its_log_and_a_copy()
    {
        await new SqlBodyStore(_database.File).PutAsync([new SaltedDocument(Keccak256.Hash("1"), "1")], default);
        await DatabaseCopy.WriteAsync(_database.File, Path.Combine(_database.Folder, "copy.db"), default);
        var files = Directory.GetFiles(_database.Folder);
        Assert.Equal(4, files.Length);
        if (OperatingSystem.IsWindows())
            return;
        foreach (var file in files)
            Assert.Equal(PrivateFile.Mode, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task A_copy_holds_what_was_stored_before_it_and_nothing_later_and_is_whole()
    {
        var before = new SaltedDocument(Keccak256.Hash("1"), "1");
        var later = new SaltedDocument(Keccak256.Hash("2"), "2");
        await new SqlBodyStore(_database.File).PutAsync([before], default);
        var file = Path.Combine(_database.Folder, "copy.db");
        await DatabaseCopy.WriteAsync(_database.File, file, default);
        await new SqlBodyStore(_database.File).PutAsync([later], default);
        Assert.Empty(await DatabaseCopy.DamageAsync(file, default));
        var copy = new SqlBodyStore(SqliteFile.Open(file));
        Assert.Equal(before, await copy.GetAsync(before.Word, default));
        Assert.Null(await copy.GetAsync(later.Word, default));
    }

    [Fact]
    public async Task Writers_go_on_while_it_is_copied()
    {
        var store = new SqlBodyStore(_database.File);
        SaltedDocument[] many = [.. Enumerable.Range(0, 2_000)
            .Select(i => new SaltedDocument(Keccak256.Hash($"{i}"), new string('x', 500)))];
        await store.PutAsync(many[..1_000], default);
        var file = Path.Combine(_database.Folder, "copy.db");
        var copying = DatabaseCopy.WriteAsync(_database.File, file, default);
        await Task.WhenAll(many[1_000..].Chunk(100).Select(some => store.PutAsync(some, default)).Append(copying));
        Assert.Empty(await DatabaseCopy.DamageAsync(file, default));
        var copied = await new SqlBodyStore(SqliteFile.Open(file))
            .GetAsync([.. many.Select(one => one.Word)], default);
        Assert.Superset(many[..1_000].Select(one => one.Word).ToHashSet(), copied.Keys.ToHashSet());
        // A transaction is in it whole or not at all.
        Assert.Equal(0, copied.Count % 100);
    }

    [Fact]
    public async Task A_byte_that_changed_in_the_file_is_found_or_the_file_does_not_open()
    {
        await new SqlBodyStore(_database.File).PutAsync([.. Enumerable.Range(0, 500)
            .Select(i => new SaltedDocument(Keccak256.Hash($"{i}"), $"text {i}"))], default);
        var file = Path.Combine(_database.Folder, "copy.db");
        await DatabaseCopy.WriteAsync(_database.File, file, default);
        var bytes = await File.ReadAllBytesAsync(file);
        // The head of a page in the middle says how many cells it has.
        bytes.AsSpan(bytes.Length / 4096 / 2 * 4096, 8).Fill(0xff);
        await File.WriteAllBytesAsync(file, bytes);
        try
        {
            Assert.NotEmpty(await DatabaseCopy.DamageAsync(file, default));
        }
        catch (StorageException refused)
        {
            Assert.Equal("DAI-7001", refused.Code);
        }
    }

    [Fact]
    public async Task A_place_that_is_taken_is_refused()
    {
        var file = Path.Combine(_database.Folder, "copy.db");
        await File.WriteAllTextAsync(file, "something else");
        var refused = await Assert.ThrowsAsync<StorageException>(
            () => DatabaseCopy.WriteAsync(_database.File, file, default));
        Assert.Equal("DAI-7001", refused.Code);
        Assert.Equal("something else", await File.ReadAllTextAsync(file));
    }
}
