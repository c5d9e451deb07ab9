using ActorSearch.TrainerNode.Training.Files;

namespace ActorSearch.TrainerNode.Training.Stores;

/// <summary>What a process knows that a store may need. Each kind of store uses what it needs.</summary>
public record StoreSettings
{
    /// <summary>The bearer token of the cluster's HTTP interface; null where it requires none.</summary>
    public string? Token { get; init; }

    /// <summary>The folder that keeps files of a remote store which were used lately; null: none are kept.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Size that the cache folder may have.</summary>
    public long CacheBytes { get; init; } = 10L << 30;

    /// <summary>Makes the connections, for TLS with certificates of one's own; null: plain or publicly trusted.</summary>
    public Func<HttpMessageHandler>? Handler { get; init; }
}
