using System.Numerics;
using System.Runtime.InteropServices;
using ActorSearch.Search.Optimizers;

namespace ActorSearch.TrainerNode.Tests.Kinds;

/// <summary>As far as the rate says, whatever the gradient's size; in the mean of its directions. One file: no other line knows of it.</summary>
public sealed class SignDescent : Optimizer
{
    public override string Name => "sign-descent";

    public override ImmutableArray<string> Uses { get; } = [nameof(IOptimizerSettings.Momentum)];

    public override ImmutableArray<string> Slots { get; } = ["direction"];

    public override void Step(OptimizerStep step, Span<float> weights, ReadOnlySpan<float> gradients, StateSlots state, ReadOnlySpan<float> mask)
    {
        var (rate, kept) = ((float)step.Rate, (float)step.Settings.Momentum);
        var w = MemoryMarshal.Cast<float, Vector<float>>(weights);
        var d = MemoryMarshal.Cast<float, Vector<float>>(state[0]);
        var g = MemoryMarshal.Cast<float, Vector<float>>(gradients);
        var left = MemoryMarshal.Cast<float, Vector<float>>(mask);
        for (var i = 0; i < w.Length; i++)
        {
            var sign = Vector.ConditionalSelect(Vector.GreaterThan(g[i], Vector<float>.Zero), Vector<float>.One,
                Vector.ConditionalSelect(Vector.LessThan(g[i], Vector<float>.Zero), -Vector<float>.One, Vector<float>.Zero));
            var direction = d[i] * kept + sign * (1 - kept);
            d[i] = Masked(left, i, direction);
            w[i] = Masked(left, i, w[i] - direction * rate);
        }
    }
}
