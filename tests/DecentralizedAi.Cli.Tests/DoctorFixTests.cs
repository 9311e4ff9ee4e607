using System.Text.Json;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Storage;
using DecentralizedAi.Testing;
using Microsoft.Data.Sqlite;
using Xunit;

namespace DecentralizedAi.Cli.Tests;

/// <summary>A fault is planted, found with its name, mended and not found again.</summary>
public sealed class DoctorFixTests : IDisposable
{
    private readonly CommandLine _dai = new();

    private string Journal => Path.Combine(_dai.Folder, ".dai", "journal.db");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _dai.Dispose();
    }

    [Fact]
    public async Task Secrets_that_others_read_are_closed()
    {
        _dai.Write(".dai/token", new string('a', 64));
        var file = _dai.Write(".dai/keys/password", "secret");
        Assert.False(Finding(await _dai.RunAsync("doctor", "--json"), "secrets").GetProperty("ok").GetBoolean());
        await MendAsync("secrets");
        DemandPrivate(file);
    }

    [Fact]
    public async Task A_database_that_others_read_is_closed()
    {
        await new SqlBodyStore(SqliteFile.Open(Journal)).PutAsync([], default);
        string[] files = [Journal, Journal + "-wal", Journal + "-shm"];
        Assert.All(files, DemandPrivate);
        if (OperatingSystem.IsWindows())
            return;
        foreach (var file in files)
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        await MendAsync("secrets");
        Assert.All(files, DemandPrivate);
    }

    [Fact]
    public async Task Keys_that_others_read_are_closed_and_one_that_is_cut_short_is_named()
    {
        var key = _dai.Write(".dai/keys/operator.json", "{}");
        var whole = _dai.Write(".dai/nodes/1/anchor.json",
            """{"version":3,"address":"1111111111111111111111111111111111111111"}""");
        var cut = _dai.Write(".dai/nodes/1/spender.json", """{"version":3,"addr""");
        await MendAsync("secrets");
        Assert.All([key, whole, cut], DemandPrivate);
        var found = Finding(await _dai.RunAsync("doctor", "--json"), "keys 1");
        Assert.StartsWith($"DAI-4111 '{cut}' is not a keystore", found.GetProperty("found").GetString());
        Assert.Contains("your copy", found.GetProperty("fix").GetString());
    }

    [Fact]
    public async Task A_word_that_no_configuration_knows_is_one_fault()
    {
        _dai.Write(".dai/dao.json", "{}");
        _dai.Write(".dai/dai.yaml", "chain: { qurum: 1 }\n");
        var fault = Assert.Single((await _dai.RunAsync("doctor", "--json")).Object().GetProperty("findings")
            .EnumerateArray(), one => one.GetProperty("found").GetString()!.StartsWith("DAI-1103"));
        Assert.Equal("configuration", fault.GetProperty("part").GetString());
    }

    [Fact]
    public async Task An_agent_of_the_home_is_looked_at_like_one_of_the_installation()
    {
        _dai.Write(".dai/agents/clerk/agent.yaml", "agent: clerk\nmodel: { file: nowhere.gguf }\n");
        var found = Finding(await _dai.RunAsync("doctor", "--json"), "agent clerk").GetProperty("found").GetString();
        Assert.Contains("nowhere.gguf", found);
    }

    [Fact]
    public async Task A_damaged_model_file_is_named_before_anybody_wonders_at_its_hash()
    {
        var model = _dai.Write(".dai/agents/clerk/model.gguf", "GGUF, but only for four letters");
        _dai.Write(".dai/agents/clerk/agent.yaml", "agent: clerk\nmodel: { file: model.gguf }\n");
        _dai.Variables["DAI_ROOT"] = Repository.Root;
        var finding = Finding(await _dai.RunAsync("doctor", "--json"), "agent clerk");
        Assert.StartsWith("DAI-5103", finding.GetProperty("found").GetString());
        Assert.Contains(model, finding.GetProperty("found").GetString());
        Assert.Contains("fetch the file anew", finding.GetProperty("fix").GetString());
    }

    [Fact]
    public async Task A_home_of_a_DAO_elsewhere_is_not_told_to_start_a_chain()
    {
        Assert.Contains("'dai up'", (await _dai.RunAsync("status")).Output);
        _dai.Write(".dai/dao.json", "{}");
        Assert.Contains("'dai node join 0'", (await _dai.RunAsync("status")).Output);
    }

    [Fact]
    public async Task What_killed_processes_left_is_taken_away()
    {
        var node = _dai.Write(".dai/nodes/0/node.json",
            """{"pid":1,"http":"http://127.0.0.1:1","akka":"127.0.0.1:1","anchor":"0x0"}""");
        var chain = _dai.Write(".dai/chain/chain.json",
            """{"rpc":"http://127.0.0.1:1","processId":1,"chainId":31337}""");
        await MendAsync("card 0", "local chain card");
        Assert.False(File.Exists(node) || File.Exists(chain));
    }

    [Fact]
    public async Task A_token_that_no_node_takes_is_made_anew_for_its_owner_alone()
    {
        _dai.Write(".dai/dai.yaml", "node: { operator: pantry }\n");
        var token = _dai.Write(".dai/token", "short");
        await MendAsync("secrets", "token");
        Assert.Equal(64, (await File.ReadAllTextAsync(token)).Length);
        DemandPrivate(token);
    }

    [Fact]
    public async Task A_token_that_the_configuration_puts_elsewhere_is_looked_at_there()
    {
        _dai.Write(".dai/dai.yaml", "node: { token: ../secrets/token }\n");
        Directory.CreateDirectory(Path.Combine(_dai.Folder, "secrets"));
        var token = Path.Combine(_dai.Folder, "secrets", "token");
        Assert.Contains($"there is no '{token}'",
            Finding(await _dai.RunAsync("doctor", "--json"), "token").GetProperty("found").GetString());
        await MendAsync("token");
        Assert.Equal(64, (await File.ReadAllTextAsync(token)).Length);
        DemandPrivate(token);
    }

    [Fact]
    public async Task A_text_that_drifted_is_named_and_comes_back_from_an_export_by_its_hash()
    {
        var bundle = Vectors.PathOf("bundle.json");
        var logged = BundleReader.Read(await File.ReadAllBytesAsync(bundle)).Entries.SelectMany(entry => entry.Leaves)
            .Select(leaf => leaf.Body).OfType<SaltedDocument>().DistinctBy(body => body.Word).Take(2).ToList();
        var store = new SqlBodyStore(SqliteFile.Open(Journal));
        await store.PutAsync(logged, default);
        Change($"update dai_body set text = 'Pay the thief.' where word = x'{logged[0].Word.ToString()[2..]}'");

        var found = Finding(await _dai.RunAsync("doctor", "--json"), "database");
        Assert.False(found.GetProperty("ok").GetBoolean());
        Assert.Contains("1 of 2 texts", found.GetProperty("found").GetString());
        Assert.Contains(logged[0].Word.ToString(), found.GetProperty("found").GetString());
        Assert.Contains("--from BUNDLE", found.GetProperty("fix").GetString());

        await MendAsync(["database"], "--from", bundle);
        Assert.Equal(logged[0], await store.GetAsync(logged[0].Word, default));
    }

    [Fact]
    public async Task A_text_that_no_export_holds_stays_a_fault()
    {
        var body = new SaltedDocument(Keccak256.Hash("salt"), "\"nobody else has it\"");
        await new SqlBodyStore(SqliteFile.Open(Journal)).PutAsync([body], default);
        Change("update dai_body set salt = x'00'");
        var ended = await _dai.RunAsync(
            "doctor", "--fix", "--from", Vectors.PathOf("bundle.json"), "--yes", "--json");
        Assert.Equal(1, ended.Exit);
        Assert.Contains("holds 0 of them", Finding(ended, "database").GetProperty("fix").GetString());
    }

    [Fact]
    public async Task A_database_that_is_damaged_is_called_so()
    {
        await new SqlBodyStore(SqliteFile.Open(Journal)).PutAsync([.. Enumerable.Range(0, 500)
            .Select(i => new SaltedDocument(Keccak256.Hash($"{i}"), $"text {i}"))], default);
        SqliteConnection.ClearAllPools();
        var bytes = await File.ReadAllBytesAsync(Journal);
        bytes.AsSpan(bytes.Length / 4096 / 2 * 4096, 8).Fill(0xff);
        await File.WriteAllBytesAsync(Journal, bytes);
        Assert.False(Finding(await _dai.RunAsync("doctor", "--json"), "database").GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task Tables_that_are_gone_are_made_where_nothing_was_stored_yet()
    {
        await new SqlBodyStore(SqliteFile.Open(Journal)).PutAsync([], default);
        Drop("dai_leaf", "dai_entry");
        await MendAsync("tables");
        Assert.Empty(await DatabaseTables.MissingAsync(SqliteFile.Open(Journal), default));
    }

    [Fact]
    public async Task Texts_whose_table_is_gone_come_back_from_an_export_and_other_tables_only_from_a_backup()
    {
        var bundle = Vectors.PathOf("bundle.json");
        var logged = BundleReader.Read(await File.ReadAllBytesAsync(bundle)).Entries.SelectMany(entry => entry.Leaves)
            .Select(leaf => leaf.Body).OfType<SaltedDocument>().First();
        await new SqlBatchStore(SqliteFile.Open(Journal)).SaveAsync(
            Address.Parse("0x1111111111111111111111111111111111111111"), 1, new LedgerBatch(Bytes32.Zero, []), default);
        Drop("dai_body");
        var found = Finding(await _dai.RunAsync("doctor", "--json"), "tables");
        Assert.Equal(JsonValueKind.Null, found.GetProperty("repair").ValueKind);
        Assert.Contains("dai restore FOLDER", found.GetProperty("fix").GetString());
        await MendAsync(["tables"], "--from", bundle);
        Assert.Equal(logged, await new SqlBodyStore(SqliteFile.Open(Journal)).GetAsync(logged.Word, default));

        Drop("journal");
        var lost = Finding(await _dai.RunAsync("doctor", "--from", bundle, "--json"), "tables");
        Assert.EndsWith("lacks journal", lost.GetProperty("found").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, lost.GetProperty("repair").ValueKind);
    }

    [Fact]
    public async Task A_program_that_was_not_built_is_built()
    {
        _dai.Variables["DAI_ROOT"] = _dai.Folder;
        _dai.Write("src/DecentralizedAi.Node/Program.cs", "return;\n");
        _dai.Write("src/DecentralizedAi.Node/DecentralizedAi.Node.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
            </Project>
            """);
        await MendAsync("build");
    }

    private void Drop(params string[] tables)
    {
        foreach (var table in tables)
            Change($"drop table {table}", rows: 0);
        SqliteConnection.ClearAllPools();
    }

    private Task MendAsync(params string[] parts) => MendAsync(parts, []);

    /// <summary>Every part is a fault that can be mended; a dry run changes nothing; after that none is a fault.
    /// </summary>
    private async Task MendAsync(IReadOnlyList<string> parts, params string[] options)
    {
        string[] fix = ["doctor", "--fix", .. options, "--json"];
        var plan = (await _dai.RunAsync([.. fix, "--dry-run"])).Object().GetProperty("plan");
        Assert.Equal(parts.Count, plan.GetArrayLength());
        Assert.Equal("DAI-1043", (await _dai.RunAsync(fix)).Code);
        var found = await _dai.RunAsync(["doctor", .. options, "--json"]);
        Assert.All(parts, part => Assert.False(Finding(found, part).GetProperty("ok").GetBoolean()));

        var mended = await _dai.RunAsync([.. fix, "--yes"]);
        Assert.Equal(parts.Count, mended.Object().GetProperty("repaired").GetArrayLength());
        Assert.DoesNotContain(mended.Object().GetProperty("findings").EnumerateArray(), finding =>
            parts.Contains(finding.GetProperty("part").GetString()!) && !finding.GetProperty("ok").GetBoolean());
    }

    private static void DemandPrivate(string file)
    {
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    private static JsonElement Finding(Ended ended, string part) => ended.Object().GetProperty("findings")
        .EnumerateArray().Single(finding => finding.GetProperty("part").GetString() == part);

    private void Change(string sql, int rows = 1)
    {
        using var connection = new SqliteConnection($"Data Source={Journal}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.Equal(rows, Math.Max(0, command.ExecuteNonQuery()));
    }
}
