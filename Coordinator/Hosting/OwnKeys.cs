using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ActorSearch.Coordinator.Journal;
using ActorSearch.TrainerNode.Node.Hosting;
using ActorSearch.TrainerNode.Training.Files;

namespace ActorSearch.Coordinator.Hosting;

/// <summary>
/// What a coordinator makes for itself where the settings name none, in `keys` in its folder, for its own user alone: an authority, its own certificate, one
/// for trainers, and the token of its HTTP interface.
/// </summary>
internal sealed class OwnKeys(string folder)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly TimeSpan AuthorityLasts = TimeSpan.FromDays(3650), NodeLasts = TimeSpan.FromDays(825);

    /// <summary>Before its end a certificate is made anew at the next start.</summary>
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(90);

    private readonly string _folder = Path.Combine(folder, "keys"), _journal = Path.Combine(folder, "journal.db");

    public string TokenFile => In("token");

    /// <summary>All that a trainer has to be given.</summary>
    public string TrainerFile => In("trainer.pem");

    private string Authority => In("ca.pem");

    private string AuthorityKey => In("ca.key");

    private string Own => In("coordinator.pem");

    private string In(string file) => Path.Combine(_folder, file);

    /// <summary>Whether the settings lack something that is made.</summary>
    public static bool AreFor(NodeOptions options) => options.HasOwnAuthority || NeedsToken(options);

    private static bool NeedsToken(NodeOptions options) => options is { Token: null, Insecure: false };

    /// <summary>The options with what they lack, made at the first start and read at the later ones.</summary>
    /// <exception cref="BadInputException">The folder cannot be written, others can read the keys, or one is missing that has to be there.</exception>
    public NodeOptions Complete(NodeOptions options)
    {
        try
        {
            if (NeedsToken(options))
            {
                MakeFolder();
                if (!File.Exists(TokenFile)) Write(TokenFile, RandomNumberGenerator.GetHexString(64, lowercase: true) + "\n");
                Check(TokenFile);
                options = options with { Token = SecretFile.Read(TokenFile) };
            }
            if (!options.HasOwnAuthority) return options;
            MakeFolder();
            // Nothing that it signed is here: the first start, or one that was killed before another node had anything of it. Later only rotate-keys does this.
            if (!File.Exists(Own) && !File.Exists(TrainerFile) && !(File.Exists(Authority) && File.Exists(AuthorityKey))) MakeAuthority();
            if (!File.Exists(Authority)) throw Missing(Authority, "nodes trust what it signed, and nothing else");
            foreach (var file in new[] { AuthorityKey, Own, TrainerFile }.Where(File.Exists)) Check(file);
            Renew(Own, "coordinator", Names(options));
            Renew(TrainerFile, "trainer", []);
            return options with { Certificate = Own, Authority = Authority };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{_folder}: no keys can be kept there: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    /// <summary>Keeps <see cref="Forget"/> and other coordinators out of the folder until disposed.</summary>
    /// <exception cref="BadInputException">Another process has it.</exception>
    public IDisposable Lock() => JournalFile.Lock(_journal);

    /// <summary>The next start makes new keys; what was made before then gives no access.</summary>
    /// <exception cref="BadInputException">There is nothing to make anew, a coordinator is using the keys, or the folder cannot be written.</exception>
    public void Forget()
    {
        if (!Directory.Exists(_folder)) throw new BadInputException($"{_folder}: there are no keys of a coordinator");
        using var held = Lock();
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{_folder}: cannot be removed: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static string[] Names(NodeOptions options)
    {
        string[] own = ["localhost", "127.0.0.1", "::1", options.PublicHost, options.Host, options.HttpHost, .. options.HttpNames];
        return [.. own.Concat(options.Seeds.Select(seed => seed.Host)).Where(name => !HostPort.IsAny(name)).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private void MakeFolder()
    {
        OwnFolder.Make(_folder);
        Check(_folder, "enter or change", "700");
    }

    private void MakeAuthority()
    {
        using var authority = CertificateAuthority.New("ActorSearch coordinator's authority", DateTimeOffset.UtcNow + AuthorityLasts);
        // Never two that do not belong together, whenever this is killed.
        File.Delete(Authority);
        Write(AuthorityKey, authority.KeyPem + "\n");
        Write(Authority, authority.CertificatePem + "\n");
    }

    /// <summary>Where the authority's key was moved away for safety, a certificate does until it ends.</summary>
    private void Renew(string file, string name, string[] names)
    {
        var hasKey = File.Exists(AuthorityKey);
        if (File.Exists(file))
        {
            using var present = Read(file);
            var lasts = present.NotAfter.ToUniversalTime() >= DateTime.UtcNow + (hasKey ? RenewBefore : TimeSpan.Zero);
            if (lasts && Array.TrueForAll(names, other => present.MatchesHostname(other, allowCommonName: false))) return;
        }
        if (!hasKey) throw Missing(AuthorityKey, $"{file} has to be made anew with it, having ended, being away too, or lacking a name of this coordinator");
        using var authority = CertificateAuthority.Load(Authority, AuthorityKey);
        Write(file, authority.Issue(name, names, DateTimeOffset.UtcNow + NodeLasts));
    }

    private static X509Certificate2 Read(string file)
    {
        try
        {
            return X509Certificate2.CreateFromPem(File.ReadAllText(file));
        }
        catch (CryptographicException e)
        {
            throw new BadInputException($"{file}: is no certificate in PEM form ({e.Message}); remove it, and it is made anew", e);
        }
    }

    private static BadInputException Missing(string file, string why) =>
        new($"{file}: is missing, and {why}; put it back, or have all keys made anew (actorsearch rotate-keys), after which trainers need the new trainer.pem");

    /// <exception cref="BadInputException">Others may do something with it. Root may do everything anyway.</exception>
    private static void Check(string path, string what = "read or change", string mode = "600")
    {
        const string better = ", or better make new keys (actorsearch rotate-keys)";
        if (PrivateFile.OtherOwner(path) is { } owner) throw new BadInputException($"{path}: belongs to another user (id {owner}); `chown` it{better}");
        if (PrivateFile.IsOpenTo(PrivateFile.GroupAndOthers, path))
            throw new BadInputException($"{path}: others on this machine may {what} it; `chmod {mode}` it{better}");
    }

    /// <summary>Never half written, and never readable for others.</summary>
    private static void Write(string file, string text) => WholeFile.Write(file, Encoding.UTF8.GetBytes(text), mode: OwnerOnly);
}
