using System.Text.Json.Serialization;
using ActorSearch.Search.Candidates;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Search.Specs;

// The attribute holds each value's name in the search file, in JSON and in the hashes: wire format, never to be renamed.

public enum DataKind
{
    [JsonStringEnumMemberName("npz")] Npz,
    [JsonStringEnumMemberName("csv")] Csv,
    [JsonStringEnumMemberName("images")] Images,
    [JsonStringEnumMemberName("idx")] Idx,
    [JsonStringEnumMemberName("synthetic-cracks")] SyntheticCracks,
}

public enum ModelKind
{
    [JsonStringEnumMemberName("mlp")] Mlp,
    [JsonStringEnumMemberName("lenet-300-100")] LeNet300100,
    [JsonStringEnumMemberName("lenet-5")] LeNet5,
    [JsonStringEnumMemberName("cnn-3")] Cnn3,
    [JsonStringEnumMemberName("alexnet-small")] AlexNetSmall,
    [JsonStringEnumMemberName("layers")] Layers,
}

public enum OptimizerKind
{
    [JsonStringEnumMemberName("sgd")] Sgd,
    [JsonStringEnumMemberName("adam")] Adam,
    [JsonStringEnumMemberName("adamw")] AdamW,
}

public enum ScheduleKind
{
    [JsonStringEnumMemberName("constant")] Constant,
    [JsonStringEnumMemberName("step")] Step,
    [JsonStringEnumMemberName("cosine")] Cosine,
}

public enum SelectKind
{
    [JsonStringEnumMemberName("best-auc")] BestAuc,
    [JsonStringEnumMemberName("last")] Last,
}

public enum SamplingKind
{
    [JsonStringEnumMemberName("shuffle")] Shuffle,
    [JsonStringEnumMemberName("balanced")] Balanced,
}

public enum EngineKind
{
    [JsonStringEnumMemberName("auto")] Auto,
    [JsonStringEnumMemberName("torch")] Torch,
    [JsonStringEnumMemberName("sparse")] Sparse,
}

public enum CriterionKind
{
    [JsonStringEnumMemberName("magnitude-increase")] MagnitudeIncrease,
    [JsonStringEnumMemberName("magnitude")] Magnitude,
    [JsonStringEnumMemberName("random")] Random,
    [JsonStringEnumMemberName("taylor")] Taylor,
}

public enum ScopeKind
{
    [JsonStringEnumMemberName("layer")] Layer,
    [JsonStringEnumMemberName("global")] Global,
}

public enum StrategyKind
{
    [JsonStringEnumMemberName("pareto-beam")] ParetoBeam,
    [JsonStringEnumMemberName("exhaustive")] Exhaustive,
    [JsonStringEnumMemberName("random")] Random,
}

public enum VectorLevel
{
    [JsonStringEnumMemberName("auto")] Auto,
    [JsonStringEnumMemberName("avx2")] Avx2,
}

public enum ReportKind
{
    [JsonStringEnumMemberName("front")] Front,
    [JsonStringEnumMemberName("all")] All,
    [JsonStringEnumMemberName("list")] List,
}
