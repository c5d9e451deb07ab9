using ActorSearch.Search.Figures;

namespace ActorSearch.Search.Tests.Figures;

/// <summary>Results with every member set and no two numbers alike.</summary>
internal static class ResultSamples
{
    public static Evaluation Evaluation { get; } = new(
        11, 90, -0.25f, 7, 21, 1234, [.. RankingMetric.Kept.Select((_, i) => 0.5 + i / 16.0)],
        [.. OperatingRule.All.Select((_, i) => new OperatingPoint(i - 0.5f, 30 + i, 40 + i))]);

    public static RunResult Run { get; } = new(
        Evaluation, 1000, 2000, false, 3, 4, [new("fc1.weight", 50, 60), new("fc2.weight", 51, 61)], [new(1, 0.75, 0.625, 5, 6), new(2, 0.7, 0.6, 8, 9)],
        File('a', 1), [new(0, File('b', 2)), new(5, File('c', 3))], 16)
    { Engine = EngineKind.Sparse };

    public static Search.Runs.TestResult Test { get; } = new(
        [Evaluation, Evaluation with { Positives = 12 }], [.. MetricColumn.WithInterval.Select((_, i) => new Interval(i + 0.125, i + 0.375))])
    { Scores = File('d', 4) };

    private static CheckpointRef File(char digit, long step) => new(new string(digit, 64), 100 + step, step);
}
