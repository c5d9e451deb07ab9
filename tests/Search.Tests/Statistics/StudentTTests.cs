using ActorSearch.Search.Statistics;
using Xunit;

namespace ActorSearch.Search.Tests.Statistics;

public sealed class StudentTTests
{
    /// <summary>The two-sided 5 % points of published tables.</summary>
    [Theory]
    [InlineData(1, 12.7062)]
    [InlineData(2, 4.30265)]
    [InlineData(3, 3.18245)]
    [InlineData(4, 2.77645)]
    [InlineData(9, 2.26216)]
    [InlineData(30, 2.04227)]
    [InlineData(100, 1.98397)]
    [InlineData(200, 1.97190)]
    [InlineData(1000, 1.96234)]
    [InlineData(double.PositiveInfinity, 1.959964)]
    public void Quantiles_are_those_of_the_tables(double degrees, double quantile) => Assert.InRange(StudentT.Quantile95(degrees) / quantile, 1 - 2e-5, 1 + 2e-5);

    [Fact]
    public void Between_whole_degrees_it_falls_steadily_and_without_a_jump_where_the_way_of_computing_changes()
    {
        double[] degrees = [.. Enumerable.Range(0, 4000).Select(i => 1 + i * 0.1)];
        double[] quantiles = [.. degrees.Select(StudentT.Quantile95)];
        for (var i = 1; i < quantiles.Length; i++) Assert.True(quantiles[i] < quantiles[i - 1], $"not at {degrees[i]}");
        Assert.Equal(StudentT.Quantile95(200), StudentT.Quantile95(200.0001), 5e-6);
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.Quantile95(0.9));
    }
}
