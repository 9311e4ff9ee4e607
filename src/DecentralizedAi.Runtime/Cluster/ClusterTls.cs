using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Remote.Transport.DotNetty;

namespace DecentralizedAi.Runtime.Cluster;

/// <summary>Mutual TLS between nodes: each trusts the operator's authority alone, never the machine's.</summary>
internal static class ClusterTls
{
    /// <summary>
    /// Reads the files and tries them on each other, so that a node which nobody would accept says so.
    /// </summary>
    /// <exception cref="RuntimeOptionException">DAI-3004: a file is missing, does not open or does not fit.</exception>
    public static DotNettySslSetup Setup(TlsOptions options)
    {
        var authority = Read(options.AuthorityPath, "cluster.tls.ca", () =>
        {
            var found = new X509Certificate2Collection();
            found.ImportFromPemFile(options.AuthorityPath);
            return found;
        });
        if (authority.Count == 0)
            throw Wrong("cluster.tls.ca", options.AuthorityPath, "holds no certificate in PEM form");
        var own = Read(options.CertificatePath, "cluster.tls.certificate", () =>
            X509CertificateLoader.LoadPkcs12FromFile(options.CertificatePath, options.Password));
        if (!own.HasPrivateKey)
            throw Wrong("cluster.tls.certificate", options.CertificatePath, "holds no private key");
        if (Fault(own, authority) is { } fault)
            throw Wrong("cluster.tls.certificate", options.CertificatePath,
                $"is not one that '{options.AuthorityPath}' signed for now: {fault}");
        return new DotNettySslSetup(own, suppressValidation: false, requireMutualAuthentication: true,
            (shown, _, _, _, _) => shown is not null && Fault(shown, authority) is null);
    }

    private static string? Fault(X509Certificate2 shown, X509Certificate2Collection authority)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authority);
        // An operator takes a key back by signing anew: there is no list to ask.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(shown) ? null : string.Join(", ", chain.ChainStatus.Select(s => s.Status).Distinct());
    }

    private static T Read<T>(string file, string key, Func<T> read)
    {
        try
        {
            return read();
        }
        // What the system says of a wrong password names the file's format and no secret.
        catch (Exception cause) when (cause is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw Wrong(key, file, $"cannot be read: {cause.Message}");
        }
    }

    private static RuntimeOptionException Wrong(string key, string file, string what) =>
        new($"DAI-3004 {key}: '{file}' {what}");
}
