using System.Security.Cryptography;
using System.Text.Json;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Backups;

/// <summary>A backup of an operator's database: a folder with the file and this card.</summary>
/// <param name="Time">RFC 3339 in UTC.</param>
/// <param name="Sha256">Of <c>journal.db</c>, hexadecimal.</param>
/// <param name="Mark">How far the chain was just before the copy was made: the copy knows that much at least.</param>
internal sealed record Backup(string Schema, string Time, ulong ChainId, string Sha256, long Bytes, ChainMark Mark)
{
    public const string Version = "dai.backup/1";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static string Journal(string folder) => Path.Combine(folder, "journal.db");

    public static string Card(string folder) => Path.Combine(folder, "backup.json");

    public void Write(string folder) =>
        File.WriteAllBytes(Card(folder), JsonSerializer.SerializeToUtf8Bytes(this, Json));

    /// <summary>Reads a card and compares the file with it.</summary>
    /// <exception cref="CliException">DAI-1220 no backup is there; DAI-1222 its file is not the one it names.
    /// </exception>
    public static async Task<Backup> ReadAsync(string folder, CancellationToken cancellation)
    {
        if (!File.Exists(Card(folder)) || !File.Exists(Journal(folder)) || Parse(Card(folder)) is not { } backup)
            throw CliException.Usage("DAI-1220", $"'{folder}' is no {Version}: it needs backup.json and journal.db",
                "FOLDER", "name a folder that 'dai backup' wrote");
        var found = await Sha256Async(Journal(folder), cancellation);
        return found == backup.Sha256
            ? backup
            : throw new CliException(ExitCode.Unproven, "DAI-1222", $"journal.db has the SHA-256 {found}, backup.json "
                + $"names {backup.Sha256}", Journal(folder), "take another backup: this one was changed or cut off");
    }

    public static async Task<string> Sha256Async(string file, CancellationToken cancellation)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation));
    }

    private static Backup? Parse(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<Backup>(File.ReadAllBytes(file), Json) is { Schema: Version } card
                ? card : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
