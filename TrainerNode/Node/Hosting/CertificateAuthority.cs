using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ActorSearch.TrainerNode.Node.Hosting;

/// <summary>Signs the certificates of a cluster's nodes. Keys are ECDSA with P-256, as in ops/make-certs.sh.</summary>
public sealed class CertificateAuthority : IDisposable
{
    /// <summary>Certificates are valid from this long before now, so that machines whose clocks are a little behind accept them.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromDays(1);

    private readonly X509Certificate2 _own;

    private CertificateAuthority(X509Certificate2 own) => _own = own;

    /// <summary>The authority's certificate without its key, for the nodes that trust it.</summary>
    public string CertificatePem => _own.ExportCertificatePem();

    /// <summary>The private key. It is secret: its holder can issue certificates for new nodes.</summary>
    /// <exception cref="BadInputException">The key is not an ECDSA key.</exception>
    public string KeyPem => _own.GetECDsaPrivateKey()?.ExportPkcs8PrivateKeyPem()
        ?? throw new BadInputException($"{_own.Subject}: the authority's key is not an ECDSA key");

    /// <summary>Creates an authority with a new key.</summary>
    /// <param name="name">The common name of its certificate.</param>
    public static CertificateAuthority New(string name, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request(name, key,
            X509BasicConstraintsExtension.CreateForCertificateAuthority(0), new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return new(request.CreateSelfSigned(DateTimeOffset.UtcNow - Before, until));
    }

    /// <summary>Reads an authority from two PEM files.</summary>
    /// <exception cref="BadInputException">The files do not hold a certificate and its key.</exception>
    public static CertificateAuthority Load(string certificateFile, string keyFile)
    {
        try
        {
            return new(X509Certificate2.CreateFromPemFile(certificateFile, keyFile));
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BadInputException($"{keyFile}: the authority's key cannot be read: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    /// <summary>
    /// Issues a node's certificate and returns it with its key and the authority's certificate, in one PEM text: all that <c>--cert</c> needs.
    /// </summary>
    /// <param name="name">The common name of the certificate.</param>
    /// <param name="names">Host names and addresses at which other nodes reach this one; empty for a node that they do not call by name.</param>
    /// <param name="until">End of validity; at the latest that of the authority's own certificate.</param>
    public string Issue(string name, IReadOnlyCollection<string> names, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Oid server = new("1.3.6.1.5.5.7.3.1"), client = new("1.3.6.1.5.5.7.3.2");
        var request = Request(name, key,
            X509BasicConstraintsExtension.CreateForEndEntity(), new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: false),
            new X509EnhancedKeyUsageExtension([server, client], critical: false),
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_own, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var alternative in names)
        {
            if (IPAddress.TryParse(alternative, out var address)) alternatives.AddIpAddress(address);
            else alternatives.AddDnsName(alternative);
        }
        if (names.Count > 0) request.CertificateExtensions.Add(alternatives.Build());
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f;
        var end = until < _own.NotAfter ? until : _own.NotAfter;
        using var certificate = request.Create(_own, DateTimeOffset.UtcNow - Before, end, serial);
        return $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n{CertificatePem}\n";
    }

    /// <inheritdoc/>
    public void Dispose() => _own.Dispose();

    private static CertificateRequest Request(string name, ECDsa key, params ReadOnlySpan<X509Extension> extensions)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(name);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        foreach (var extension in extensions) request.CertificateExtensions.Add(extension);
        return request;
    }
}
