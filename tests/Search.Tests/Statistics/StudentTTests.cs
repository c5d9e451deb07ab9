using ActorSearch.Search.Statistics;
using Xunit;

namespace ActorSearch.Search.Tests.Statistics;

public sealed class StudentTTests
{
    /// <summary>Roots of the incomplete beta function, computed with 30 digits by another program (mpmath).</summary>
    [Theory]
    [InlineData(1, 12.70620473617)]
    [InlineData(1.1, 10.27680128628)]
    [InlineData(1.5, 6.016663104428)]
    [InlineData(2, 4.302652729749)]
    [InlineData(2.5, 3.574654842004)]
    [InlineData(3, 3.182446305284)]
    [InlineData(4, 2.776445105198)]
    [InlineData(9, 2.262157162798)]
    [InlineData(30, 2.042272456301)]
    [InlineData(100, 1.983971518524)]
    [InlineData(200, 1.971896223634)]
    [InlineData(1000, 1.962339080826)]
    [InlineData(1e9, 1.959963987)]
    [InlineData(double.PositiveInfinity, 1.959963984540)]
    public void Quantiles_are_those_of_another_program(double degrees, double quantile) =>
        Assert.Equal(quantile, CrossedMoments.Quantile95(degrees), tolerance: 5e-9);

    [Fact]
    public void Between_whole_degrees_it_falls_steadily()
    {
        double[] quantiles = [.. Enumerable.Range(0, 4000).Select(i => CrossedMoments.Quantile95(1 + i * 0.1))];
        for (var i = 1; i < quantiles.Length; i++) Assert.True(quantiles[i] < quantiles[i - 1], $"not at {1 + i * 0.1}");
    }
}
