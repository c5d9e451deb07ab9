using ActorSearch.Search.Figures;
using ActorSearch.Search.Runs;

namespace ActorSearch.Search.Tests.Metrics;

internal static class TestIntervals
{
    public static Interval? Of(this Runs.TestResult test, MetricColumn column) => column.IntervalOf(test);
}
