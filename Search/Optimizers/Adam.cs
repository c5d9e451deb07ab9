using System.Numerics;
using ActorSearch.Search.Exact;

namespace ActorSearch.Search.Optimizers;

/// <summary>Adam (Kingma and Ba 2015) as PyTorch's, with the correction of the bias folded into rate and root. Decay is added to the gradient.</summary>
public class Adam : Optimizer
{
    /// <inheritdoc/>
    public override string Name => "adam";

    /// <inheritdoc/>
    public override ImmutableArray<string> Uses { get; } =
        [nameof(IOptimizerSettings.Beta1), nameof(IOptimizerSettings.Beta2), nameof(IOptimizerSettings.Epsilon)];

    /// <inheritdoc/>
    public override ImmutableArray<string> Slots { get; } = ["first_moment", "second_moment"];

    /// <summary>rate / (1 - beta1^t) and sqrt(1 - beta2^t).</summary>
    public static (double Rate, double Root) BiasCorrection(OptimizerStep step) =>
        (step.Rate / (1 - ExactMath.Pow(step.Settings.Beta1, step.Number)), Math.Sqrt(1 - ExactMath.Pow(step.Settings.Beta2, step.Number)));

    /// <inheritdoc/>
    public override void Step(OptimizerStep step, Span<float> weights, ReadOnlySpan<float> gradients, StateSlots state, ReadOnlySpan<float> mask) =>
        Step(step, weights, gradients, state, mask, (float)step.Settings.WeightDecay, 1);

    /// <param name="decay">Added to the gradient.</param>
    /// <param name="shrink">Factor on the weights.</param>
    private protected static void Step(
        OptimizerStep step, Span<float> weights, ReadOnlySpan<float> gradients, StateSlots state, ReadOnlySpan<float> mask, float decay, float shrink)
    {
        var correction = BiasCorrection(step);
        var (rate, root, beta1, beta2, epsilon) =
            ((float)correction.Rate, (float)correction.Root, (float)step.Settings.Beta1, (float)step.Settings.Beta2, (float)step.Settings.Epsilon);
        var w = Vectors(weights);
        var g = Vectors(gradients);
        var k = Vectors(mask);
        var m = Vectors(state[0]);
        var v = Vectors(state[1]);
        var (rest1, rest2) = (1 - beta1, 1 - beta2);
        for (var i = 0; i < w.Length; i++)
        {
            var change = g[i] + Vector<float>.Zero + w[i] * decay; // + 0 makes a 0 of -0, as adding to a cleared buffer did
            var mean = m[i] + (change - m[i]) * rest1;
            var square = v[i] * beta2 + change * change * rest2;
            var updated = w[i] * shrink - mean * rate / (Vector.SquareRoot(square) / new Vector<float>(root) + new Vector<float>(epsilon));
            m[i] = Masked(k, i, mean);
            v[i] = Masked(k, i, square);
            w[i] = Masked(k, i, updated);
        }
    }
}
