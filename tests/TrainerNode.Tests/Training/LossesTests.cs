using ActorSearch.TrainerNode.Training.Engines;
using CsCheck;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Training;

public sealed class LossesTests
{
    private static readonly Gen<(double[] Logits, byte[] Labels)> Batches =
        Gen.Select(Gen.Double[-8, 8], Gen.Int[0, 1]).Array[1, 12]
            .Select(samples => (samples.Select(s => s.Item1).ToArray(), samples.Select(s => (byte)s.Item2).ToArray()));

    private static readonly Gen<LossSettings> Settings = Gen.Select(
        Gen.Double[0.1, 10], Gen.Bool, Gen.Double[0, 5], Gen.OneOf(Gen.Const(0.0), Gen.Double[0.1, 5]), Gen.Double[0.05, 1],
        (cost, normalize, ranking, partial, fpr) => new LossSettings(cost, normalize, ranking, partial, fpr));

    [Fact]
    public void The_loss_is_the_formula_of_the_design_written_out() => Gen.Select(Batches, Settings).Sample((batch, settings) =>
    {
        var (z, y) = batch;
        static double S(double x) => 1 / (1 + Math.Exp(-x));
        var cross = z.Zip(y, (logit, label) => label == 1 ? -settings.ClassCost * Math.Log(S(logit)) : -Math.Log(1 - S(logit))).Average();
        if (settings.NormaliseCost) cross /= y.Average(label => label == 1 ? settings.ClassCost : 1);
        var positives = z.Where((_, i) => y[i] == 1).ToArray();
        var negatives = z.Where((_, i) => y[i] == 0).ToArray();
        var ranking = positives.Length == 0 || negatives.Length == 0
            ? 0
            : positives.Sum(p => Math.Pow(Math.Min(0, S(p) - negatives.Max(S)), 2)) / (positives.Length + 1);
        var hardest = negatives.OrderDescending().Take((int)Math.Ceiling(settings.PartialAucFpr * negatives.Length)).ToArray();
        var partial = positives.Length == 0 || negatives.Length == 0
            ? 0
            : positives.SelectMany(p => hardest, (p, n) => Math.Log(1 + Math.Exp(n - p))).Average();
        Assert.Equal(
            cross + settings.RankingWeight * ranking + settings.PartialAucWeight * partial,
            Losses.Compute(z, y, settings, new double[z.Length]), 1e-9);
    });

    [Fact]
    public void The_gradient_is_that_of_finite_differences() => Gen.Select(Batches, Settings).Sample((batch, settings) =>
    {
        const double step = 1e-5;
        var (z, y) = batch;
        var negatives = z.Where((_, i) => y[i] == 0).OrderDescending().ToArray();
        // The maximum and the choice of the hardest have corners there.
        if (negatives.Zip(negatives.Skip(1)).Any(pair => pair.First - pair.Second < 10 * step)) return;
        var gradient = new double[z.Length];
        var scratch = new double[z.Length];
        Losses.Compute(z, y, settings, gradient);
        for (var i = 0; i < z.Length; i++)
        {
            double At(double logit)
            {
                var moved = (double[])z.Clone();
                moved[i] = logit;
                return Losses.Compute(moved, y, settings, scratch);
            }
            Assert.Equal((At(z[i] + step) - At(z[i] - step)) / (2 * step), gradient[i], 1e-6);
        }
    });

    [Theory]
    [InlineData(-1000, 1, 1000)]
    [InlineData(1000, 0, 1000)]
    [InlineData(1000, 1, 0)]
    [InlineData(-1000, 0, 0)]
    [InlineData(-40, 0, 4.248354255291589e-18)]
    public void Large_logits_neither_overflow_nor_lose_their_digits(double logit, int label, double expected)
    {
        var gradient = new double[1];
        var loss = Losses.Compute([logit], [(byte)label], new LossSettings(1, false, 1), gradient);
        Assert.Equal(expected, loss, Math.Max(1e-12 * expected, 1e-300));
        Assert.True(double.IsFinite(gradient[0]));
    }

    [Fact]
    public void The_ranking_term_is_off_without_both_classes_and_pulls_the_highest_negative_down()
    {
        var plain = new double[3];
        var ranked = new double[3];
        Assert.Equal(Losses.Compute([1, 2, 3], [1, 1, 1], new(1, false, 0), plain), Losses.Compute([1, 2, 3], [1, 1, 1], new(1, false, 9), ranked));
        Assert.Equal(plain, ranked);

        Losses.Compute([0, 2, 1], [1, 0, 0], new(1, false, 0), plain);
        Losses.Compute([0, 2, 1], [1, 0, 0], new(1, false, 1), ranked);
        Assert.True(ranked[0] < plain[0], "the positive is pushed up");
        Assert.True(ranked[1] > plain[1], "the highest negative is pushed down");
        Assert.Equal(plain[2], ranked[2]);
    }

    [Fact]
    public void The_partial_auc_term_pulls_the_hardest_negatives_alone_and_the_first_of_equals()
    {
        double[] logits = [0, 2, 1, 2, 1, -3];
        byte[] labels = [1, 0, 0, 0, 0, 0];
        var (plain, partial) = (new double[6], new double[6]);
        var loss = Losses.Compute(logits, labels, new(1, false, 0), plain);
        Assert.Equal(
            loss + 3 * (2 * Math.Log(1 + Math.Exp(2)) + Math.Log(1 + Math.E)) / 3,
            Losses.Compute(logits, labels, new(1, false, 0, 3, 0.6), partial), 1e-12);
        Assert.True(partial[0] < plain[0], "the positive is pushed up");
        Assert.All(new[] { 1, 2, 3 }, i => Assert.True(partial[i] > plain[i], $"negative {i} is pushed down"));
        Assert.All(new[] { 4, 5 }, i => Assert.Equal(plain[i], partial[i]));
        Assert.Equal(Losses.Compute([1, 2], [1, 1], new(1, false, 0), plain), Losses.Compute([1, 2], [1, 1], new(1, false, 0, 3, 0.6), partial));
    }
}
