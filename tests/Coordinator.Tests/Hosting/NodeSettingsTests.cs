using System.CommandLine;
using System.Net;
using ActorSearch.Coordinator.Hosting;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.TrainerNode.Node.Hosting;
using ActorSearch.TrainerNode.Node.Http;

namespace ActorSearch.Coordinator.Tests.Hosting;

/// <summary>Where a node's settings come from, and which source is stronger. What is refused is tested with the real executables (Cluster.Tests).</summary>
public sealed class NodeSettingsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _environment = [], _commandLine = [];

    private string Settings => Path.Combine(_folder.Path, "appsettings.json");

    public void Dispose() => _folder.Dispose();

    /// <summary>Several coordinators need certificates and a token; here it is enough that the one is there and the other is not asked for.</summary>
    private void Several()
    {
        (_commandLine["insecure"], _commandLine["cert"]) = ("true", Path.Combine(_folder.Path, "node.pem"));
        File.WriteAllText(_commandLine["cert"], "");
    }

    private NodeOptions Options(NodeRole role) =>
        NodeSettings.Collect(role, _environment.GetValueOrDefault, Settings, _commandLine.GetValueOrDefault).Options();

    [Fact]
    public void The_command_line_is_stronger_than_the_environment_and_that_than_the_file()
    {
        Several();
        File.WriteAllText(Settings,
            """{ "Logging": {}, "ActorSearch": { "publicHost": "127.0.0.3", "port": 1, "seeds": ["127.0.0.1:5", "127.0.0.1:6", "127.0.0.1:7"],"""
            + """ "httpPort": 9, "devices": "cpu:1", "journal": "postgres", "connection": "Host=h" } }""");
        _environment["ACTORSEARCH_PORT"] = "2";
        _environment["ACTORSEARCH_PUBLIC_HOST"] = "127.0.0.2";
        _commandLine["port"] = "3";

        var options = Options(NodeRole.Coordinator);

        Assert.Equal((3, "127.0.0.2", 9, "127.0.0.1"), (options.Port, options.PublicHost, options.HttpPort, options.Host));
        Assert.Equal([new HostPort("127.0.0.1", 5), new("127.0.0.1", 6), new("127.0.0.1", 7)], options.Seeds);
        Assert.Equal(3, options.Coordinators);
    }

    [Fact]
    public void Without_settings_a_coordinator_is_its_own_seed_and_keeps_its_files_together()
    {
        var options = Options(NodeRole.Coordinator);
        Assert.Equal(new HostPort("127.0.0.1", NodeSettings.CoordinatorPort), Assert.Single(options.Seeds));
        Assert.Equal((1, JournalKind.Sqlite, Path.Combine(options.Folder, "checkpoints")), (options.Coordinators, options.Journal, options.Checkpoints));
    }

    /// <summary>Other coordinators read documents there; with the token, so never where it might be another program's.</summary>
    [Theory]
    [InlineData(null, null, null, "http://127.0.0.1:4080/")]
    [InlineData("c1", null, null, "http://c1:4080/")]
    [InlineData("0.0.0.0", "c1", null, "http://c1:4080/")]
    [InlineData("10.0.0.1", "c1", null, "http://c1:4080/")]
    [InlineData("::", "fd00::1", null, "http://[fd00::1]:4080/")]
    [InlineData("c1", null, "0.0.0.0", "http://c1:4080/")]
    [InlineData("c1", null, "10.9.9.1", "http://10.9.9.1:4080/")]
    [InlineData("c1", null, "127.0.0.1", null)]
    [InlineData("c1", null, "localhost", null)]
    [InlineData("127.0.0.1", "c1", null, null)]
    public void Other_coordinators_reach_HTTP_by_the_name_of_its_machine_or_by_its_own(string? host, string? publicHost, string? httpHost, string? address)
    {
        Several();
        foreach (var (name, value) in new[] { ("host", host), ("public-host", publicHost), ("http-host", httpHost) })
            if (value is not null) _commandLine[name] = value;
        var options = Options(NodeRole.Coordinator);
        Assert.Equal(address, CoordinatorHost.AddressForOthers(options, options.HttpPort)?.AbsoluteUri);
        var secure = CoordinatorHost.AddressForOthers(options with { Https = true }, options.HttpPort);
        Assert.Equal(address?.Replace("http:", "https:", StringComparison.Ordinal), secure?.AbsoluteUri);
    }

    [Fact]
    public void All_coordinators_may_have_the_same_list_of_peers()
    {
        Several();
        (_commandLine["seeds"], _commandLine["journal"], _commandLine["connection"]) = ("c1:1,c2:1,c3:1", "postgres", "Host=h");
        (_commandLine["public-host"], _commandLine["peers"]) = ("C2", "http://c1:4080,http://c2:4080,http://c3:4080");
        Assert.Equal(["c1", "c3"], Options(NodeRole.Coordinator).Peers.Select(peer => peer.Host));
        _commandLine["http-port"] = "4081";
        Assert.StartsWith("peers: 3 given", Assert.Throws<BadInputException>(() => Options(NodeRole.Coordinator)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_dashboard_goes_on_at_addresses_and_else_at_peers()
    {
        Several();
        (_commandLine["seeds"], _commandLine["journal"], _commandLine["connection"]) = ("127.0.0.1:4053,127.0.0.2:4053,127.0.0.3:4053", "postgres", "Host=h");
        Assert.Empty(Options(NodeRole.Coordinator).Addresses);
        _commandLine["peers"] = "http://127.0.0.2:4080,http://127.0.0.3:4080";
        Assert.Equal(Options(NodeRole.Coordinator).Peers, Options(NodeRole.Coordinator).Addresses);
        _commandLine["addresses"] = "https://search.example";
        Assert.Equal(new Uri("https://search.example"), Assert.Single(Options(NodeRole.Coordinator).Addresses));
        _commandLine["addresses"] = "search.example";
        Assert.StartsWith("addresses: search.example is not http://host:port",
            Assert.Throws<BadInputException>(() => Options(NodeRole.Coordinator)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_roots_are_a_list_wherever_they_come_from_and_by_default_the_working_directory()
    {
        Assert.Equal(Environment.CurrentDirectory, Options(NodeRole.Coordinator).DataRoots.ToString());
        File.WriteAllText(Settings, """{ "ActorSearch": { "dataRoot": ["/data", "/srv/sets/"], "imagesGb": 3 } }""");
        Assert.Equal(("/data, /srv/sets", 3_000_000_000), (Options(NodeRole.Coordinator).DataRoots.ToString(), Options(NodeRole.Coordinator).ImageBytes));
        _environment["ACTORSEARCH_DATA_ROOT"] = "/one, two,/one";
        Assert.Equal($"/one, {Path.Combine(Environment.CurrentDirectory, "two")}", Options(NodeRole.Coordinator).DataRoots.ToString());
        var command = new Command("node");
        var settings = NodeSettings.AddTo(command, NodeRole.Trainer);
        var given = settings(command.Parse(["--data-root", "/a", "--checkpoints", "c", "--insecure-remoting", "--data-root", "/b", "--data-root=/c,/d"]));
        // As the launcher hands it to its processes.
        Assert.Equal("/a,/b,/c,/d", given["data-root"]);
        Assert.Equal("/a, /b, /c, /d", given.Options().DataRoots.ToString());

        const string whole = "data-root: / is the whole file system; give the folders of the data sets";
        foreach (var (value, problem) in new[] { ("/", whole), ("/a,/etc/..", whole), (",", "data-root: names no folder") })
        {
            _commandLine["data-root"] = value;
            Assert.StartsWith(problem, Assert.Throws<BadInputException>(() => Options(NodeRole.Coordinator)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_coordinator_answers_to_the_names_in_its_settings()
    {
        Several();
        (_commandLine["seeds"], _commandLine["journal"], _commandLine["connection"]) = ("c1:1,c2:1,c3:1", "postgres", "Host=h");
        (_commandLine["http-host"], _commandLine["public-host"]) = ("0.0.0.0", "c1.local");
        (_commandLine["peers"], _commandLine["addresses"]) = ("http://p2:4080,http://p3:4080", "https://search.example,https://[2001:db8::1]:8");
        _commandLine["http-names"] = "searches, 192.0.2.7,2001:db8::7";
        var names = HostNames.Of(Options(NodeRole.Coordinator));
        var here = IPAddress.Parse("::ffff:192.0.2.1");
        string[] own =
        [
            "localhost", "127.0.0.1", "127.3.2.1", "[::1]", "c1", "C2", "c3", "c1.local", "p2", "p3",
            "search.example", "[2001:db8::1]", "searches", "192.0.2.7", "[2001:db8::7]", "192.0.2.1",
        ];
        Assert.All(own, name => Assert.True(names.Accepts(name, here), name));
        string[] others = ["", "evil.example", "192.0.2.2", "c1.evil.example", "localhost.", "[::2]", "search", "[", "]", "[]", "c4"];
        Assert.All(others, name => Assert.False(names.Accepts(name, here), name));
        Assert.False(names.Accepts("192.0.2.1", null));

        foreach (var wrong in new[] { "a b", "x:80", "http://x", "*", "a,,b", "a/b" })
        {
            _commandLine["http-names"] = wrong;
            Assert.StartsWith("http-names: ", Assert.Throws<BadInputException>(() => Options(NodeRole.Coordinator)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_unknown_member_of_the_file_is_refused_with_the_nearest_name()
    {
        File.WriteAllText(Settings, """{ "ActorSearch": { "publicHots": "x" } }""");
        Assert.Contains("did you mean `publicHost`", Assert.Throws<BadInputException>(() => Options(NodeRole.Trainer)).Message, StringComparison.Ordinal);
        File.WriteAllText(Settings, "{ ");
        Assert.Contains("appsettings.json", Assert.Throws<BadInputException>(() => Options(NodeRole.Trainer)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("token", "s3cret")]
    [InlineData("connection", "Host=h;Password='a b'")]
    public void A_secret_may_be_the_only_line_of_a_file(string name, string secret)
    {
        _commandLine["journal"] = "postgres";
        _commandLine["connection"] = "Host=other";
        _commandLine.Remove(name);
        var file = Path.Combine(_folder.Path, "secret");
        _environment[$"ACTORSEARCH_{name.ToUpperInvariant()}_FILE"] = file;
        foreach (var ending in new[] { "", "\n", "\r\n" })
        {
            File.WriteAllText(file, secret + ending);
            var options = Options(NodeRole.Coordinator);
            Assert.Equal(secret, name == "token" ? options.Token : options.Connection);
        }

        var faults = new[] { ("\n", "is empty"), ("one\ntwo\n", "has several lines"), (new string('x', 70_000), "is longer than a secret") };
        foreach (var (content, problem) in faults)
        {
            File.WriteAllText(file, content);
            Assert.Equal($"{name}-file: {file}: {problem}; one line was expected",
                Assert.Throws<BadInputException>(() => Options(NodeRole.Coordinator)).Message);
        }
        File.Delete(file);
        Assert.StartsWith($"{name}-file: {file}: cannot be read: ",
            Assert.Throws<BadInputException>(() => Options(NodeRole.Coordinator)).Message, StringComparison.Ordinal);
        File.WriteAllText(file, secret);
        _commandLine[name] = "another";
        Assert.Equal($"{name}, {name}-file: give one of them", Assert.Throws<BadInputException>(() => Options(NodeRole.Coordinator)).Message);
    }

    [Fact]
    public void Every_wrong_setting_has_a_line_of_its_own()
    {
        (_commandLine["port"], _commandLine["journal"], _commandLine["seeds"]) = ("x", "y", "z");
        var lines = Assert.Throws<BadInputException>(() => Options(NodeRole.Coordinator)).Message.Split(Environment.NewLine);
        Assert.Contains(lines, line => line.StartsWith("port:", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("journal:", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("seeds:", StringComparison.Ordinal));
    }
}
