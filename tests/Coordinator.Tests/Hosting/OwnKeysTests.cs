using System.Security.Cryptography.X509Certificates;
using ActorSearch.Coordinator.Hosting;
using ActorSearch.Coordinator.Journal;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.TrainerNode.Node.Hosting;

namespace ActorSearch.Coordinator.Tests.Hosting;

/// <summary>The keys that a coordinator makes for itself: whom they let in, who can read them, and when they change.</summary>
public sealed class OwnKeysTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Keys => Path.Combine(_folder.Path, "keys");

    public void Dispose() => _folder.Dispose();

    private NodeOptions Given(NodeRole role, params (string Name, string Value)[] settings)
    {
        var all = settings.Append(("folder", _folder.Path)).ToDictionary(pair => pair.Item1, pair => pair.Item2);
        return NodeSettings.Collect(role, _ => null, "none", all.GetValueOrDefault).Options();
    }

    private NodeOptions Complete(params (string Name, string Value)[] settings) => new OwnKeys(_folder.Path).Complete(Given(NodeRole.Coordinator, settings));

    private Dictionary<string, string> Files() => Directory.GetFiles(Keys).ToDictionary(file => Path.GetFileName(file), File.ReadAllText);

    [Fact]
    public void They_are_made_once_and_for_the_owner_alone()
    {
        var first = Complete();
        Assert.Equal(["ca.key", "ca.pem", "coordinator.pem", "token", "trainer.pem"], Files().Keys.Order(StringComparer.Ordinal));
        Assert.Equal((64, first.Token), (first.Token!.Length, File.ReadAllText(Path.Combine(Keys, "token")).Trim()));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Keys));
            foreach (var file in Directory.GetFiles(Keys)) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
        var files = Files();
        Assert.Equal(first.Token, Complete().Token);
        Assert.Equal(files, Files());
    }

    [Fact]
    public void What_the_settings_give_is_not_made()
    {
        Assert.Equal("t", Complete(("token", "t")).Token);
        Assert.False(File.Exists(Path.Combine(Keys, "token")));
        Directory.Delete(Keys, recursive: true);
        Assert.Null(Complete(("insecure", "true"), ("insecure-remoting", "true")).Token);
        Assert.False(Directory.Exists(Keys));
        Assert.NotNull(Complete(("insecure-remoting", "true")).Token);
        Assert.Equal(["token"], Files().Keys);
    }

    [Fact]
    public void The_coordinator_is_one_and_the_trainer_is_none()
    {
        var options = Complete(("host", "127.0.0.1"), ("http-names", "searches"));
        var own = NodeCertificates.Of(options)!;
        Assert.True(NodeCertificates.IsForOneOf(own.Own, options.Seeds));
        Assert.All(new[] { "localhost", "127.0.0.1", "searches" }, name => Assert.True(own.Own.MatchesHostname(name, allowCommonName: false), name));
        var file = new OwnKeys(_folder.Path).TrainerFile;
        var trainer = NodeCertificates.Of(Given(NodeRole.Trainer, ("cert", file), ("checkpoints", "c")))!;
        Assert.False(NodeCertificates.IsForOneOf(trainer.Own, options.Seeds));
        Assert.True(own.Trusts(trainer.Own));
        Assert.True(trainer.Trusts(own.Own));
        var refused = Assert.Throws<BadInputException>(() => NodeCertificates.Of(Given(NodeRole.Coordinator, ("cert", file))));
        Assert.Contains("is for none of the hosts in seeds (127.0.0.1)", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Nodes go by the certificate alone: such a trainer could do all that a coordinator may.</summary>
    [Fact]
    public void A_trainer_with_a_coordinators_certificate_is_refused()
    {
        var own = Complete(("host", "127.0.0.1")).Certificate!;
        (string, string)[] settings = [("cert", own), ("ca", Path.Combine(Keys, "ca.pem")), ("checkpoints", "c")];
        var refused = Assert.Throws<BadInputException>(() => NodeCertificates.Of(Given(NodeRole.Trainer, settings)));
        Assert.Contains("is for a host in seeds (127.0.0.1): other nodes would take this trainer for a coordinator", refused.Message, StringComparison.Ordinal);
        // Of another cluster it may be one.
        Assert.NotNull(NodeCertificates.Of(Given(NodeRole.Trainer, [.. settings, ("seeds", "elsewhere:4053")])));
    }

    [Fact]
    public void Keys_that_a_coordinator_is_using_are_not_removed()
    {
        Complete();
        var (keys, before) = (new OwnKeys(_folder.Path), Files());
        using (new SqliteFile(Path.Combine(_folder.Path, "journal.db")))
        {
            var refused = Assert.Throws<BadInputException>(keys.Forget);
            Assert.Contains("another actorsearch process is using this folder", refused.Message, StringComparison.Ordinal);
        }
        // Of one whose journal is elsewhere.
        using (keys.Lock()) Assert.Throws<BadInputException>(keys.Forget);
        Assert.Equal(before, Files());
        keys.Forget();
        Assert.False(Directory.Exists(Keys));
    }

    [Fact]
    public void Another_name_makes_a_new_certificate_of_the_same_authority()
    {
        Complete();
        var before = Files();
        var own = NodeCertificates.Of(Complete(("http-names", "searches.example")))!;
        Assert.True(own.Own.MatchesHostname("searches.example", allowCommonName: false));
        var after = Files();
        Assert.NotEqual(before["coordinator.pem"], after["coordinator.pem"]);
        Assert.All(before.Keys.Where(name => name != "coordinator.pem"), name => Assert.Equal(before[name], after[name]));
    }

    [Fact]
    public void A_certificate_that_ends_soon_is_made_anew()
    {
        Complete();
        using (var authority = CertificateAuthority.Load(Path.Combine(Keys, "ca.pem"), Path.Combine(Keys, "ca.key")))
        {
            foreach (var name in new[] { "coordinator", "trainer" })
            {
                var pem = authority.Issue(name, ["127.0.0.1", "localhost", "::1"], DateTimeOffset.UtcNow.AddDays(30));
                File.WriteAllText(Path.Combine(Keys, $"{name}.pem"), pem);
            }
        }
        Complete();
        foreach (var name in new[] { "coordinator.pem", "trainer.pem" })
        {
            using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(Path.Combine(Keys, name)));
            Assert.True(certificate.NotAfter > DateTime.Now.AddDays(700), name);
        }
    }

    [Theory]
    [InlineData("ca.key")]
    [InlineData("coordinator.pem")]
    [InlineData("trainer.pem")]
    [InlineData("token")]
    public void Keys_that_others_may_read_are_refused(string name)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("file modes are Unix's");
        Complete();
        var file = Path.Combine(Keys, name);
#pragma warning disable CA1416 // It is skipped there.
        foreach (var mode in new[] { UnixFileMode.GroupRead, UnixFileMode.OtherRead, UnixFileMode.OtherWrite })
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | mode);
            Assert.StartsWith($"{file}: others on this machine may read or change it",
                Assert.Throws<BadInputException>(() => Complete()).Message, StringComparison.Ordinal);
        }
