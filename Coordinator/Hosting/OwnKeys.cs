using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ActorSearch.Search;
using ActorSearch.TrainerNode.Hosting;

namespace ActorSearch.Coordinator.Hosting;

/// <summary>
/// What a coordinator makes for itself where the settings name none, in `keys` in its folder, for its own user alone: an authority, its own certificate, one for
/// trainers, and the token of its HTTP interface.
/// </summary>
internal sealed class OwnKeys(string folder)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly TimeSpan AuthorityLasts = TimeSpan.FromDays(3650), NodeLasts = TimeSpan.FromDays(825);

    /// <summary>Before its end a certificate is made anew at the next start.</summary>
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(90);

    private readonly string _folder = Path.Combine(folder, "keys");

    public string TokenFile => Path.Combine(_folder, "token");

    /// <summary>All that a trainer has to be given.</summary>
    public string TrainerFile => Path.Combine(_folder, "trainer.pem");

    private string Authority => Path.Combine(_folder, "ca.pem");

    private string AuthorityKey => Path.Combine(_folder, "ca.key");

    private string Own => Path.Combine(_folder, "coordinator.pem");

    /// <summary>The options with what they lack, made at the first start and read at the later ones.</summary>
    /// <exception cref="BadInputException">The folder cannot be written, or others can read the keys.</exception>
    public NodeOptions Complete(NodeOptions options)
    {
        try
        {
            if (options is { Token: null, Insecure: false })
            {
                MakeFolder();
                if (!File.Exists(TokenFile)) Write(TokenFile, RandomNumberGenerator.GetHexString(64, lowercase: true) + "\n");
                Check(TokenFile);
                options = options with { Token = SecretFile.Read(TokenFile) };
            }
            if (!options.HasOwnAuthority) return options;
            MakeFolder();
            if (!new[] { Authority, AuthorityKey, TrainerFile, Own }.All(File.Exists)) MakeAuthority();
            foreach (var file in new[] { AuthorityKey, Own, TrainerFile }) Check(file);
            Renew([.. Names(options)]);
            return options with { Certificate = Own, Authority = Authority };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{_folder}: no keys can be kept there: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    /// <summary>From the next start on nobody gets in with what was made before.</summary>
    /// <exception cref="BadInputException">There is nothing to make anew, or the folder cannot be written.</exception>
    public void Forget()
    {
        if (!Directory.Exists(_folder)) throw new BadInputException($"{_folder}: there are no keys of a coordinator");
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{_folder}: cannot be removed: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static IEnumerable<string> Names(NodeOptions options) =>
        new[] { "localhost", "127.0.0.1", "::1", options.PublicHost, options.Host, options.HttpHost }.Concat(options.HttpNames).Concat(options.Seeds.Select(seed => seed.Host))
            .Where(name => name is not ("0.0.0.0" or "::" or "*")).Distinct(StringComparer.OrdinalIgnoreCase);

    private void MakeFolder()
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(_folder);
        else if (!Directory.Exists(_folder)) Directory.CreateDirectory(_folder, OwnerOnly | UnixFileMode.UserExecute);
    }

    private void MakeAuthority()
    {
        using var authority = CertificateAuthority.New("ActorSearch coordinator's authority", DateTimeOffset.UtcNow + AuthorityLasts);
        File.Delete(TrainerFile);
        File.Delete(Own);
        Write(Authority, authority.CertificatePem + "\n");
        Write(AuthorityKey, authority.KeyPem + "\n");
        Write(TrainerFile, authority.Issue("trainer", [], DateTimeOffset.UtcNow + NodeLasts));
        // The last one: without it everything is made anew.
        Write(Own, authority.Issue("coordinator", [], DateTimeOffset.UtcNow + NodeLasts));
    }

    private void Renew(string[] names)
    {
        using var authority = CertificateAuthority.Load(Authority, AuthorityKey);
        using (var own = X509Certificate2.CreateFromPem(File.ReadAllText(Own)))
            if (Ends(own) || !Array.TrueForAll(names, name => own.MatchesHostname(name, allowCommonName: false)))
                Write(Own, authority.Issue("coordinator", names, DateTimeOffset.UtcNow + NodeLasts));
        using var trainer = X509Certificate2.CreateFromPem(File.ReadAllText(TrainerFile));
        if (Ends(trainer)) Write(TrainerFile, authority.Issue("trainer", [], DateTimeOffset.UtcNow + NodeLasts));
    }

    private static bool Ends(X509Certificate2 certificate) => certificate.NotAfter.ToUniversalTime() < DateTime.UtcNow + RenewBefore;

    /// <exception cref="BadInputException">Others may read it.</exception>
    private static void Check(string file)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & ~(OwnerOnly | UnixFileMode.UserExecute)) != 0)
            throw new BadInputException($"{file}: others on this machine may read or change it; `chmod 600` it, or better make new keys (actorsearch rotate-keys)");
    }

    /// <summary>Never half written, and never readable for others.</summary>
    private static void Write(string file, string text)
    {
        var draft = file + ".new";
        File.Delete(draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using (var stream = new FileStream(draft, options))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }
        File.Move(draft, file, overwrite: true);
    }
}
