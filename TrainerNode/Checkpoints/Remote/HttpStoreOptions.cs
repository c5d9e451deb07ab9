using System.Collections.Immutable;

namespace ActorSearch.TrainerNode.Checkpoints.Remote;

/// <summary>Where a trainer's checkpoints are when the machines share no folder.</summary>
/// <param name="Addresses">The coordinators, `http(s)://host:port/`; any of them can do everything.</param>
public sealed record HttpStoreOptions(ImmutableArray<Uri> Addresses)
{
    /// <summary>The bearer token; null where the coordinators ask for none.</summary>
    public string? Token { get; init; }

    /// <summary>Null: no cache.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Size the cache folder may have.</summary>
    public long CacheBytes { get; init; } = 10L << 30;

    /// <summary>Largest file that is read; a larger one is refused before any memory is taken.</summary>
    public long MaxFileBytes { get; init; } = Array.MaxLength;

    /// <summary>Bytes of one request.</summary>
    public int ChunkBytes { get; init; } = 4 << 20;

    /// <summary>Longest time of one request. The last of an upload includes its copy to a second coordinator.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a read or write that makes no progress is tried again before it fails. Below the lease's time, so that the trainer can still say why.</summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>First pause after every server failed; doubles up to <see cref="LongestPause"/>.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Makes the connections, for TLS with certificates of one's own; null: plain or publicly trusted.</summary>
    public Func<HttpMessageHandler>? Handler { get; init; }
}
