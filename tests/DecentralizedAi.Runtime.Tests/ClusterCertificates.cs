using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DecentralizedAi.Runtime.Cluster;

namespace DecentralizedAi.Runtime.Tests;

/// <summary>An authority and certificates of nodes, as files of a folder that is deleted with it.</summary>
internal sealed class ClusterCertificates : IDisposable
{
    public const string Password = "not-for-the-log";

    private static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Until = new(2070, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("dai-tls-").FullName;
    private readonly X509Certificate2 _authority;
    private int _made;

    public ClusterCertificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=operator", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _authority = request.CreateSelfSigned(From, Until);
        File.WriteAllText(AuthorityFile, _authority.ExportCertificatePem());
    }

    public string AuthorityFile => Path.Combine(_folder, "ca.pem");

    /// <summary>What a node of this operator is given.</summary>
    /// <param name="until">When its certificate ends.</param>
    public TlsOptions Node(DateTimeOffset? until = null)
    {
        var file = Path.Combine(_folder, $"node{++_made}.p12");
        using var node = Signed(until ?? Until);
        File.WriteAllBytes(file, node.Export(X509ContentType.Pkcs12, Password));
        return new TlsOptions(AuthorityFile, file, Password);
    }

    /// <summary>A certificate with its key, to show by hand.</summary>
    public X509Certificate2 Signed(DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=node", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(_authority, From, until, RandomNumberGenerator.GetBytes(12));
        using var pair = signed.CopyWithPrivateKey(key);
        // Through its file form: a key that lives only in memory cannot be shown by every TLS stack.
        return X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null);
    }

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
