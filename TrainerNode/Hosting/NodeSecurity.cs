using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorSearch.Search;
using Akka.Event;
using Akka.Remote.Hosting;

namespace ActorSearch.TrainerNode.Hosting;

/// <summary>Remoting of a node, encrypted when it has a certificate. Both sides must show one that the authority signed.</summary>
public static class NodeSecurity
{
    /// <exception cref="BadInputException">A certificate cannot be read, or the authority did not sign it.</exception>
    public static RemoteOptions Remoting(NodeOptions options)
    {
        var remote = new RemoteOptions { HostName = options.Host, Port = options.Port, PublicHostName = options.PublicHost };
        if (options is not { Certificate: { } file, Authority: { } authorityFile }) return remote;
        var certificate = Read(file, () => Loaded(X509Certificate2.CreateFromPemFile(file)));
        var authority = Read(authorityFile, () => X509Certificate2.CreateFromPem(File.ReadAllText(authorityFile)));
        if (!IsSigned(certificate, authority)) throw new BadInputException($"cert: {file} is not signed by the authority in {authorityFile}, or not valid today");
        remote.EnableSsl = true;
        remote.Ssl = new SslOptions
        {
            X509Certificate = certificate,
            SuppressValidation = false,
            RequireMutualAuthentication = true,
            CustomValidator = (peer, _, name, errors, log) =>
            {
                if (peer is not null && !errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) && IsSigned(peer, authority)) return true;
                log.Warning("refused {0}: {1}", name, peer is null ? "it shows no certificate" : $"the authority did not sign {peer.Subject}, or it is not valid today");
                return false;
            },
        };
        return remote;
    }

    /// <summary>Against this authority alone, whatever the system trusts. Names are not compared: addresses of trainers change, and the authority signs nodes only.</summary>
    private static bool IsSigned(X509Certificate2 certificate, X509Certificate2 authority)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    /// <summary>A key that was read from PEM must be bound to the certificate before a TLS server can use it.</summary>
    private static X509Certificate2 Loaded(X509Certificate2 certificate)
    {
        using (certificate) return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }

    private static X509Certificate2 Read(string file, Func<X509Certificate2> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BadInputException($"{file}: no certificate could be read (PEM was expected, with the private key for a node): {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
