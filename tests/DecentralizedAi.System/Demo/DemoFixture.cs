using System.Text.Json;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Bundles.Verification;
using DecentralizedAi.Domain.Encoding;
using Xunit;

namespace DecentralizedAi.SystemTests.Demo;

/// <summary>
/// Plays the demo once and holds what <c>--keep</c> left: the state of the chain, the bundle, the manifest. What is
/// derived from them does not look at the report.
/// </summary>
public sealed class DemoFixture : IAsyncLifetime
{
    private readonly string _home = Directory.CreateTempSubdirectory("dai-demo-").FullName;
    private KeptChain? _chain;

    public Ended Run { get; private set; } = new(-1, "", "not run");
    public JsonElement Report => Run.Json();
    public string Folder => Path.Combine(_home, "demo");
    public byte[] BundleBytes => File.ReadAllBytes(Path.Combine(Folder, "bundle.json"));
    public byte[] ManifestBytes => File.ReadAllBytes(Path.Combine(Folder, "dao.json"));
    internal KeptLog Log { get; private set; } = null!;
    internal KeptChain Chain => _chain ?? throw new InvalidOperationException("the kept chain does not run");
    public Bytes32 Trust => Keccak256.Hash(Log.Bundle.Header);

    /// <summary>What a stranger with the manifest and the trusted block finds in the bytes of a bundle.</summary>
    public VerificationResult Verify(byte[] bundle)
    {
        try
        {
            return new BundleVerifier(new NethereumSignatureRecovery(), new PolicyJudge())
                .Verify(BundleReader.Read(bundle), Trust, ManifestReader.Read(ManifestBytes));
        }
        catch (DocumentRefused refused)
        {
            return VerificationResult.Refused(refused);
        }
    }

    public async Task InitializeAsync()
    {
        Run = await Dai.RunAsync("demo", "--json", "--keep", "--home", _home);
        Assert.True(Run.Exit == 0, Run.Story);
        Log = new KeptLog(BundleReader.Read(BundleBytes));
        _chain = await KeptChain.StartAsync(Folder);
    }

    public async Task DisposeAsync()
    {
        if (_chain is not null)
            await _chain.DisposeAsync();
        Directory.Delete(_home, recursive: true);
    }
}
