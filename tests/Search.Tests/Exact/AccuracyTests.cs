using ActorSearch.Search.Exact;
using Xunit;

namespace ActorSearch.Search.Tests.Exact;

/// <summary>Results held against <see cref="Reference"/>: a million fixed arguments per function.</summary>
public sealed class AccuracyTests
{
    [Fact]
    public void The_exponential_is_within_an_ulp() => Within("exp", Arguments.Exp, Reference.Exp, ExactMath.Exp);

    [Fact]
    public void The_logarithm_is_within_an_ulp() => Within("log", Arguments.Log, Reference.Log, ExactMath.Log);

    [Fact]
    public void The_sine_is_within_an_ulp() => Within("sin", Arguments.Angle, Reference.Sin, ExactMath.Sin);

    [Fact]
    public void The_cosine_is_within_an_ulp() => Within("cos", Arguments.Angle, Reference.Cos, ExactMath.Cos);

    [Fact]
    public void Powers_are_within_an_ulp() => Within("pow", Arguments.Pow, at => Reference.Pow(at.X, at.Y), at => ExactMath.Pow(at.X, at.Y));

    private static void Within<T>(string name, Func<int, T> argument, Func<T, TrueValue> reference, Func<T, double> function)
    {
        var (most, at) = (0.0, 0);
        for (var i = 0; i < Arguments.Count; i++)
        {
            var error = reference(argument(i)).UlpsTo(function(argument(i)));
            if (error > most) (most, at) = (error, i);
        }
        var found = FormattableString.Invariant($"{name} of {Arguments.Count} arguments: at most {most:F5} ulp, at {argument(at)}");
        TestContext.Current.TestOutputHelper!.WriteLine(found);
        Assert.True(most <= 1, found);
        Assert.True(most >= 0.499, "less than rounding itself: the reference is wrong. " + found);
    }
}
