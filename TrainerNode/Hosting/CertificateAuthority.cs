using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorSearch.Search;

namespace ActorSearch.TrainerNode.Hosting;

/// <summary>Signs the certificates of a cluster's nodes. ECDSA with P-256, as ops/make-certs.sh has it.</summary>
public sealed class CertificateAuthority : IDisposable
{
    /// <summary>A machine whose clock is a little behind takes them, too.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromDays(1);

    private readonly X509Certificate2 _own;

    private CertificateAuthority(X509Certificate2 own) => _own = own;

    /// <summary>The certificate alone, as nodes trust it.</summary>
    public string CertificatePem => _own.ExportCertificatePem();

    /// <summary>Whoever has it can make nodes.</summary>
    public string KeyPem => KeyOf(_own).ExportPkcs8PrivateKeyPem();

    public static CertificateAuthority New(string name, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Named(name), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority(0));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return new(request.CreateSelfSigned(DateTimeOffset.UtcNow - Before, until));
    }

    /// <exception cref="BadInputException">They are no certificate and its key.</exception>
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

    /// <summary>A node's certificate, its key, and the authority's certificate, in one text: all that <c>--cert</c> needs.</summary>
    /// <param name="names">Host names and addresses that others may call it by; none for a node that nobody calls by name.</param>
    public string Issue(string name, IEnumerable<string> names, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Named(name), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForEndEntity());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: false));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1"), new("1.3.6.1.5.5.7.3.2")], critical: false)); // server, client
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_own, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var alternatives = new SubjectAlternativeNameBuilder();
        var any = false;
        foreach (var alternative in names)
        {
            any = true;
            if (IPAddress.TryParse(alternative, out var address)) alternatives.AddIpAddress(address);
            else alternatives.AddDnsName(alternative);
        }
        if (any) request.CertificateExtensions.Add(alternatives.Build());
        Span<byte> serial = stackalloc byte[16];
        RandomNumberGenerator.Fill(serial);
        serial[0] &= 0x7f;
        var end = until < _own.NotAfter ? until : _own.NotAfter;
        using var certificate = request.Create(_own, DateTimeOffset.UtcNow - Before, end, serial);
        return $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n{CertificatePem}\n";
    }

    public void Dispose() => _own.Dispose();

    private static ECDsa KeyOf(X509Certificate2 certificate) => certificate.GetECDsaPrivateKey() ?? throw new BadInputException($"{certificate.Subject}: the authority's key is no ECDSA key");

    private static X500DistinguishedName Named(string name)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(name);
        return subject.Build();
    }
}
