using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;

namespace ActorSearch.Cluster.Tests;

/// <summary>Certificates as ops/make-certs.sh makes them.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actorsearch-certificates-").FullName;

    /// <param name="nodes">Names and addresses with commas between them make one certificate, called by the first.</param>
    public TestCertificates Make(string authority, params string[] nodes) => MakeFor(365, authority, nodes);

    /// <summary>The same, not valid for longer than that; an authority that is there already stays.</summary>
    public TestCertificates MakeFor(int days, string authority, params string[] nodes)
    {
        var script = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(script, "ops", "make-certs.sh")))
            script = Path.GetDirectoryName(script) ?? throw new FileNotFoundException("ops/make-certs.sh");
        string[] arguments = [Path.Combine(script, "ops", "make-certs.sh"), Path.Combine(_folder, authority), .. nodes];
        using var process = Process.Start(new ProcessStartInfo("bash", arguments)
        {
            RedirectStandardOutput = true,
            Environment = { ["DAYS"] = days.ToString(CultureInfo.InvariantCulture) },
        })!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return this;
    }

    public string Authority(string authority) => Path.Combine(_folder, authority, "ca.pem");

    public string Node(string authority, string node) => Path.Combine(_folder, authority, $"{node}.pem");

    /// <summary>The options of a node.</summary>
    public string[] Options(string authority, string node) => ["--cert", Node(authority, node), "--ca", Authority(authority)];

    /// <summary>As a person's `curl --cacert`: trusts the authority, and that the name is right.</summary>
    public HttpClient Client(string authority)
    {
        var root = X509CertificateLoader.LoadCertificateFromFile(Authority(authority));
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(root);
        return new HttpClient(handler) { Timeout = Patience.Limit };
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
