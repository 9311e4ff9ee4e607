using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Bundles.Verification;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Log;

/// <summary><c>dai log verify F --trust HASH [--dao MANIFEST]</c>: reads two files, asks nobody.</summary>
public static class LogVerify
{
    private const int UsageExit = 2;

    /// <param name="bundleFile">Path of the bundle.</param>
    /// <param name="trust">Hash of the trusted block: 0x and 64 digits.</param>
    /// <param name="manifestFile">Path of the DAO's manifest, or null.</param>
    /// <param name="json">One JSON object instead of lines.</param>
    /// <param name="output">Gets the result.</param>
    /// <param name="error">Gets what cannot be read.</param>
    /// <returns>0; 2 where a file or the hash cannot be read; 5 where something did not verify.</returns>
    public static int Run(
        string bundleFile, string trust, string? manifestFile, bool json, TextWriter output, TextWriter error)
    {
        if (!Bytes32.TryParse(trust, out var hash))
            return Usage($"DAI-5002 --trust '{trust}' is not 0x and 64 hexadecimal digits; give the hash of a block "
                + "that you trust");
        byte[] bundle;
        byte[]? manifest;
        try
        {
            bundle = File.ReadAllBytes(bundleFile);
            manifest = manifestFile is null ? null : File.ReadAllBytes(manifestFile);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Usage($"DAI-5003 cannot read a file: {fault.Message}; check the paths");
        }
        var result = Verify(bundle, hash, manifest);
        output.Write(json
            ? VerificationText.Json(result).ToJsonString(VerificationText.Writing) + "\n"
            : VerificationText.Lines(result));
        return result.Exit;

        int Usage(string message)
        {
            if (json)
                output.WriteLine(VerificationText.Refusal(message).ToJsonString(VerificationText.Writing));
            error.WriteLine(message);
            return UsageExit;
        }
    }

    /// <summary>Reads both documents and verifies; a document that cannot be read fails in check 0.</summary>
    /// <param name="manifest">The DAO's; null: whose contracts these are is not checked.</param>
    public static VerificationResult Verify(ReadOnlyMemory<byte> bundle, Bytes32 trust, byte[]? manifest)
    {
        try
        {
            // An array that is null would be memory of no bytes.
            var dao = manifest is null ? null : ManifestReader.Read(manifest);
            return new BundleVerifier(new NethereumSignatureRecovery(), new PolicyJudge())
                .Verify(BundleReader.Read(bundle), trust, dao);
        }
        catch (DocumentRefused refused)
        {
            return VerificationResult.Refused(refused);
        }
    }
}
