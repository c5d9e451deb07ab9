using System.Net;
using Microsoft.Extensions.Logging;

namespace ActorSearch.TrainerNode.Node.Hosting;

/// <summary>Completes a node's settings with defaults, and checks whether they are valid and consistent.</summary>
internal sealed class NodeChecks
{
    private readonly NodeSettings _given;
    private readonly SettingReader _read;
    private readonly bool _coordinator, _insecure, _insecureRemoting;

    private NodeChecks(NodeRole role, NodeSettings given)
    {
        (_given, _read, _coordinator) = (given, new SettingReader(given), role == NodeRole.Coordinator);
        (_insecure, _insecureRemoting) = (_read.Flag("insecure"), _read.Flag("insecure-remoting"));
    }

    /// <summary>The complete options of a node.</summary>
    /// <exception cref="BadInputException">One line for each invalid setting.</exception>
    public static NodeOptions Options(NodeRole role, NodeSettings given)
    {
        var checks = new NodeChecks(role, given);
        var options = checks.Read(role);
        checks.CheckCluster(options);
        checks.CheckSecurity(options);
        checks.CheckFiles(options);
        checks.CheckJournal(options);
        var problems = checks._read.Problems;
        return problems.Count == 0 ? options : throw new BadInputException(string.Join(Environment.NewLine, problems)) { Lines = problems };
    }

    private NodeOptions Read(NodeRole role)
    {
        var host = _given["host"] ?? "127.0.0.1";
        var publicHost = _given["public-host"] ?? host;
        var port = _read.Whole("port", _coordinator ? NodeSettings.CoordinatorPort : 0, 0, 65535);
        IReadOnlyList<HostPort> seeds = _given["seeds"] is not null ? _read.Seeds()
            : [_coordinator ? new(publicHost, port) : new("127.0.0.1", NodeSettings.CoordinatorPort)];
        var folder = Path.GetFullPath(_given["folder"] ?? "coordinator");
        var httpPort = _coordinator ? _read.Whole("http-port", NodeSettings.DefaultHttpPort, 0, 65535) : _read.Whole("metrics-port", 0, 0, 65535);
        // Operators may give all coordinators the same list, so drop this node's own address.
        var peers = _read.Addresses("peers")
            .Where(peer => peer.Port != httpPort || !peer.Host.Equals(publicHost, StringComparison.OrdinalIgnoreCase)).ToImmutableArray();
        var (certificate, authority, httpHost) = (_read.File("cert"), _read.File("ca"), _given["http-host"] ?? host);
        var own = _coordinator && certificate is null && !_insecureRemoting;
        return new NodeOptions
        {
            Role = role,
            Host = host,
            Port = port,
            PublicHost = publicHost,
            Log = _read.Choice("log", ("warning", LogLevel.Warning), ("info", LogLevel.Information), ("debug", LogLevel.Debug)),
            LogFormat = _read.Choice("log-format", ("text", LogFormat.Text), ("json", LogFormat.Json)),
            Seeds = seeds,
            Coordinators = _read.Whole("coordinators", Math.Max(1, seeds.Count), 1, 99),
            Certificate = certificate,
            Authority = authority,
            HasOwnAuthority = own,
            Insecure = _insecure,
            // HTTP on loopback stays plain unless ca names an authority, so that browsers need not trust one that this machine made for itself.
            Https = !_insecure && (own || certificate is not null) && (authority is not null || !IsLoopback(httpHost)),
            Checkpoints = _given["checkpoints"] ?? (_coordinator ? Path.Combine(folder, "checkpoints") : ""),
            Store = _read.Addresses("store"),
            Cache = Path.GetFullPath(_given["cache"] ?? "cache"),
            CacheBytes = _read.Whole("cache-gb", 10, 1, 1 << 20) * 1_000_000_000L,
            Peers = peers,
            Addresses = _given["addresses"] is null ? peers : _read.Addresses("addresses"),
            DataRoots = _read.DataRoots("data-root"),
            ImageBytes = _read.Whole("images-gb", 64, 1, 1 << 20) * 1_000_000_000L,
            Folder = folder,
            HttpHost = httpHost,
            HttpNames = _read.HostNames("http-names"),
            HttpPort = httpPort,
            HasHttp = _coordinator || _given["metrics-port"] is not null,
            Token = _read.Secret("token"),
            ReadToken = _coordinator ? _read.Secret("read-token") : null,
            Journal = _read.Choice("journal", ("sqlite", JournalKind.Sqlite), ("postgres", JournalKind.Postgres)),
            Connection = _read.Secret("connection"),
            AcceptLoss = _read.Flag("accept-loss"),
            Name = _read.Name(),
            Device = _read.Device(),
            Slots = _read.Whole("slots", 1, 1, 1024),
            Vector = _read.Choice("vector", ("auto", VectorLevel.Auto), ("avx2", VectorLevel.Avx2)),
        };
    }

