using ActorSearch.Search.Figures;
using static ActorSearch.Messages.Codecs.Values;

namespace ActorSearch.Messages.Codecs;

/// <summary>
/// What a finished run is made of. By table and not by generated converters, because it is read and written three times for every run
/// (docs/performance-coordinator.md), and packed besides.
/// </summary>
internal static class Results
{
    /// <summary>The members that records of every version have.</summary>
    private static readonly string[] FirstRankings = ["aucPr", "partialAuc"], FirstPoints = ["atHalf", "atFpr1", "atFpr5", "atFpr10"],
        FirstIntervals = ["falseNegatives", "auc", "fnAtFpr1", "fnAtFpr5", "fnAtFpr10"];

    private static Codec<OperatingPoint> Point { get; } = new RecordTable<OperatingPoint>()
        .Add(p => p.ThresholdLogit, Float).Add(p => p.FalseNegatives, Int).Add(p => p.FalsePositives, Int);

    private static Codec<Interval> Interval { get; } = new RecordTable<Interval>().Add(i => i.Low, Real).Add(i => i.High, Real);

    /// <summary>A file.</summary>
    public static Codec<CheckpointRef> File { get; } = new RecordTable<CheckpointRef>().Add(f => f.Sha256, Text).Add(f => f.Bytes, Long).Add(f => f.Step, Long);

    /// <summary>An evaluation; metrics and operating points are members of their own.</summary>
    public static Codec<Evaluation> Evaluation { get; } = new RecordTable<Evaluation>()
        .Add(e => e.Positives, Int).Add(e => e.Negatives, Int).Add(e => e.ThresholdLogit, Float)
        .Add(e => e.TruePositives, Int).Add(e => e.FalsePositives, Int).Add(e => e.AucNumerator, Long)
        .Spread(e => e.Ranking, [.. RankingMetric.Kept.Select(metric => metric.Key)], FirstRankings, double.NaN, Real)
        .Spread(e => e.Points, [.. OperatingRule.All.Select(rule => rule.Key)], FirstPoints, default, Point, keyed: false);

    /// <summary>
    /// A point of a curve, as an array: a curve has one per epoch, and member names would double a result's size. A loss may be no number.
    /// </summary>
    public static Codec<EpochPoint> EpochPoint { get; } = new RecordTable<EpochPoint>()
        .Add(p => p.Epoch, Int).Add(p => p.TrainLoss, RealOrNull).Add(p => p.ValidationAuc, RealOrNull)
        .Add(p => p.FalseNegatives, Int).Add(p => p.FalsePositives, Int).InArray();

    /// <summary>The result of a run.</summary>
    public static Codec<RunResult> Run { get; } = new RecordTable<RunResult>()
        .Add(r => r.Validation, Evaluation).Add(r => r.WeightsLeft, Long).Add(r => r.WeightsTotal, Long).Add(r => r.Dead, Flag)
        .Add(r => r.KeptEpoch, Int).Add(r => r.EpochsTrained, Int)
        .Add(r => r.Tensors, ListOf<TensorDensity>(new RecordTable<TensorDensity>().Add(t => t.Name, Word).Add(t => t.Left, Long).Add(t => t.Total, Long)))
        .Add(r => r.Curve, ListOf(EpochPoint)).Add(r => r.Ticket, File)
        .Add(r => r.RootWeights, ListOf<RewindWeights>(new RecordTable<RewindWeights>().Add(w => w.Epoch, Int).Add(w => w.Ref, File)))
        .Add(r => r.MicroBatch, MaybeValue(Int)).Add(r => r.Engine, MaybeValue(Kind<EngineKind>()), omitted: true);

    /// <summary>The result of a test evaluation; intervals are members of their own.</summary>
    public static Codec<TestResult> Test { get; } = new RecordTable<TestResult>()
        .Add(t => t.Runs, ListOf(Evaluation))
        .Spread(t => t.Intervals, [.. MetricColumn.WithInterval.Select(column => column.Key)], FirstIntervals, null, Interval!)
        .Add(t => t.Scores, Maybe(File), later: true);
}