#pragma warning restore CA1416
    }

    [Fact]
    public void Rotated_keys_are_others_and_the_old_ones_let_nobody_in()
    {
        var first = Complete();
        var trainer = Files()["trainer.pem"];
        new OwnKeys(_folder.Path).Forget();
        var second = Complete();
        Assert.NotEqual(first.Token, second.Token);
        using var old = X509Certificate2.CreateFromPem(trainer);
        Assert.False(NodeCertificates.Of(second)!.Trusts(old));
        Directory.Delete(Keys, recursive: true);
        Assert.EndsWith("there are no keys of a coordinator",
            Assert.Throws<BadInputException>(() => new OwnKeys(_folder.Path).Forget()).Message, StringComparison.Ordinal);
    }

    /// <summary>The process was killed between any two files, now or in a version that made them in another order.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("ca.key")]
    [InlineData("ca.pem")]
    [InlineData("ca.pem ca.key")]
    [InlineData("ca.pem ca.key trainer.pem")]
    [InlineData("ca.pem ca.key coordinator.pem")]
    public void What_was_half_made_is_completed(string made)
    {
        Complete();
        foreach (var file in Files().Keys.Except(made.Split(' '))) File.Delete(Path.Combine(Keys, file));
        var before = Files();
        AssertTheyTrustEachOther(Complete());
        if (before.Count > 1) Assert.Equal(before["ca.pem"], Files()["ca.pem"]);
    }

    /// <summary>A new authority would put out every trainer.</summary>
    [Fact]
    public void Without_the_authoritys_key_what_it_signed_goes_on_and_nothing_is_made_anew()
    {
        Complete();
        File.Move(Path.Combine(Keys, "ca.key"), Path.Combine(_folder.Path, "safe"));
        var files = Files();
        AssertTheyTrustEachOther(Complete());
        Assert.Equal(files, Files());
        Refused("ca.key", ("http-names", "another.example"));
        File.Move(Path.Combine(Keys, "trainer.pem"), Path.Combine(_folder.Path, "trainer.pem"));
        Refused("ca.key");
        File.Move(Path.Combine(_folder.Path, "trainer.pem"), Path.Combine(Keys, "trainer.pem"));
        Assert.Equal(files, Files());
        File.Move(Path.Combine(_folder.Path, "safe"), Path.Combine(Keys, "ca.key"));
        File.Delete(Path.Combine(Keys, "ca.pem"));
        Refused("ca.pem");
    }

    [Fact]
    public void Without_the_authoritys_key_a_certificate_that_ends_soon_does_and_one_that_ended_does_not()
    {
        Complete();
        using var authority = CertificateAuthority.Load(Path.Combine(Keys, "ca.pem"), Path.Combine(Keys, "ca.key"));
        File.Delete(Path.Combine(Keys, "ca.key"));
        Trainer(DateTimeOffset.UtcNow.AddDays(1));
        AssertTheyTrustEachOther(Complete());
        Trainer(DateTimeOffset.UtcNow.AddHours(-1));
        Refused("ca.key");

        void Trainer(DateTimeOffset until) => File.WriteAllText(Path.Combine(Keys, "trainer.pem"), authority.Issue("trainer", [], until));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public void A_certificate_that_cannot_be_read_is_one_line_with_its_place(string contents)
    {
        Complete();
        foreach (var name in new[] { "coordinator.pem", "trainer.pem" })
        {
            var file = Path.Combine(Keys, name);
            var before = File.ReadAllText(file);
            File.WriteAllText(file, contents);
            var refused = Assert.Throws<BadInputException>(() => Complete());
            Assert.StartsWith($"{file}: is no certificate in PEM form", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', refused.Message);
            File.WriteAllText(file, before);
        }
    }

    [Fact]
    public void A_folder_of_keys_that_others_may_enter_is_refused()
    {
        Complete();
#pragma warning disable CA1416 // Linux
        foreach (var mode in new[] { UnixFileMode.GroupRead, UnixFileMode.GroupWrite, UnixFileMode.OtherExecute, UnixFileMode.OtherWrite })
        {
            File.SetUnixFileMode(Keys, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | mode);
            var refused = Assert.Throws<BadInputException>(() => Complete()).Message;
            Assert.StartsWith($"{Keys}: others on this machine may enter or change it; `chmod 700` it", refused, StringComparison.Ordinal);
        }
        // As a folder made in one with that bit has it.
        File.SetUnixFileMode(Keys, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.SetGroup);
        Complete();
#pragma warning restore CA1416
    }

    [Theory]
    [InlineData("")]
    [InlineData("ca.key")]
    [InlineData("coordinator.pem")]
    [InlineData("trainer.pem")]
    [InlineData("token")]
    public void Keys_of_another_user_are_refused(string name)
    {
        if (!Environment.IsPrivilegedProcess) Assert.Skip("only root gives files away");
        Complete();
        var path = Path.TrimEndingDirectorySeparator(Path.Combine(Keys, name));
        using (var chown = System.Diagnostics.Process.Start("chown", ["12345", path])) chown.WaitForExit();
        Assert.StartsWith($"{path}: belongs to another user (id 12345)", Assert.Throws<BadInputException>(() => Complete()).Message, StringComparison.Ordinal);
    }

    private void Refused(string missing, params (string Name, string Value)[] settings)
    {
        var before = Files();
        var refused = Assert.Throws<BadInputException>(() => Complete(settings)).Message;
        Assert.StartsWith($"{Path.Combine(Keys, missing)}: is missing, and ", refused, StringComparison.Ordinal);
        Assert.Contains("put it back, or have all keys made anew (actorsearch rotate-keys)", refused, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused);
        Assert.Equal(before, Files());
    }

    private void AssertTheyTrustEachOther(NodeOptions coordinator)
    {
        var own = NodeCertificates.Of(coordinator)!;
        var trainer = NodeCertificates.Of(Given(NodeRole.Trainer, ("cert", Path.Combine(Keys, "trainer.pem")), ("checkpoints", "c")))!;
        Assert.True(own.Trusts(trainer.Own) && trainer.Trusts(own.Own));
    }
}
