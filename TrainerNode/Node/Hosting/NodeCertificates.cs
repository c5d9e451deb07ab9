using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorSearch.TrainerNode.Node.Hosting.Wire;

namespace ActorSearch.TrainerNode.Node.Hosting;

/// <summary>A node's certificate and the only authority that it trusts; authorities that the system trusts do not count.</summary>
public sealed class NodeCertificates
{
    private readonly X509Certificate2 _authority;

    /// <summary>Connections of an HTTP client that is not a node and trusts only this authority.</summary>
    /// <exception cref="BadInputException">The authority's certificate cannot be read.</exception>
    public static HttpMessageHandler ClientHandler(string authorityFile)
    {
        var authority = ReadAuthority(authorityFile);
        return new NodeCertificates(authority, authority).HttpHandler();
    }

    /// <summary>This node's certificate for TLS handshakes, prepared once and without downloads.</summary>
    private readonly Lazy<SslStreamCertificateContext> _shown;

    private NodeCertificates(X509Certificate2 own, X509Certificate2 authority)
    {
        (Own, _authority) = (own, authority);
        _shown = new(() => SslStreamCertificateContext.Create(own, null, offline: true));
    }

    /// <summary>This node's certificate.</summary>
    public X509Certificate2 Own { get; }

    /// <summary>The time at which the node's certificate or its authority's expires, whichever is first.</summary>
    public DateTimeOffset Until => new[] { Own, _authority }.Min(certificate => new DateTimeOffset(certificate.NotAfter));

    /// <summary>Trusts only this authority, and downloads nothing that a peer's certificate refers to.</summary>
    public X509ChainPolicy ChainPolicy => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { _authority },
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
    };

    /// <summary>The certificates that the settings name; null if they name none, and nothing is encrypted.</summary>
    /// <exception cref="BadInputException">A certificate cannot be read, the authority did not sign it, or it is for a node of the other role.</exception>
    public static NodeCertificates? Of(NodeOptions options)
    {
        if (options.Certificate is not { } file) return null;
        var own = Read(file, () =>
        {
            using var read = X509Certificate2.CreateFromPemFile(file);
            // Binds the private key to the certificate; a TLS server cannot use a key as it was read from PEM.
            return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pfx), null);
        });
        var authority = options.Authority is { } authorityFile ? ReadAuthority(authorityFile) : Behind(own, file);
        var certificates = new NodeCertificates(own, authority);
        if (certificates.Fault(own) is { } fault) throw new BadInputException($"cert: {file}: {fault} ({options.Authority ?? file})");
        var isCoordinators = IsForOneOf(own, options.Seeds);
        var hosts = string.Join(", ", options.Seeds.Select(seed => seed.Host));
        if (options.Role == NodeRole.Trainer && isCoordinators)
            throw new BadInputException(
                $"cert: {file}: is for a host in seeds ({hosts}): other nodes would take this trainer for a coordinator; give it another");
        if (options.Role == NodeRole.Coordinator && !isCoordinators)
            throw new BadInputException($"cert: {file}: is for none of the hosts in seeds ({hosts}): other nodes would take this coordinator for a trainer");
        return certificates;
    }

    /// <summary>
    /// Whether a certificate is a coordinator's: one of its alternative names must be the host of a seed. The common name is ignored, because it proves
    /// nothing. Only coordinators may send messages that trainers may not send.
    /// </summary>
    public static bool IsForOneOf(X509Certificate2 certificate, IEnumerable<HostPort> seeds) =>
        seeds.Any(seed => certificate.MatchesHostname(seed.Host, allowCommonName: false));

    /// <summary>The authority's certificate, from the file that also holds the node's.</summary>
    private static X509Certificate2 Behind(X509Certificate2 own, string file)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(file);
        return all.FirstOrDefault(certificate => certificate.Thumbprint != own.Thumbprint)
            ?? throw new BadInputException($"cert: {file}: holds only the node's certificate; give ca, the authority's certificate");
    }

    /// <summary>
    /// TLS options of a remoting connection that this node opens. Host names are not compared: trainers' addresses change, and the authority signs only nodes.
    /// </summary>
    internal SslClientAuthenticationOptions Calling => new()
    {
        TargetHost = "",
        ClientCertificateContext = _shown.Value,
        CertificateChainPolicy = ChainPolicy,
        AllowTlsResume = false, // so that the peer shows its certificate on every connection
        RemoteCertificateValidationCallback = (_, peer, _, _) => IsTrusted(peer),
    };

    /// <summary>TLS options of a remoting connection that another node opens.</summary>
    internal SslServerAuthenticationOptions Called => new()
    {
        ServerCertificateContext = _shown.Value,
        ClientCertificateRequired = true,
        CertificateChainPolicy = ChainPolicy,
        AllowTlsResume = false,
        RemoteCertificateValidationCallback = (_, peer, _, _) => IsTrusted(peer),
    };

    /// <summary>
    /// Connections of this node's HTTP client: the server must show a certificate that the authority signed, for the host name in the URL.
    /// </summary>
    public HttpMessageHandler HttpHandler() => new SocketsHttpHandler
    {
        ConnectTimeout = TimeSpan.FromSeconds(3),
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        SslOptions = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = ChainPolicy,
            RemoteCertificateValidationCallback = (_, peer, _, errors) => IsTrusted(peer, errors),
            LocalCertificateSelectionCallback = (_, _, _, _, _) => Own.HasPrivateKey ? Own : null!,
        },
    };

    /// <summary>Whether the authority signed a certificate that is valid now.</summary>
    public bool Trusts(X509Certificate2 peer) => Fault(peer) is null;

    /// <param name="errors">None: the name in the certificate does not matter.</param>
    /// <exception cref="AuthenticationException">
    /// The certificate is not trusted, or is for another name. The exception gives the reason, which a result of false would not.
    /// </exception>
    private bool IsTrusted(X509Certificate? peer, SslPolicyErrors errors = SslPolicyErrors.None)
    {
        if (peer is not X509Certificate2 certificate) throw new AuthenticationException("it shows no certificate");
        if (Fault(certificate) is { } fault) throw new AuthenticationException(fault);
        return !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? true : throw new AuthenticationException(
            $"the certificate of {certificate.Subject} is not for this name or address (ops/make-certs.sh takes several: NAME,NAME,ADDRESS)");
    }

    /// <returns>Why a certificate is not trusted; null if it is.</returns>
    private string? Fault(X509Certificate2 certificate)
    {
        using var chain = new X509Chain { ChainPolicy = ChainPolicy };
        if (chain.Build(certificate)) return null;
        var subject = WireRefusals.Printable(certificate.Subject);
        return Array.Exists(chain.ChainStatus, status => status.Status == X509ChainStatusFlags.NotTimeValid)
            ? $"{subject}, or its authority, is not valid today: it is from {certificate.NotBefore:yyyy-MM-dd} to {certificate.NotAfter:yyyy-MM-dd}"
            : $"the authority did not sign {subject}";
    }

    private static X509Certificate2 ReadAuthority(string file) => Read(file, () => X509Certificate2.CreateFromPem(File.ReadAllText(file)));

    private static X509Certificate2 Read(string file, Func<X509Certificate2> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            var reason = e.Message.ReplaceLineEndings(" ");
            throw new BadInputException($"{file}: cannot read a certificate (expected PEM; for a node, with its private key): {reason}", e);
        }
    }
}
