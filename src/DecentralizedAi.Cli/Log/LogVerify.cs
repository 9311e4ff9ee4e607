using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Bundles.Verification;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Log;

/// <summary><c>dai log verify F --trust HASH [--dao MANIFEST]</c>: reads two files, asks nobody.</summary>
internal static class LogVerify
{
    /// <param name="bundleFile">Path of the bundle.</param>
    /// <param name="trust">Hash of the trusted block: 0x and 64 digits.</param>
    /// <param name="manifestFile">Path of the DAO's manifest, or null.</param>
    /// <param name="actions">How many of its newest actions are listed where it verifies.</param>
    /// <returns>The nine checks; its exit is 5 where something did not verify.</returns>
    /// <exception cref="CliException">DAI-5002 the hash, DAI-5003 a file cannot be read.</exception>
    public static Answer Answer(string bundleFile, string trust, string? manifestFile, int actions)
    {
        if (!Bytes32.TryParse(trust, out var hash))
            throw CliException.Usage("DAI-5002", $"'{trust}' is not 0x and 64 hexadecimal digits", "--trust",
                "give the hash of a block that you trust");
        var manifest = manifestFile is null ? null : Manifest(manifestFile);
        var bytes = Read(bundleFile, "BUNDLE");
        var result = Verify(bytes, hash, manifest);
        var listed = actions > 0 && result.Failure is null
            ? BundleAction.Newest(BundleReader.Read(bytes), actions)
            : [];
        var facts = VerificationText.Json(result);
        if (actions > 0)
            facts["actions"] = BundleAction.Json(listed);
        return new Answer(facts, page =>
        {
            if (listed.Count > 0)
                BundleAction.Draw(listed, page);
            page.Write(VerificationText.Lines(result));
        }, (ExitCode)result.Exit);
    }

    /// <summary>Another file in its place says nothing of the bundle.</summary>
    /// <exception cref="CliException">DAI-5003: it cannot be read, or is no manifest.</exception>
    public static byte[] Manifest(string file)
    {
        var bytes = Read(file, "--dao");
        try
        {
            ManifestReader.Read(bytes);
            return bytes;
        }
        catch (DocumentRefused refused)
        {
            throw CliException.Usage("DAI-5003",
                $"'{file}' is no manifest of a DAO: {refused.Element}: {refused.Reason}", "--dao",
                "name the file that 'dai dao deploy' wrote, in the home dao.json");
        }
    }

    private static byte[] Read(string file, string where)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw CliException.Usage("DAI-5003", $"'{file}' cannot be read: {fault.Message}", where,
                "name a file that exists; 'dai log export --out FILE' writes a bundle");
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
