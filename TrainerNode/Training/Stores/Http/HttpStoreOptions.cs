namespace ActorSearch.TrainerNode.Training.Stores.Http;

/// <summary>Where a trainer's checkpoints are when the machines share no folder, and how they are asked for.</summary>
public sealed record HttpStoreOptions : StoreSettings
{
    /// <param name="addresses">At least one.</param>
    public HttpStoreOptions(ImmutableArray<Uri> addresses, StoreSettings? settings = null) : base(settings ?? new StoreSettings()) => Addresses = addresses;

    /// <summary>The coordinators, `http(s)://host:port/`; any of them can do everything.</summary>
    public ImmutableArray<Uri> Addresses { get; init; }

    /// <summary>Bytes of one request.</summary>
    public int ChunkBytes { get; init; } = 4 << 20;

    /// <summary>
    /// How long a read or write that makes no progress is tried again before it fails. Below the lease's time, so that the trainer can still say why.
    /// </summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>First pause after every server failed; doubles up to <see cref="LongestPause"/>.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest pause between two rounds.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(5);
}
