using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorSearch.Search;
using ActorSearch.TrainerNode.Hosting.Wire;
using Akka.Event;

namespace ActorSearch.TrainerNode.Hosting;

/// <summary>A node's certificate, and the authority that it trusts: that one alone, whatever the system trusts.</summary>
public sealed class NodeCertificates
{
    private readonly X509Certificate2 _authority;

    /// <summary>Reasons for which peers were rejected.</summary>
    private readonly OncePerMinute _reasons = new(1000);

    /// <summary>For HTTP clients that are no node: they trust this authority alone.</summary>
    /// <exception cref="BadInputException">The authority's certificate cannot be read.</exception>
    public static HttpMessageHandler ClientHandler(string authorityFile)
    {
        var authority = Read(authorityFile, () => X509Certificate2.CreateFromPem(File.ReadAllText(authorityFile)));
        return new NodeCertificates(authority, authority).HttpHandler();
    }

    /// <summary>This node's certificate for TLS, prepared once and without downloads.</summary>
    private readonly Lazy<SslStreamCertificateContext> _shown;

    private NodeCertificates(X509Certificate2 own, X509Certificate2 authority)
    {
        (Own, _authority) = (own, authority);
        _shown = new(() => SslStreamCertificateContext.Create(own, null, offline: true));
    }

    public X509Certificate2 Own { get; }

    /// <summary>From then on the node's certificate, or its authority's, is not valid any more.</summary>
    public DateTimeOffset Until => new[] { Own, _authority }.Min(certificate => new DateTimeOffset(certificate.NotAfter));

    /// <summary>Trusts this authority alone, and downloads nothing that a peer's certificate refers to.</summary>
    public X509ChainPolicy ChainPolicy => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { _authority },
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
    };

    /// <summary>Null where the settings name none: then nothing is encrypted.</summary>
    /// <exception cref="BadInputException">A certificate cannot be read, the authority did not sign it, or it makes the node another role than it has.</exception>
    public static NodeCertificates? Of(NodeOptions options)
    {
        if (options.Certificate is not { } file) return null;
        var own = Read(file, () => Loaded(X509Certificate2.CreateFromPemFile(file)));
        var authority = options.Authority is { } authorityFile ? Read(authorityFile, () => X509Certificate2.CreateFromPem(File.ReadAllText(authorityFile))) : Behind(own, file);
        var certificates = new NodeCertificates(own, authority);
        if (certificates.Fault(own) is { } fault) throw new BadInputException($"cert: {file}: {fault} ({options.Authority ?? file})");
        var isCoordinators = IsForOneOf(own, options.Seeds);
        var hosts = string.Join(", ", options.Seeds.Select(seed => seed.Host));
        if (options.Role == NodeRole.Trainer && isCoordinators)
            throw new BadInputException($"cert: {file}: is for a host in seeds ({hosts}): other nodes would take this trainer for a coordinator; give it another");
        if (options.Role == NodeRole.Coordinator && !isCoordinators)
            throw new BadInputException($"cert: {file}: is for none of the hosts in seeds ({hosts}): other nodes would take this coordinator for a trainer");
        return certificates;
    }

    /// <summary>
    /// A coordinator's certificate is for the host that the seeds have of it, by its alternative names: a common name proves nothing. Messages that trainers
    /// may not send are accepted from coordinators only.
    /// </summary>
    public static bool IsForOneOf(X509Certificate2 certificate, IEnumerable<HostPort> seeds) =>
        seeds.Any(seed => certificate.MatchesHostname(seed.Host, allowCommonName: false));

    /// <summary>The authority's certificate, where it stands in one file with the node's.</summary>
    private static X509Certificate2 Behind(X509Certificate2 own, string file)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(file);
        return all.FirstOrDefault(certificate => certificate.Thumbprint != own.Thumbprint)
            ?? throw new BadInputException($"cert: {file}: holds the node's certificate alone; give ca, the authority's certificate");
    }

    /// <summary>
    /// For a remoting connection that this node opens. Names are not compared: trainers' addresses change, and the authority signs only nodes.
    /// </summary>
    /// <param name="letIn">Given the certificate that was shown, if it is trusted.</param>
    public SslClientAuthenticationOptions Calling(Action<X509Certificate2> letIn) => new()
    {
        TargetHost = "",
        ClientCertificateContext = _shown.Value,
        CertificateChainPolicy = ChainPolicy,
        AllowTlsResume = false, // each connection shows its certificate
        RemoteCertificateValidationCallback = (_, peer, _, _) => LetIn(peer, letIn),
    };

    /// <summary>For a remoting connection that another node opens.</summary>
    /// <param name="letIn">Given the certificate that was shown, if it is trusted.</param>
    public SslServerAuthenticationOptions Called(Action<X509Certificate2> letIn) => new()
    {
        ServerCertificateContext = _shown.Value,
        ClientCertificateRequired = true,
        CertificateChainPolicy = ChainPolicy,
        AllowTlsResume = false,
        RemoteCertificateValidationCallback = (_, peer, _, _) => LetIn(peer, letIn),
    };

    /// <summary>Logs a rejected peer, at most once a minute for each reason.</summary>
    internal void Refused(string peer, string fault, ILoggingAdapter log)
    {
        if (_reasons.IsDue(fault)) log.Warning("refused {0}: {1}", peer, fault);
    }

    private bool LetIn(X509Certificate? peer, Action<X509Certificate2> letIn)
    {
        letIn(Trusted(peer));
        return true;
    }

    /// <summary>
    /// Makes the connections of an HTTP client: the other side must show a certificate that the authority signed, for the name it was called by.
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

    /// <summary>The authority signed it, and it is valid today.</summary>
    public bool Trusts(X509Certificate2 peer) => Fault(peer) is null;

    /// <exception cref="AuthenticationException">Not trusted, or not for the name that was called; says why, which the answer alone would not.</exception>
    private bool IsTrusted(X509Certificate? peer, SslPolicyErrors errors)
    {
        var certificate = Trusted(peer);
        return !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            ? true
            : throw new AuthenticationException($"the certificate of {certificate.Subject} is not for this name or address (ops/make-certs.sh takes several: NAME,NAME,ADDRESS)");
    }

    /// <exception cref="AuthenticationException">Not trusted; says why.</exception>
    private X509Certificate2 Trusted(X509Certificate? peer)
    {
        if (peer is not X509Certificate2 certificate) throw new AuthenticationException("it shows no certificate");
        return Fault(certificate) is { } fault ? throw new AuthenticationException(fault) : certificate;
    }

    /// <returns>Why a certificate is not trusted; null when it is.</returns>
    private string? Fault(X509Certificate2 certificate)
    {
        using var chain = new X509Chain { ChainPolicy = ChainPolicy };
        if (chain.Build(certificate)) return null;
        return Array.Exists(chain.ChainStatus, status => status.Status == X509ChainStatusFlags.NotTimeValid)
            ? string.Create(CultureInfo.InvariantCulture,
                $"{Subject(certificate)}, or its authority, is not valid today: it is from {certificate.NotBefore:yyyy-MM-dd} to {certificate.NotAfter:yyyy-MM-dd}")
            : $"the authority did not sign {Subject(certificate)}";
    }

    private static string Subject(X509Certificate2 certificate) => WireRefusals.Printable(certificate.Subject);

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
