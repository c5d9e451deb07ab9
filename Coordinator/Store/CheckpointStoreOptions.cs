namespace ActorSearch.Coordinator.Store;

/// <summary>Limits of a coordinator's checkpoint store, and the other coordinators that keep its files.</summary>
public sealed record CheckpointStoreOptions
{
    /// <summary>The other coordinators, `http(s)://host:port/`. None: this one is alone.</summary>
    public ImmutableArray<Uri> Peers { get; init; } = [];

    /// <summary>Clients must send it (`Authorization: Bearer`), and it is sent to peers; null: any client may ask.</summary>
    public string? Token { get; init; }

    /// <summary>Coordinators that must hold a file before it counts as stored.</summary>
    public int Copies => Peers.IsEmpty ? 1 : 2;

    /// <summary>Largest file that is taken.</summary>
    public long MaxFileBytes { get; init; } = Array.MaxLength;

    /// <summary>What unfinished uploads may take on the disk together.</summary>
    public long MaxUnfinishedBytes { get; init; } = 16L << 30;

    /// <summary>An upload that gets no byte for so long is forgotten.</summary>
    public TimeSpan ForgetUploadsAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Bytes of one request to a peer.</summary>
    public int ChunkBytes { get; init; } = 4 << 20;

    /// <summary>Longest time of one request to a peer.</summary>
    public TimeSpan PeerTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A peer that did not answer is not asked again for so long.</summary>
    public TimeSpan PeerPause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Makes the connections to peers, for TLS with certificates of one's own; null: plain or publicly trusted.</summary>
    public Func<HttpMessageHandler>? Handler { get; init; }
}
