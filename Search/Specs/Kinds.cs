using System.Text.Json.Serialization;
using ActorSearch.Search.Candidates;

namespace ActorSearch.Search.Specs;

// The attribute holds each value's name in the search file, in JSON and in the hashes: wire format, never to be renamed.

/// <summary>The format of the data.</summary>
public enum DataKind
{
    [JsonStringEnumMemberName("npz")] Npz,
    [JsonStringEnumMemberName("csv")] Csv,
    [JsonStringEnumMemberName("images")] Images,
    [JsonStringEnumMemberName("idx")] Idx,
    [JsonStringEnumMemberName("synthetic-cracks")] SyntheticCracks,
}

/// <summary>The shape of the dense network.</summary>
public enum ModelKind
{
    [JsonStringEnumMemberName("mlp")] Mlp,
    [JsonStringEnumMemberName("lenet-300-100")] LeNet300100,
    [JsonStringEnumMemberName("lenet-5")] LeNet5,
    [JsonStringEnumMemberName("cnn-3")] Cnn3,
    [JsonStringEnumMemberName("alexnet-small")] AlexNetSmall,
    [JsonStringEnumMemberName("layers")] Layers,
}

/// <summary>How the learning rate changes with the epoch.</summary>
public enum ScheduleKind
{
    [JsonStringEnumMemberName("constant")] Constant,
    [JsonStringEnumMemberName("step")] Step,
    [JsonStringEnumMemberName("cosine")] Cosine,
}

/// <summary>The epoch whose weights are kept.</summary>
public enum SelectKind
{
    [JsonStringEnumMemberName("best-auc")] BestAuc,
    [JsonStringEnumMemberName("last")] Last,
}

/// <summary>How the batches of an epoch are drawn.</summary>
public enum SamplingKind
{
    [JsonStringEnumMemberName("shuffle")] Shuffle,
    [JsonStringEnumMemberName("balanced")] Balanced,
}

/// <summary>The engine that computes.</summary>
public enum EngineKind
{
    [JsonStringEnumMemberName("auto")] Auto,
    [JsonStringEnumMemberName("torch")] Torch,
    [JsonStringEnumMemberName("sparse")] Sparse,
}

/// <summary>The score by which weights are removed.</summary>
public enum CriterionKind
{
    [JsonStringEnumMemberName("magnitude-increase")] MagnitudeIncrease,
    [JsonStringEnumMemberName("magnitude")] Magnitude,
    [JsonStringEnumMemberName("random")] Random,
    [JsonStringEnumMemberName("taylor")] Taylor,
}

/// <summary>Which weights are ranked together.</summary>
public enum ScopeKind
{
    [JsonStringEnumMemberName("layer")] Layer,
    [JsonStringEnumMemberName("global")] Global,
}

/// <summary>How a search explores the tree.</summary>
public enum StrategyKind
{
    [JsonStringEnumMemberName("pareto-beam")] ParetoBeam,
    [JsonStringEnumMemberName("exhaustive")] Exhaustive,
    [JsonStringEnumMemberName("random")] Random,
}

/// <summary>The vector level of the compute kernels.</summary>
public enum VectorLevel
{
    [JsonStringEnumMemberName("auto")] Auto,
    [JsonStringEnumMemberName("avx2")] Avx2,
}

/// <summary>Which candidates are evaluated on the test split besides the root and the front.</summary>
public enum ReportKind
{
    [JsonStringEnumMemberName("front")] Front,
    [JsonStringEnumMemberName("all")] All,
    [JsonStringEnumMemberName("list")] List,
}
