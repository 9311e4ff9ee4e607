using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DecentralizedAi.Authoring.Configuration;

namespace DecentralizedAi.Cli.Chaos.Hosts;

/// <summary>An authority of one run and a certificate of it for each host, as files of a folder.</summary>
internal sealed class HostCertificates
{
    private const string PasswordVariable = "DAI_TLS";
    private readonly string _folder;
    private readonly string _password = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <param name="folder">Is made.</param>
    /// <param name="hosts">Their addresses, by index.</param>
    public HostCertificates(string folder, IReadOnlyList<string> hosts, DateTimeOffset now)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        var (from, until) = (now.AddDays(-1), now.AddDays(30));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=operator", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        using var authority = request.CreateSelfSigned(from, until);
        File.WriteAllText(Authority, authority.ExportCertificatePem());
        for (var host = 0; host < hosts.Count; host++)
            File.WriteAllBytes(FileOf(host), Sign(authority, hosts[host], from, until));
    }

    /// <summary>What the hosts have in common; each has a file of its own by <see cref="Variables"/>.</summary>
    public TlsConfiguration Tls => new(Authority, FileOf(0), PasswordVariable);

    private string Authority => Path.Combine(_folder, "ca.pem");

    public IReadOnlyDictionary<string, string> Variables(int host) => new Dictionary<string, string>
    {
        ["DAI_CLUSTER_TLS_CERTIFICATE"] = FileOf(host), [PasswordVariable] = _password,
    };

    private string FileOf(int host) => Path.Combine(_folder, $"node{host}.p12");

    private byte[] Sign(X509Certificate2 authority, string host, DateTimeOffset from, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(host));
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(authority, from, until, RandomNumberGenerator.GetBytes(12));
        using var pair = signed.CopyWithPrivateKey(key);
        return pair.Export(X509ContentType.Pkcs12, _password);
    }
}
