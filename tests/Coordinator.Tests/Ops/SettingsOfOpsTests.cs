using System.Text.RegularExpressions;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.TrainerNode.Node.Hosting;
using ActorSearch.TrainerNode.Node.Http;

namespace ActorSearch.Coordinator.Tests.Ops;

/// <summary>Names, ports, paths and times in ops/ are those of the code.</summary>
public sealed partial class SettingsOfOpsTests : IDisposable
{
    private static readonly string[] Documents = ["docs/operate.md", "docs/cluster.md", "docs/api.md"];

    private readonly TempFolder _folder = new();

    public static TheoryData<string> Deployments => [.. OpsFiles.All().Select(deployed => deployed.Where)];

    public void Dispose() => _folder.Dispose();

    /// <summary>The code's own checks, with secrets in place of those that an operator has.</summary>
    private NodeOptions Options(Deployed deployed)
    {
        var environment = deployed.Environment.ToDictionary(pair => pair.Key, pair => SecretPath().Replace(pair.Value, match =>
        {
            var file = Path.Combine(_folder.Path, match.Groups["name"].Value);
            File.WriteAllText(file, match.Groups["name"].Value == "connection" ? "Host=database" : "secret");
            return file;
        }));
        return NodeSettings.Collect(
            deployed.Role,
            name => environment.GetValueOrDefault(name) is { } value ? value
                : deployed.Where.EndsWith("trainer", StringComparison.Ordinal) && name == "ACTORSEARCH_PUBLIC_HOST" ? "10.0.0.7" : null,
            Path.Combine(_folder.Path, "none.json"), _ => null).Options();
    }

    [Theory]
    [MemberData(nameof(Deployments))]
    public void The_code_accepts_the_settings_of_every_process_that_ops_starts(string where)
    {
        var deployed = OpsFiles.All().Single(one => one.Where == where);
        var options = Options(deployed);

        Assert.NotNull(options.Certificate);
        Assert.Equal("secret", options.Token);
        if (deployed.Role == NodeRole.Coordinator)
        {
            // It finds itself among the seeds, character by character.
            Assert.Contains(new HostPort(options.PublicHost, options.Port), options.Seeds);
            Assert.Equal(NodeSettings.DefaultHttpPort, options.HttpPort);
            Assert.Equal(options.Coordinators - 1, options.Peers.Length);
            Assert.Equal(
                options.Coordinators > 1 ? (JournalKind.Postgres, "Host=database") : (JournalKind.Sqlite, null),
                (options.Journal, options.Connection));
        }
        else
        {
            Assert.Equal(4090, options.HttpPort);
            Assert.True(options.HasHttp);
            Assert.Equal(options.Seeds.Select(seed => (seed.Host, NodeSettings.DefaultHttpPort)), options.Store.Select(store => (store.Host, store.Port)));
        }
        Assert.All(options.Seeds, seed => Assert.Equal(NodeSettings.CoordinatorPort, seed.Port));
        // Never the working directory, where a coordinator's journal is.
        Assert.Equal(deployed.Where.StartsWith("systemd", StringComparison.Ordinal) ? "/srv/actorsearch/data" : "/data", options.DataRoots.ToString());
    }

    [Fact]
    public void Data_lies_where_the_data_roots_are()
    {
        foreach (var (name, service) in OpsFiles.Services())
            Assert.Contains(service["volumes"]!.AsArray(), volume => ((string)volume!).EndsWith(":/data:ro", StringComparison.Ordinal));
        foreach (var (kind, name) in new[] { ("StatefulSet", "actorsearch-coordinator"), ("Deployment", "actorsearch-trainer") })
        {
            var container = OpsFiles.Of(kind, name)["spec"]!["template"]!["spec"]!["containers"]![0]!;
            var mount = container["volumeMounts"]!.AsArray().Single(one => (string)one!["name"]! == "data")!;
            Assert.Equal(("/data", true), ((string)mount["mountPath"]!, (bool)mount["readOnly"]!));
        }
    }

