using System.Numerics;

namespace ActorSearch.Search.Optimizers;

/// <summary>SGD as PyTorch's: g += decay w; m = momentum m + g; w -= rate (nesterov ? g + momentum m : m).</summary>
public sealed class Sgd : Optimizer
{
    /// <inheritdoc/>
    public override string Name => "sgd";

    /// <inheritdoc/>
    public override ImmutableArray<string> Uses { get; } = [nameof(IOptimizerSettings.Momentum), nameof(IOptimizerSettings.Nesterov)];

    /// <inheritdoc/>
    public override ImmutableArray<string> Slots { get; } = ["momentum"];

    /// <inheritdoc/>
    public override void Step(OptimizerStep step, Span<float> weights, ReadOnlySpan<float> gradients, StateSlots state, ReadOnlySpan<float> mask)
    {
        var (rate, momentum, decay) = ((float)step.Rate, (float)step.Settings.Momentum, (float)step.Settings.WeightDecay);
        var nesterov = step.Settings.Nesterov;
        var w = Vectors(weights);
        var g = Vectors(gradients);
        var m = Vectors(state[0]);
        var k = Vectors(mask);
        for (var i = 0; i < w.Length; i++)
        {
            var change = g[i] + Vector<float>.Zero + w[i] * decay; // + 0 makes a 0 of -0, as adding to a cleared buffer did
            var moved = m[i] * momentum + change;
            var updated = w[i] - (nesterov ? change + moved * momentum : moved) * rate;
            m[i] = Masked(k, i, moved);
            w[i] = Masked(k, i, updated);
        }
    }
}
