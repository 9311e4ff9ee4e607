using System.Text.Json;
using DecentralizedAi.Domain.Encoding;
using Nethereum.KeyStore;
using Nethereum.KeyStore.Crypto;
using Nethereum.KeyStore.Model;

namespace DecentralizedAi.Chain.Signing;

/// <summary>A key in a file of the Web3 Secret Storage format, version 3, readable by its owner alone.</summary>
public static class KeystoreFile
{
    // Light: a node reads two at its start. 4 MB and 4,096 rounds, as geth's --lightkdf.
    private static readonly ScryptParams Light = new() { Dklen = 32, N = 4096, R = 8, P = 6 };
    private static readonly ScryptParams Standard = new() { Dklen = 32, N = 262144, R = 8, P = 1 };

    /// <summary>Writes a new file; an existing one is never overwritten.</summary>
    /// <param name="light">True for keys of local development chains.</param>
    /// <exception cref="ChainException">DAI-4111: the file exists. DAI-4114: no keystore of the key opens.</exception>
    public static void Write(string file, EthereumKey key, string password, bool light = false)
    {
        if (File.Exists(file))
            throw new ChainException("DAI-4111", $"'{file}' exists; keys are not overwritten: choose another name");
        var json = Seal(key, password, () => new KeyStoreScryptService().EncryptAndGenerateKeyStoreAsJson(
            password, key.Secret(), key.Account.ToLower(), light ? Light : Standard));
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(file, options);
        writer.Write(json);
    }

    /// <exception cref="ChainException">DAI-4111: no file, not a keystore, or the password does not open
    /// it.</exception>
    public static EthereumKey Read(string file, string password)
    {
        DemandThere(file);
        try
        {
            return Open(File.ReadAllText(file), password);
        }
        catch (Exception cause) when (cause is not ChainException)
        {
            // The cause may quote the file or the password, so it goes no further.
            throw new ChainException("DAI-4111", $"'{file}' is not a keystore of version 3, or the password is wrong; "
                + "check DAI_KEY_PASSWORD and the file 'password' beside it");
        }
    }

    /// <summary>A keystore that opens. Of those that the library writes while it writes others, one in some hundred
    /// never does, and what is in it would be lost.</summary>
    /// <exception cref="ChainException">DAI-4114: three in a row do not open.</exception>
    internal static string Seal(EthereumKey key, string password, Func<string> write)
    {
        for (var attempt = 0; attempt < 3; attempt++)
            if (write() is var json && Opens(json, key, password))
                return json;
        throw new ChainException(
            "DAI-4114", $"three keystores for {key.Account} do not open, so none was written: try again");
    }

    private static bool Opens(string json, EthereumKey key, string password)
    {
        try
        {
            return Open(json, password).Account == key.Account;
        }
        catch (DecryptionException)
        {
            return false;
        }
    }

    private static EthereumKey Open(string json, string password) =>
        EthereumKey.Of(new KeyStoreService().DecryptKeyStoreFromJson(password, json));

    /// <summary>The account of a file, without its password.</summary>
    /// <exception cref="ChainException">DAI-4111: no keystore, or it does not say.</exception>
    public static Address AccountOf(string file)
    {
        DemandThere(file);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(file));
            var text = document.RootElement.GetProperty("address").GetString() ?? "";
            return Address.Parse((text.StartsWith("0x", StringComparison.Ordinal) ? text : "0x" + text)
                .ToLowerInvariant());
        }
        catch (Exception cause) when (cause is IOException or JsonException or KeyNotFoundException
            or InvalidOperationException or FormatException)
        {
            throw new ChainException("DAI-4111", $"'{file}' is not a keystore of version 3 with an address; "
                + "put back a copy of it, or name another key");
        }
    }

    private static void DemandThere(string file)
    {
        if (!File.Exists(file))
            throw new ChainException("DAI-4111",
                $"there is no key file '{file}'; 'dai key list' names those there are, 'dai key new' makes one");
    }
}