    [Fact]
    public void Every_variable_in_ops_and_its_documents_is_a_setting()
    {
        // Of the commands (ClusterOptions), and of the cache of images (CacheFolder).
        var known = NodeSetting.All.Select(setting => setting.Variable).Concat(["ACTORSEARCH_COORDINATOR"]).ToHashSet();
        var found = 0;
        foreach (var file in Directory.GetFiles(Checkout.PathOf("ops"), "*", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/secrets/", StringComparison.Ordinal))
            .Concat(Documents.Select(name => Checkout.PathOf(name))))
            foreach (Match match in Variable().Matches(File.ReadAllText(file)))
            {
                Assert.True(known.Contains(match.Value), $"{file}: {match.Value} is no setting");
                found++;
            }
        Assert.True(found > 50);
    }

    [Fact]
    public void Every_option_in_ops_and_its_documents_is_one_of_the_command()
    {
        var nodes = NodeSetting.All.Select(setting => "--" + setting.Name).ToHashSet();
        foreach (var name in new[] { "ops/containers/compose.yaml", "docs/operate.md" })
            foreach (var line in File.ReadAllText(Checkout.PathOf(name)).Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
                .Where(line => NodeCommand().IsMatch(line)))
                foreach (Match option in Option().Matches(NodeCommand().Match(line).Groups["rest"].Value))
                    Assert.True(nodes.Contains(option.Value), $"{name}: {line}: {option.Value}");
        foreach (var (_, service) in OpsFiles.Services())
        {
            Assert.True(
                (string?)service["command"]?[0] == "coordinator"
                || ((string)service["entrypoint"]![2]!).StartsWith("exec actorsearch-trainer --public-host ", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Whoever_stops_a_process_waits_longer_than_it_takes()
    {
        var least = ClusterNode.StopWithin;
        var phases = Regex.Matches(File.ReadAllText(NodeHocon.File), @"(before-service-unbind|cluster-exiting)\.timeout = (\d+)s")
            .Sum(match => int.Parse(match.Groups[2].ValueSpan));
        Assert.True(TimeSpan.FromSeconds(phases) < least);
        foreach (var unit in new[] { "coordinator", "trainer" })
        {
            var lines = OpsFiles.Lines($"actorsearch-{unit}.service").ToLookup(line => line.Key, line => line.Value);
            Assert.True(int.Parse(lines["TimeoutStopSec"].Single()) > least.TotalSeconds);
            Assert.Equal("always", lines["Restart"].Single());
        }
        foreach (var (_, service) in OpsFiles.Services())
        {
            Assert.True(int.Parse(((string)service["stop_grace_period"]!).TrimEnd('s')) > least.TotalSeconds);
            Assert.Equal("always", (string)service["restart"]!);
        }
        foreach (var (kind, name) in new[] { ("StatefulSet", "actorsearch-coordinator"), ("Deployment", "actorsearch-trainer") })
            Assert.True((int)OpsFiles.Of(kind, name)["spec"]!["template"]!["spec"]!["terminationGracePeriodSeconds"]! > least.TotalSeconds);
    }

    [Fact]
    public void Probes_ask_for_paths_and_ports_that_are_there()
    {
        foreach (var (kind, name, port) in new[] { ("StatefulSet", "coordinator", NodeSettings.DefaultHttpPort), ("Deployment", "trainer", 4090) })
        {
            var container = OpsFiles.Of(kind, $"actorsearch-{name}")["spec"]!["template"]!["spec"]!["containers"]![0]!;
            var ports = container["ports"]!.AsArray().ToDictionary(one => (string)one!["name"]!, one => (int)one!["containerPort"]!);
            Assert.Equal(NodeSettings.CoordinatorPort, ports["remoting"]);
            foreach (var (probe, path) in new[] { ("startupProbe", Health.LivePath), ("livenessProbe", Health.LivePath), ("readinessProbe", Health.ReadyPath) })
            {
                Assert.Equal(path, (string)container[probe]!["httpGet"]!["path"]!);
                Assert.Equal(port, ports[(string)container[probe]!["httpGet"]!["port"]!]);
                Assert.Equal("HTTPS", (string)container[probe]!["httpGet"]!["scheme"]!);
            }
        }
        foreach (var (name, service) in OpsFiles.Services())
        {
            Assert.Equal(
                $"https://127.0.0.1:{(name == "trainer" ? 4090 : NodeSettings.DefaultHttpPort)}{Health.ReadyPath}",
                (string)service["healthcheck"]!["test"]!.AsArray()[^1]!);
        }
    }

    /// <summary>Browsers have no token; and what has one should not need it for its name.</summary>
    [Fact]
    public void Coordinators_answer_to_the_names_by_which_ops_calls_them()
    {
        var service = OpsFiles.Of("Service", "actorsearch")["metadata"]!;
        var readme = File.ReadAllText(Checkout.PathOf("ops", "kubernetes", "README.md")).Replace("\\\n", "", StringComparison.Ordinal);
        var certificate = CertificateNames().Match(readme).Groups["names"].Value.Split(',');
        Assert.Contains((string)service["name"]!, certificate);
        var stores = OpsFiles.All().Where(deployed => deployed.Role == NodeRole.Trainer)
            .ToLookup(deployed => deployed.Where.Split(' ')[0], deployed => Options(deployed).Store);
        foreach (var deployed in OpsFiles.All().Where(deployed => deployed.Role == NodeRole.Coordinator))
        {
            var (kind, options) = (deployed.Where.Split(' ')[0], Options(deployed));
            var names = HostNames.Of(options);
            // The systemd example is for three; its own part of it is the name that it has.
            var called = options.Coordinators == 1 ? [options.PublicHost] : stores[kind].SelectMany(store => store).Select(store => store.Host);
            if (kind == "kubernetes") called = called.Concat(certificate);
            Assert.All(called, name => Assert.True(names.Accepts(name, null), $"{deployed.Where}: {name}"));
            Assert.False(names.Accepts("evil.example", null));
        }
    }

    /// <summary>By a token, whatever the address of a pod is; or on loopback.</summary>
    [Fact]
    public void Prometheus_may_ask_every_coordinator()
    {
        string[] files = ["ops/prometheus/prometheus.yml", "ops/prometheus/local.yml", "ops/prometheus/kubernetes.yml", "ops/containers/prometheus.yml"];
        foreach (var file in files)
        {
            var jobs = MonitoringFiles.Documents(Checkout.PathOf(file))[0]["scrape_configs"]!.AsArray();
            var job = jobs.Single(job => (string)job!["job_name"]! == "actorsearch-coordinator")!;
            var token = (string?)job["authorization"]?["credentials_file"];
            if (token is not null) Assert.EndsWith("/token", token, StringComparison.Ordinal);
            else Assert.All(job["static_configs"]![0]!["targets"]!.AsArray(), target => Assert.StartsWith("127.0.0.1:", (string)target!));
        }
    }

    [Fact]
    public void The_image_has_the_programs_the_backends_and_the_ports()
    {
        var text = File.ReadAllText(Checkout.PathOf("ops", "containers", "Containerfile"));
        Assert.Contains($"EXPOSE {NodeSettings.CoordinatorPort} {NodeSettings.DefaultHttpPort} 4090", text, StringComparison.Ordinal);
        Assert.Contains("ARG Dotnet=10.0", text, StringComparison.Ordinal);
        Assert.Contains("<TargetFramework>net10.0<", File.ReadAllText(Checkout.PathOf("Directory.Build.props")), StringComparison.Ordinal);
        Assert.Contains("dotnet publish Coordinator -c Release -p:TorchBackend=${TorchBackend}", text, StringComparison.Ordinal);
        foreach (var (project, program) in new[] { ("Coordinator", "actorsearch"), ("TrainerNode", "actorsearch-trainer") })
        {
            Assert.Contains($"<AssemblyName>{program}<", File.ReadAllText(Checkout.PathOf(project, $"{project}.csproj")), StringComparison.Ordinal);
            Assert.Contains($"/opt/actorsearch/{program} ", text, StringComparison.Ordinal);
            var unit = OpsFiles.Lines($"actorsearch-{(project == "Coordinator" ? "coordinator" : "trainer")}.service");
            Assert.StartsWith($"/opt/actorsearch/{program}", unit.Single(line => line.Key == "ExecStart").Value, StringComparison.Ordinal);
        }
        foreach (var backend in new[] { "cpu", "cuda" })
        {
            Assert.Contains(
                $"'$(TorchBackend)' == '{backend}'", File.ReadAllText(Checkout.PathOf("TrainerNode", "Torch", "Torch.csproj")), StringComparison.Ordinal);
        }
        // What the build copies is there, and everything that it builds is copied.
        var copied = File.ReadLines(Checkout.PathOf(".dockerignore")).Where(line => line.StartsWith('!')).Select(line => line[1..]).ToList();
        Assert.All(copied, name => Assert.NotEmpty(Directory.GetFileSystemEntries(Checkout.PathOf(), name)));
        string[] needed = ["Coordinator", "Messages", "Search", "TrainerNode", "cluster.hocon", "global.json", "Directory.*", "BannedSymbols.txt"];
        Assert.Empty(needed.Except(copied));
    }

    [GeneratedRegex("ACTORSEARCH_[A-Z0-9_]+")]
    private static partial Regex Variable();

    [GeneratedRegex(@"(?:%d|/run/secrets|/etc/actorsearch(?:/\w+)?)/(?<name>[\w.-]+)")]
    private static partial Regex SecretPath();

    [GeneratedRegex(@"make-certs\.sh certs coordinator,(?<names>\S+)")]
    private static partial Regex CertificateNames();

    [GeneratedRegex(@"(actorsearch coordinator|actorsearch-trainer)(?<rest> .*)")]
    private static partial Regex NodeCommand();

    [GeneratedRegex("(?<= )--[a-z-]+")]
    private static partial Regex Option();
}
