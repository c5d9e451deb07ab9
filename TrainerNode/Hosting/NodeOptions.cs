using System.Collections.Immutable;
using ActorSearch.Search.Specs;
using ActorSearch.TrainerNode.Data;
using ActorSearch.TrainerNode.Devices;
using Microsoft.Extensions.Logging;

namespace ActorSearch.TrainerNode.Hosting;

public enum NodeRole { Coordinator, Trainer }

public enum JournalKind { Sqlite, Postgres }

/// <summary>Everything that is particular to one process of a cluster; made and checked by <see cref="NodeSettings"/>.</summary>
public sealed record NodeOptions
{
    public required NodeRole Role { get; init; }

    /// <summary>Where remoting listens.</summary>
    public required string Host { get; init; }

    /// <summary>0 = any free one.</summary>
    public required int Port { get; init; }

    /// <summary>What others reach this node by.</summary>
    public required string PublicHost { get; init; }

    /// <summary>What is written to standard error.</summary>
    public LogLevel Log { get; init; } = LogLevel.Warning;

    public LogFormat LogFormat { get; init; }

    /// <summary>What the settings allow, but the operator may not have meant; one line each.</summary>
    public IEnumerable<string> Warnings()
    {
        foreach (var folder in DataRoots.Missing)
            yield return $"data-root: {folder} is no folder at present; searches with data there fail until it is mounted or made";
        if (Certificate is { } file && PrivateFile.Warning("cert", file) is { } warning) yield return warning;
    }

    /// <summary>Standard error as the settings have it.</summary>
    public TextWriter Lines(TextWriter error) => LogFormat == LogFormat.Json ? new JsonLineWriter(error) : error;

    /// <summary>Coordinators, and only these, in the order that is the same on every node.</summary>
    public required IReadOnlyList<HostPort> Seeds { get; init; }

    /// <summary>1, or 3 (or a larger odd number) for a cluster that outlives one of them.</summary>
    public required int Coordinators { get; init; }

    /// <summary>PEM file with this node's certificate and private key; null = remoting is not encrypted, or a coordinator makes its own.</summary>
    public string? Certificate { get; init; }

    /// <summary>PEM file with the certificate of the authority that signed every node's; null = it stands in <see cref="Certificate"/>, too.</summary>
    public string? Authority { get; init; }

    /// <summary>A coordinator that makes an authority, its certificate and the trainers' in its folder.</summary>
    public bool HasOwnAuthority { get; init; }

    /// <summary>HTTP may be plain and ask for no token.</summary>
    public bool Insecure { get; init; }

    /// <summary>HTTP is HTTPS, with this node's certificate.</summary>
    public bool Https { get; init; }

    /// <summary>The folder of checkpoints and tickets: the one that all nodes share, or a coordinator's own. Empty for a trainer with a <see cref="Store"/>.</summary>
    public required string Checkpoints { get; init; }

    /// <summary>The coordinators' HTTP addresses, from which a trainer has its files; empty: from the shared folder.</summary>
    public ImmutableArray<Uri> Store { get; init; } = [];

    /// <summary>A trainer's folder of files of the store used lately.</summary>
    public string Cache { get; init; } = "";

    public long CacheBytes { get; init; }

    /// <summary>The other coordinators' HTTP addresses, which keep copies of this one's files; empty: all share one folder, or there is no other.</summary>
    public ImmutableArray<Uri> Peers { get; init; } = [];

    /// <summary>The coordinators' HTTP addresses as browsers reach them, this one's or not; empty: not known.</summary>
    public ImmutableArray<Uri> Addresses { get; init; } = [];

    /// <summary>A coordinator's own files: the SQLite journal and the members it knew.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Where the data of searches may lie.</summary>
    public required DataRoots DataRoots { get; init; }

    /// <summary>Bytes that decoded images may have on disk.</summary>
    public long ImageBytes { get; init; }

    public string HttpHost { get; init; } = "";

    /// <summary>Names by which HTTP requests may call this node, beside those that its other settings have.</summary>
    public ImmutableArray<string> HttpNames { get; init; } = [];

    /// <summary>0 = any free one.</summary>
    public int HttpPort { get; init; }

    /// <summary>Always a coordinator, and a trainer that was given a port for it.</summary>
    public bool HasHttp { get; init; } = true;

    /// <summary>What HTTP requests must bear; null = anyone may ask.</summary>
    public string? Token { get; init; }

    /// <summary>What HTTP requests that only read may bear in its place; null = there is none.</summary>
    public string? ReadToken { get; init; }

    public JournalKind Journal { get; init; }

    /// <summary>Npgsql's connection string when the journal is PostgreSQL.</summary>
    public string? Connection { get; init; }

    /// <summary>Go on with what is left of a SQLite journal that is damaged or lacks what was acknowledged.</summary>
    public bool AcceptLoss { get; init; }

    /// <summary>A trainer's name: stays the same when its process restarts at the same place, and is nobody else's.</summary>
    public string Name { get; init; } = "";

    /// <summary>What a trainer process computes on.</summary>
    public ComputeDevice Device { get; init; }

    /// <summary>Trainings at once in one trainer process.</summary>
    public int Slots { get; init; } = 1;

    public VectorLevel Vector { get; init; }
}

/// <summary>A node's remoting address.</summary>
public readonly record struct HostPort(string Host, int Port);
