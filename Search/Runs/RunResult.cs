using ActorSearch.Search.Candidates;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Runs;

/// <summary>A content-addressed file: SHA-256 (64 hex digits), size in bytes, and the optimiser step it was taken at.</summary>
public sealed record CheckpointRef(string Sha256, long Bytes, long Step);

/// <summary>The root run's weights at the end of an epoch (0 = initial), kept for rewinding.</summary>
public sealed record RewindWeights(int Epoch, CheckpointRef Ref);

/// <summary>A resumable state of a run: <paramref name="Batch"/> batches of epoch <paramref name="Epoch"/> (0-based) are done.</summary>
public sealed record TrainingCheckpoint(CheckpointRef Ref, int Epoch, int Batch);

/// <summary>One epoch of a run's curve; validation figures at the search's operating point.</summary>
public sealed record EpochPoint(int Epoch, double TrainLoss, double ValidationAuc, int FalseNegatives, int FalsePositives);

/// <summary>What is left of one prunable tensor.</summary>
public sealed record TensorDensity(string Name, long Left, long Total);

/// <summary>
/// What a run came to. A function of search file and path alone: no attempt, host, path or time in it.
/// </summary>
/// <param name="Validation">Metrics of the kept weights on validation.</param>
/// <param name="WeightsLeft">Prunable weights left.</param>
/// <param name="WeightsTotal">Prunable weights of the dense network.</param>
/// <param name="Dead">No path of weights from input to output: not trained, not expanded.</param>
/// <param name="KeptEpoch">Epochs done when the kept weights were taken (schedule position, 1-based).</param>
/// <param name="EpochsTrained">Epochs this run trained.</param>
/// <param name="Tensors">Per prunable tensor, in network order.</param>
/// <param name="Curve">One point an epoch.</param>
/// <param name="Ticket">The stored ticket.</param>
/// <param name="RootWeights">For a root run: its weights at epoch 0 and at every rewind epoch of the space, ascending; else empty.</param>
/// <param name="MicroBatch">Set when gradients were accumulated over smaller batches for want of device memory.</param>
public sealed record RunResult(
    Evaluation Validation, long WeightsLeft, long WeightsTotal, bool Dead, int KeptEpoch, int EpochsTrained,
    ImmutableArray<TensorDensity> Tensors, ImmutableArray<EpochPoint> Curve, CheckpointRef Ticket,
    ImmutableArray<RewindWeights> RootWeights, int? MicroBatch)
{
    /// <summary>What trained it (never <see cref="EngineKind.Auto"/>); null in results from before there was a choice.</summary>
    public EngineKind? Engine { get; init; }
}

/// <summary>Where the seconds of a finished attempt went; telemetry, decides nothing.</summary>
public sealed record RunTimings(double TrainSeconds, double EvaluateSeconds, double OtherSeconds);

/// <summary>A 95 % stratified bootstrap interval (2,000 resamples, percentile) of the mean over the runs.</summary>
public sealed record Interval(double Low, double High);

/// <summary>A candidate on the test split: one evaluation a replicate, in order, and intervals of their means.</summary>
/// <param name="Intervals">
/// One for each of <c>MetricColumn.WithInterval</c>; null, or missing at the end, where an older version did not compute it.
/// </param>
public sealed record TestResult(ImmutableArray<Evaluation> Runs, ImmutableArray<Interval?> Intervals)
{
    /// <summary>The stored logits per sample (<c>CandidateScores</c>); null in results from before they were kept.</summary>
    public CheckpointRef? Scores { get; init; }
}

/// <summary>What computes: equal numerics give equal bits.</summary>
/// <param name="Engine">With version.</param>
/// <param name="Vector">Vector level and fingerprint of what it computes: avx512/3f9a12cd.</param>
public sealed record Numerics(string Engine, string Vector)
{
    private const string Sparse = "sparse", Torch = "torch", Avx2 = "avx2", Cuda = "cuda";

    /// <summary>The first engine it names, without the version.</summary>
    public string FirstEngine => Engine.Split(' ')[0];

    /// <summary>Those of a machine by the versions of its engines.</summary>
    /// <param name="torch">Null where libtorch computes wrong.</param>
    /// <param name="vector">Vector level and fingerprint.</param>
    public static Numerics Of(string? torch, string sparse, string vector) =>
        new(torch is null ? $"{Sparse} {sparse}" : $"{Torch} {torch}, {Sparse} {sparse}", vector);

    /// <summary>Those of the same engines on a CUDA device.</summary>
    public Numerics OnCuda(string device) => this with { Vector = $"{Cuda} {device}" };

    /// <summary>Whether this trainer has an engine. One whose libtorch computes wrong names the sparse engine alone.</summary>
    public bool Has(EngineKind engine) => engine != EngineKind.Torch || FirstEngine != Sparse;

    /// <summary>The kernels run at the level that a search file pins; that of a GPU is none of its business.</summary>
    public bool IsAt(VectorLevel pinned) => pinned == VectorLevel.Auto
        || Vector.StartsWith(Avx2, StringComparison.Ordinal) || Vector.StartsWith(Cuda, StringComparison.Ordinal);
}
