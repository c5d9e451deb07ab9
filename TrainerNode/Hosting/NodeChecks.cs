using System.Collections.Immutable;
using System.Net;
using ActorSearch.Search;
using ActorSearch.Search.Specs;
using Microsoft.Extensions.Logging;

namespace ActorSearch.TrainerNode.Hosting;

/// <summary>Fills in what was not given, and sees whether the settings of a node go together.</summary>
internal sealed class NodeChecks
{
    private readonly NodeSettings _given;
    private readonly SettingReader _read;
    private readonly bool _coordinator, _insecure;

    private NodeChecks(NodeRole role, NodeSettings given)
    {
        (_given, _read, _coordinator) = (given, new SettingReader(given), role == NodeRole.Coordinator);
        _insecure = _read.Flag("insecure");
    }

    /// <exception cref="BadInputException">One line for each setting that is wrong.</exception>
    public static NodeOptions Options(NodeRole role, NodeSettings given)
    {
        var checks = new NodeChecks(role, given);
        var options = checks.Read(role);
        checks.CheckCluster(options);
        checks.CheckSecurity(options);
        checks.CheckFiles(options);
        checks.CheckJournal(options);
        return checks._read.Problems.Count == 0 ? options : throw new BadInputException(string.Join(Environment.NewLine, checks._read.Problems));
    }

    private NodeOptions Read(NodeRole role)
    {
        var host = _given["host"] ?? "127.0.0.1";
        var publicHost = _given["public-host"] ?? host;
        var port = _read.Whole("port", _coordinator ? NodeSettings.CoordinatorPort : 0, 0, 65535);
        var seeds = _read.Seeds() ?? [new HostPort(_coordinator ? publicHost : "127.0.0.1", _coordinator ? port : NodeSettings.CoordinatorPort)];
        var folder = Path.GetFullPath(_given["folder"] ?? "coordinator");
        var httpPort = _coordinator ? _read.Whole("http-port", NodeSettings.DefaultHttpPort, 0, 65535) : _read.Whole("metrics-port", 0, 0, 65535);
        // All may be given the same list: one is no peer of its own.
        var peers = _read.Addresses("peers").Where(peer => peer.Port != httpPort || !peer.Host.Equals(publicHost, StringComparison.OrdinalIgnoreCase)).ToImmutableArray();
        return new NodeOptions
        {
            Role = role,
            Host = host,
            Port = port,
            PublicHost = publicHost,
            Log = _read.Choice("log", ("warning", LogLevel.Warning), ("info", LogLevel.Information)),
            LogFormat = _read.Choice("log-format", ("text", LogFormat.Text), ("json", LogFormat.Json)),
            Seeds = seeds,
            Coordinators = _read.Whole("coordinators", Math.Max(1, seeds.Count), 1, 99),
            Certificate = _read.File("cert"),
            Authority = _read.File("ca"),
            Checkpoints = _given["checkpoints"] ?? (_coordinator ? Path.Combine(folder, "checkpoints") : ""),
            Store = _read.Addresses("store"),
            Cache = Path.GetFullPath(_given["cache"] ?? "cache"),
            CacheBytes = _read.Whole("cache-gb", 10, 1, 1 << 20) * 1_000_000_000L,
            Peers = peers,
            Addresses = _given["addresses"] is null ? peers : _read.Addresses("addresses"),
            Folder = folder,
            HttpHost = _given["http-host"] ?? host,
            HttpNames = _read.HostNames("http-names"),
            HttpPort = httpPort,
            HasHttp = _coordinator || _given["metrics-port"] is not null,
            Token = _read.Secret("token"),
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
        Problem(node.PublicHost is "0.0.0.0" or "::" or "*", $"public-host: other nodes cannot reach this one by {node.PublicHost}; give its name or address");
        Problem(_coordinator && node.Port == 0, "port: a coordinator is a seed and needs a fixed port, not 0");
        Problem(node.Coordinators % 2 == 0, $"coordinators: {node.Coordinators} is no majority when half of them are lost; give 1, or 3 (or a larger odd number), with all of them in seeds");
    }

    private void CheckSecurity(NodeOptions node)
    {
        var encrypted = node.Certificate is not null;
        Problem(encrypted != node.Authority is not null, "cert, ca: give both or neither: nodes prove themselves to each other");
        if (encrypted)
        {
            foreach (var (name, addresses) in new[] { ("store", node.Store), ("peers", node.Peers) })
                foreach (var plain in addresses.Where(address => address.Scheme == "http"))
                    Problem(true, $"{name}: {plain.Authority} is asked in plain http, but with cert and ca coordinators speak https");
        }
        if (_insecure) return;
        Problem(!encrypted && !(IsLoopback(node.Host) && IsLoopback(node.PublicHost)),
            $"host: {(IsLoopback(node.Host) ? node.PublicHost : node.Host)} is beyond loopback: give cert and ca (ops/make-certs.sh makes some for a test), or insecure");
        if (!node.HasHttp || IsLoopback(node.HttpHost)) return;
        Problem(!encrypted && node.HttpHost != node.Host, $"http-host: {node.HttpHost} is beyond loopback: give cert and ca, or insecure");
        Problem(node.Token is null, $"token: HTTP at {node.HttpHost} is beyond loopback: give a token, or insecure");
    }

    private void CheckFiles(NodeOptions node)
    {
        var (folder, store) = (node.Checkpoints.Length > 0, !node.Store.IsEmpty);
        Problem(!_coordinator && !folder && !store, "checkpoints: the folder that all nodes share is not given (nor store, the coordinators' HTTP addresses)");
        Problem(!_coordinator && folder && store, "checkpoints, store: give one of them: a folder that all nodes share, or the coordinators' HTTP addresses");
        Problem(_coordinator && !node.Peers.IsEmpty && node.Peers.Length != node.Coordinators - 1,
            $"peers: {node.Peers.Length} given; a cluster of {node.Coordinators} has {node.Coordinators - 1} other coordinators");
    }

    private void CheckJournal(NodeOptions node)
    {
        var (postgres, connection) = (node.Journal == JournalKind.Postgres, node.Connection is not null);
        Problem(postgres && !connection, "connection: the journal is postgres; its connection string is not given");
        Problem(!postgres && connection, "connection: the journal is sqlite, which lies in folder; give journal=postgres with a connection string");
        Problem(postgres && node.AcceptLoss, "accept-loss: the journal is postgres, whose server keeps its own; it is for sqlite");
        Problem(_coordinator && !postgres && node.Coordinators > 1, $"journal: {node.Coordinators} coordinators share one journal, which sqlite cannot; give postgres");
    }

    private static bool IsLoopback(string host) => host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