    private void Problem(bool so, string what)
    {
        if (so) _read.Problems.Add(what);
    }

    private void CheckCluster(NodeOptions node)
    {
        Problem(HostPort.IsAny(node.PublicHost), $"public-host: other nodes cannot reach this one by {node.PublicHost}; give its name or address");
        Problem(_coordinator && node.Port == 0, "port: a coordinator is a seed and needs a fixed port, not 0");
        Problem(node.Coordinators % 2 == 0,
            $"coordinators: {node.Coordinators} have no majority if half of them fail; give 1, or 3 (or a larger odd number), with all of them in seeds");
    }

    private void CheckSecurity(NodeOptions node)
    {
        Problem(node.Authority is not null && _given["cert"] is null, "ca: given without cert, which this node needs to prove its identity to the others");
        CheckRemoting(node);
        if (node is { Https: true, Authority: not null })
        {
            foreach (var (name, addresses) in new[] { ("store", node.Store), ("peers", node.Peers) })
                foreach (var plain in addresses.Where(address => address.Scheme == "http"))
                    Problem(true, $"{name}: {plain.Authority} is asked in plain http, but with cert and ca coordinators speak https");
        }
        Problem(_insecure && node.ReadToken is not null, "read-token, insecure: give one of them");
        Problem(node.ReadToken is not null && node.ReadToken == node.Token, "read-token: is the same as token");
        if (_insecure) return;
        Problem(_coordinator && node.Coordinators > 1 && node.Token is null,
            "token: several coordinators ask for the same one: give token or token-file, or insecure");
        if (!node.HasHttp || IsLoopback(node.HttpHost)) return;
        Problem(!node.Https, $"http-host: {node.HttpHost} is beyond loopback: give cert and ca, or insecure");
        Problem(!_coordinator && node.Token is null, $"token: HTTP at {node.HttpHost} is beyond loopback: give a token, or insecure");
    }

    private void CheckRemoting(NodeOptions node)
    {
        if (_insecureRemoting)
        {
            Problem(node.Certificate is not null, "insecure-remoting, cert: give one of them");
            var hosts = new[] { node.Host, node.PublicHost }.Concat(node.Seeds.Select(seed => seed.Host)).Distinct();
            foreach (var host in hosts.Where(host => !IsLoopback(host)))
                Problem(true, $"insecure-remoting: {host} is beyond loopback: plain remoting stays within one machine");
            return;
        }
        if (_given["cert"] is not null) return;
        Problem(!_coordinator,
            "cert: not given: the coordinator prints the line that starts a trainer, with FOLDER/keys/trainer.pem; "
            + "ops/make-certs.sh makes certificates by name");
        Problem(_coordinator && node.Coordinators > 1,
            "cert, ca: several coordinators need certificates of one authority (ops/make-certs.sh makes them); within one machine insecure-remoting");
    }

    private void CheckFiles(NodeOptions node)
    {
        var (folder, store) = (node.Checkpoints.Length > 0, !node.Store.IsEmpty);
        Problem(!_coordinator && !folder && !store, "checkpoints: not given: give the folder that all nodes share, or store, the coordinators' HTTP addresses");
        Problem(!_coordinator && folder && store, "checkpoints, store: give one of them: a folder that all nodes share, or the coordinators' HTTP addresses");
        Problem(_coordinator && !node.Peers.IsEmpty && node.Peers.Length != node.Coordinators - 1,
            $"peers: {node.Peers.Length} given; a cluster of {node.Coordinators} has {node.Coordinators - 1} other coordinators");
    }

    private void CheckJournal(NodeOptions node)
    {
        var (postgres, connection) = (node.Journal == JournalKind.Postgres, node.Connection is not null);
        Problem(postgres && !connection, "connection: not given: a postgres journal needs a connection string");
        Problem(!postgres && connection,
            "connection: a sqlite journal is a file in folder and takes no connection string; for a database server give journal=postgres");
        Problem(postgres && node.AcceptLoss, "accept-loss: is only for a sqlite journal; a postgres server recovers its own data");
        Problem(_coordinator && !postgres && node.Coordinators > 1,
            $"journal: {node.Coordinators} coordinators have to share one journal, and sqlite cannot be shared; give postgres");
    }

    private static bool IsLoopback(string host) => host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
