using ActorSearch.Search.Exact;
using Xunit;

namespace ActorSearch.Search.Tests.Exact;

/// <summary>Results held against <see cref="Reference"/>: a million fixed arguments per function.</summary>
public sealed class AccuracyTests
{
    [Fact]
    public void The_exponential_is_within_an_ulp() => Within(i => Reference.Exp(Arguments.Exp(i)).UlpsTo(ExactMath.Exp(Arguments.Exp(i))), i => $"exp({Arguments.Exp(i):R})");

    [Fact]
    public void The_logarithm_is_within_an_ulp() => Within(i => Reference.Log(Arguments.Log(i)).UlpsTo(ExactMath.Log(Arguments.Log(i))), i => $"log({Arguments.Log(i):R})");

    [Fact]
    public void Powers_are_within_an_ulp() => Within(
        i =>
        {
            var (x, y) = Arguments.Pow(i);
            return Reference.Pow(x, y).UlpsTo(ExactMath.Pow(x, y));
        },
        i => $"pow{Arguments.Pow(i)}");

    [Fact]
    public void The_sine_is_within_an_ulp() => Within(i => Reference.Sin(Arguments.Angle(i)).UlpsTo(ExactMath.Sin(Arguments.Angle(i))), i => $"sin({Arguments.Angle(i):R})");

    [Fact]
    public void The_cosine_is_within_an_ulp() => Within(i => Reference.Cos(Arguments.Angle(i)).UlpsTo(ExactMath.Cos(Arguments.Angle(i))), i => $"cos({Arguments.Angle(i):R})");

    private static void Within(Func<int, double> ulps, Func<int, string> name)
    {
        var (most, at) = (0.0, 0);
        for (var i = 0; i < Arguments.Count; i++)
        {
            var error = ulps(i);
            if (error > most) (most, at) = (error, i);
        }
        var found = FormattableString.Invariant($"{Arguments.Count} arguments: at most {most:F5} ulp, at {name(at)}");
        TestContext.Current.TestOutputHelper!.WriteLine(found);
        Assert.True(most <= 1, found);
        Assert.True(most >= 0.499, "less than rounding itself: the reference is not one. " + found);
    }
}
