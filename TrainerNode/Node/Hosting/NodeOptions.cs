using ActorSearch.TrainerNode.Training.Data;
using ActorSearch.TrainerNode.Training.Devices;
using Microsoft.Extensions.Logging;

namespace ActorSearch.TrainerNode.Node.Hosting;

/// <summary>The role of a node in the cluster.</summary>
public enum NodeRole
{
    /// <summary>Schedules searches.</summary>
    Coordinator,

    /// <summary>Trains networks.</summary>
    Trainer,
}

/// <summary>The database that holds the journal.</summary>
public enum JournalKind
{
    /// <summary>A file in the coordinator's folder.</summary>
    Sqlite,

    /// <summary>A PostgreSQL server, which several coordinators can share.</summary>
    Postgres,
}

/// <summary>All options of one process of a cluster, which <see cref="NodeSettings"/> reads and checks.</summary>
public sealed record NodeOptions
{
    /// <summary>Coordinator or trainer.</summary>
    public required NodeRole Role { get; init; }

    /// <summary>Name or address that remoting listens on.</summary>
    public required string Host { get; init; }

    /// <summary>Port of remoting; 0 = any free port.</summary>
    public required int Port { get; init; }

    /// <summary>Name or address at which other nodes reach this one.</summary>
    public required string PublicHost { get; init; }

    /// <summary>Lowest level of log lines on standard error.</summary>
    public LogLevel Log { get; init; } = LogLevel.Warning;

    /// <summary>Format of the lines on standard error.</summary>
    public LogFormat LogFormat { get; init; }

    /// <summary>What the settings allow, but the operator may not have meant; one line each.</summary>
    public IEnumerable<string> Warnings()
    {
        foreach (var folder in DataRoots.Missing)
            yield return $"data-root: {folder} is no folder at present; searches with data there fail until it is mounted or made";
        if (Certificate is { } file && PrivateFile.Warning("cert", file) is { } warning) yield return warning;
    }

    /// <summary>A writer to standard error in the format of <see cref="LogFormat"/>.</summary>
    public TextWriter Lines(TextWriter error) => LogFormat == LogFormat.Json ? new JsonLineWriter(error) : error;

    /// <summary>Remoting addresses of all coordinators and of no trainer, in the same order on every node.</summary>
    public required IReadOnlyList<HostPort> Seeds { get; init; }

    /// <summary>Number of coordinators: 1, or 3 (or a larger odd number) for a cluster that survives the loss of one.</summary>
    public required int Coordinators { get; init; }

    /// <summary>PEM file with this node's certificate and private key; null = a coordinator makes its own, or remoting is not encrypted.</summary>
    public string? Certificate { get; init; }

    /// <summary>PEM file with the certificate of the authority that signed every node's; null = <see cref="Certificate"/> holds it, too.</summary>
    public string? Authority { get; init; }

    /// <summary>Whether a coordinator creates an authority, its own certificate and the trainers' certificate in its folder.</summary>
    public bool HasOwnAuthority { get; init; }

    /// <summary>Whether HTTP may be unencrypted and require no token.</summary>
    public bool Insecure { get; init; }

    /// <summary>Whether HTTP is encrypted, with this node's certificate.</summary>
    public bool Https { get; init; }

    /// <summary>
    /// Folder of checkpoints and tickets: shared by all nodes, or a coordinator's own. Empty for a trainer that uses a <see cref="Store"/>.
    /// </summary>
    public required string Checkpoints { get; init; }

    /// <summary>The coordinators' HTTP addresses, through which a trainer reads and writes files; empty: it uses the shared folder.</summary>
    public ImmutableArray<Uri> Store { get; init; } = [];

    /// <summary>A trainer's folder of recently used files of the store.</summary>
    public string Cache { get; init; } = "";

    /// <summary>Size limit of <see cref="Cache"/> in bytes.</summary>
    public long CacheBytes { get; init; }

    /// <summary>HTTP addresses of the other coordinators, which keep copies of this one's files; empty: all share one folder, or there is no other.</summary>
    public ImmutableArray<Uri> Peers { get; init; } = [];

    /// <summary>The coordinators' HTTP addresses as browsers reach them, with or without this one's; empty: unknown.</summary>
    public ImmutableArray<Uri> Addresses { get; init; } = [];

    /// <summary>A coordinator's own folder, which holds the SQLite journal and the list of known members.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Folders that may hold the data sets of searches.</summary>
    public required DataRoots DataRoots { get; init; }

    /// <summary>Size limit of decoded images on disk, in bytes.</summary>
    public long ImageBytes { get; init; }

    /// <summary>Name or address that HTTP listens on.</summary>
    public string HttpHost { get; init; } = "";

    /// <summary>Further names that HTTP requests may use for this node, in addition to the names in its other settings.</summary>
    public ImmutableArray<string> HttpNames { get; init; } = [];

    /// <summary>Port of HTTP; 0 = any free port.</summary>
    public int HttpPort { get; init; }

    /// <summary>Whether the node serves HTTP: a coordinator always, a trainer only if its settings give a port.</summary>
    public bool HasHttp { get; init; } = true;

    /// <summary>Token that HTTP requests must carry; null = none is required.</summary>
    public string? Token { get; init; }

    /// <summary>Another token, which permits only reading; null = there is none.</summary>
    public string? ReadToken { get; init; }

    /// <summary>The database of the journal.</summary>
    public JournalKind Journal { get; init; }

    /// <summary>Npgsql connection string of a PostgreSQL journal.</summary>
    public string? Connection { get; init; }

    /// <summary>Whether to continue with the intact part of a SQLite journal that is damaged or lacks acknowledged records.</summary>
    public bool AcceptLoss { get; init; }

    /// <summary>A trainer's name, which is unique in the cluster and stays the same when the process restarts on the same machine.</summary>
    public string Name { get; init; } = "";

    /// <summary>The device that a trainer process computes on.</summary>
    public ComputeDevice Device { get; init; }

    /// <summary>Attempts that a trainer process runs at the same time.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>Vector level of the sparse engine's kernels.</summary>
    public VectorLevel Vector { get; init; }
}

/// <summary>A node's remoting address.</summary>
public readonly record struct HostPort(string Host, int Port)
{
    /// <summary>Whether an address to listen on stands for all addresses of a machine.</summary>
    public static bool IsAny(string host) => host is "0.0.0.0" or "::" or "*";
}
