using System.Diagnostics;
using System.Security.Cryptography;
using Npgsql;

namespace DecentralizedAi.Testing.Postgres;

/// <summary>
/// A PostgreSQL server of its own: own folder, a Unix socket and nothing else, an own password, every commit on the
/// disk. It ends with this object, and with this process however that ends.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    // PostgreSQL refuses to run as root; this is 'nobody' everywhere.
    private const string Nobody = "65534";

    // Ends the server when its standard input does, so that a killed test run leaves none.
    private const string Guard = """
        "$@" </dev/null >>"$LOG" 2>&1 &
        server=$!
        read -r _
        kill -INT $server 2>/dev/null
        wait $server
        """;

    private readonly string _folder;
    private readonly IReadOnlyList<string> _words;
    private Process _guard;
    private int _databases;

    private PostgresServer(string folder, string password, IReadOnlyList<string> words) =>
        (_folder, Password, _words, _guard) = (folder, password, words, Start(folder, words));

    /// <summary>Of the user <c>dai</c>, who owns everything; only in this server.</summary>
    public string Password { get; }

    /// <summary>Process id of the server itself.</summary>
    public int ProcessId => int.Parse(File.ReadLines(Path.Combine(_folder, "data", "postmaster.pid")).First());

    public static async Task<PostgresServer> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("dai-pg-").FullName;
        var password = RandomNumberGenerator.GetHexString(32, lowercase: true);
        try
        {
            var programs = Path.Combine(folder, "programs");
            var bin = PostgresPrograms.Prepare(programs);
            var secret = Path.Combine(folder, "password");
            await File.WriteAllTextAsync(secret, password);
            var asNobody = await HandOverAsync(folder);
            await RunAsync(
            [
                .. asNobody, Path.Combine(bin, "initdb"), "-D", Path.Combine(folder, "data"), "-U", "dai", "-E", "UTF8",
                "--no-locale", "--auth=scram-sha-256", $"--pwfile={secret}",
            ]);
            File.Delete(secret);
            string[] words =
            [
                .. asNobody, Path.Combine(bin, "postgres"), "-D", Path.Combine(folder, "data"), "-k", folder,
                "-c", "listen_addresses=", "-c", "max_connections=200",
            ];
            var server = new PostgresServer(folder, password, words);
            await server.AnswersAsync();
            return server;
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>A connection string of an empty database, which is made now.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(Connection("postgres"));
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"create database {name};";
        await command.ExecuteNonQueryAsync();
        return Connection(name);
    }

    /// <summary>Kills the server and all that it started, as a host that loses its power does.</summary>
    public async Task KillAsync()
    {
        using (var server = Process.GetProcessById(ProcessId))
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
        }
        await EndAsync();
    }

    /// <summary>The killed server again, with what it had stored.</summary>
    public Task StartAgainAsync()
    {
        _guard = Start(_folder, _words);
        return AnswersAsync();
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await EndAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task EndAsync()
    {
        _guard.StandardInput.Close();
        await _guard.WaitForExitAsync();
        _guard.Dispose();
    }

    private string Connection(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = _folder, Username = "dai", Password = Password, Database = database,
    }.ConnectionString;

    private async Task AnswersAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
            try
            {
                await using var connection = new NpgsqlConnection(Connection("postgres"));
                await connection.OpenAsync(limit.Token);
                return;
            }
            catch (Exception failure) when (failure is NpgsqlException or OperationCanceledException)
            {
                if (_guard.HasExited || limit.IsCancellationRequested)
                    throw new InvalidOperationException(
                        $"PostgreSQL did not start: {await File.ReadAllTextAsync(Log(_folder))}", failure);
                await timer.WaitForNextTickAsync();
            }
    }

    // Words that make a command run as somebody who is not root; none where we are not.
    private static async Task<string[]> HandOverAsync(string folder)
    {
        if (Environment.UserName != "root")
            return [];
        await RunAsync(["chown", "-R", $"{Nobody}:{Nobody}", folder]);
        return ["setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups"];
    }

    private static Process Start(string folder, IReadOnlyList<string> words)
    {
        var start = new ProcessStartInfo("bash", ["-c", Guard, "server", .. words]) { RedirectStandardInput = true };
        start.Environment["LOG"] = Log(folder);
        return Process.Start(start)!;
    }

    private static string Log(string folder) => Path.Combine(folder, "server.txt");

    private static async Task RunAsync(IReadOnlyList<string> words)
    {
        using var process = Process.Start(new ProcessStartInfo(words[0], words.Skip(1))
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{words[0]} ended with {process.ExitCode}: {string.Concat(said)}");
    }
}
